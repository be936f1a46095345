/** Words of chest radiography that a search may be made of, common ones first. Suggestions alone: any phrase may be typed. */
export const vocabulary: readonly string[] = [
  'pleural effusion', 'pneumothorax', 'cardiomegaly', 'pneumonia', 'pulmonary edema', 'atelectasis', 'consolidation',
  'lung nodule', 'lung mass', 'emphysema', 'pulmonary fibrosis', 'pleural thickening', 'hiatal hernia', 'rib fracture',
  'enlarged heart', 'hyperinflation', 'infiltrate', 'interstitial opacities', 'airspace opacity', 'ground-glass opacity',
  'vascular congestion', 'cephalization', 'Kerley lines', 'blunted costophrenic angle', 'bilateral effusion',
  'apical scarring', 'calcified granuloma', 'hilar enlargement', 'hilar lymphadenopathy', 'widened mediastinum',
  'tortuous aorta', 'aortic calcification', 'elevated hemidiaphragm', 'flattened diaphragm', 'subcutaneous emphysema',
  'scoliosis', 'degenerative spine', 'kyphosis', 'clavicle fracture', 'endotracheal tube', 'nasogastric tube', 'chest tube',
  'central venous catheter', 'pacemaker', 'sternotomy wires', 'surgical clips', 'cavitary lesion', 'bronchiectasis',
  'bronchial wall thickening', 'lobar collapse', 'miliary nodules', 'tuberculosis', 'sarcoidosis', 'low lung volumes',
  'normal chest', 'no acute abnormality', 'left lower lobe', 'right lower lobe', 'left upper lobe', 'right upper lobe',
  'women', 'men', 'over 60', 'under 40', 'this year', 'last year', 'lateral view',
];

/** Shown where nothing has been typed yet and nothing asked before: what a search may be made of. */
export const examples: readonly string[] = ['effusion without pneumothorax', 'enlarged heart, women over 60', 'nodule on the left, view:PA'];

/**
 * Completions of what has been typed: own searches that begin like it, then words that its last ones begin. The whole text
 * each, ready to be searched.
 */
export function suggest(typed: string, history: readonly string[], most: number): string[] {
  const text = typed.trimStart().toLowerCase();
  if (text.trim() === '' && history.length === 0) return examples.slice(0, most);
  const found = history.filter((past) => past.toLowerCase().startsWith(text) && past.toLowerCase() !== text.trim());
  // From the longest run of last words that begins something: "effusion without pneumoth" → "pneumoth".
  const words = typed.trimStart().split(' ');
  for (let from = Math.max(0, words.length - 4); from < words.length; from++) {
    const last = words.slice(from).join(' ').toLowerCase();
    if (last.trim().length < 2) continue;
    // Said in full: of its last word alone, nothing else is meant.
    if (vocabulary.some((term) => term.toLowerCase() === last.trim())) break;
    const before = words.slice(0, from).join(' ');
    const said = new Set(words.slice(0, from).map((word) => word.toLowerCase()));
    const fitting = vocabulary.filter((term) => {
      const lower = term.toLowerCase();
      // A number ends what was typed: "over 40" begins no "under 40".
      const own = lower.split(' ').filter((word) => !/^\d/.test(word));
      return (lower.startsWith(last) || own.some((word) => word.startsWith(last))) && lower !== last.trim() && !own.some((word) => said.has(word));
    });
    found.push(...fitting.map((term) => `${before}${before === '' ? '' : ' '}${term}`));
    if (fitting.length > 0) break;
  }
  return [...new Set(found)].slice(0, most);
}
