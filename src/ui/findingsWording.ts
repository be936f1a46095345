import type { FindingGroup } from '#src/findings/findingGroups.ts';
import type { TestedPoint } from '#src/findings/finding.ts';
import type { PhraseGround } from '#src/findings/phraseGround.ts';
import type { ScoreChange } from '#src/findings/scoreChange.ts';
import { capital, decimal, ordinal, percent, signed } from '#src/ui/wordNumbers.ts';

const groups: Readonly<Record<FindingGroup, string>> = {
  lungs: 'Lungs',
  pleura: 'Pleura',
  heart: 'Heart',
  mediastinum: 'Mediastinum',
  other: 'Other',
};

function listed(words: readonly string[]): string {
  const quoted = words.slice(0, 4).map((word) => `“${word}”`);
  const more = words.length - quoted.length;
  return `${quoted.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function ground(found: PhraseGround): string {
  switch (found.kind) {
    case 'grounded': return '';
    case 'partly': return `Not words of chest radiography: ${listed(found.unknown)}. What they add to the score has no ground.`;
    case 'none': return `No ground: ${listed(found.unknown)} is no word of chest radiography. The number below is what the model gives for any letters.`;
    case 'unreadable': return 'No word in Latin letters.';
  }
}

/** What the findings panel, the map, the workshop and the batch table say. */
export const findingsWording = {
  groups,
  ground,
  readFirst: 'Read first',
  readFirstHint: 'Scores stay hidden until you have read the film',
  hidden: 'Read the film first. Scores and maps are hidden, and so are questions about them.',
  markRead: 'I have read it: show the findings',
  legend: { point: 'operating point', probability: 'probability' },
  atPrevalence: (prevalence: number) => `at ${percent(prevalence)}`,
  expected: 'Yours',
  prevalence: 'Prevalence that you expect, %',
  prevalenceHint: (prevalence: number) => `Calibrated at ${percent(prevalence)}. The probability follows; the operating point does not.`,
  resetPrevalence: (prevalence: number) => `Back to ${percent(prevalence)}`,
  where: (name: string) => `Show where: ${name}`,
  whereOn: (name: string) => `Hide the map of ${name}`,
  score: 'Score',
  scoreAgainst: (score: number, threshold: number) => `${decimal(score, 3)}, operating point ${decimal(threshold, 3)}`,
  scoreUnit: 'similarity difference',
  sensitivity: 'Sensitivity',
  specificity: 'Specificity',
  share: (share: number, low: number, high: number, films: number) => `${percent(share)} (95 %: ${Math.round(low * 100)}–${Math.round(high * 100)} %, n ${films})`,
  positivePredictive: 'PPV',
  negativePredictive: 'NPV',
  predictive: (value: number, prevalence: number) => `${Number.isFinite(value) ? percent(value) : 'not defined'} at a prevalence of ${percent(prevalence)}`,
  onTest: 'On other films',
  onTestFigures: ({ source, films, positives, sensitivity, sensitivityInterval: [lowest, highest], specificity, specificityInterval: [least, most] }: TestedPoint) =>
    `sensitivity ${percent(sensitivity)} (95 % by patient: ${Math.round(lowest * 100)}–${Math.round(highest * 100)} %), specificity ${percent(specificity)} (${Math.round(least * 100)}–${Math.round(most * 100)} %); ${films} films, ${positives} positive (${source})`,
  testAuc: 'AUC, test films',
  auc: (value: number) => value.toFixed(2),
  measuredOn: 'Measured on',
  basis: (films: number, positives: number, source: string) => `${films} validation films${source ? ` (${source})` : ''}, ${positives} positive`,
  rule: 'Operating point',
  ownPoint: 'chosen in the workshop: sensitivity and specificity are not known beyond your own films',
  shares: 'What makes up the score',
  shareHead: { prompt: 'Prompt', similarity: 'Similarity', share: 'Share' },
  promptSide: {
    positive: (count: number) => `for, mean of ${count}`,
    negative: (count: number) => `against, mean of ${count}`,
  },
  sum: 'Sum: the score',
  value: (value: number) => decimal(value, 3),
  signed: (value: number) => signed(value, 3),
  reliability: 'Reliability',
  reliabilityNote: (films: number, positives: number, source: string) => `${films} films${source ? ` (${source})` : ''}, ${positives} positive. A point is a bin of films; on the diagonal, what was said came true.`,
  reliabilityPoint: (predicted: number, observed: number, films: number) => `Said ${percent(predicted)}, came true in ${percent(observed)} of ${films} films`,
  reliabilityAxes: { x: 'said', y: 'came true' },
  noReliability: 'The model card holds no reliability curve for this finding.',
  judgement: 'Your reading',
  agree: 'Agree',
  disagree: 'Disagree',
  present: 'I see it',
  absent: 'I do not',
  judged: (present: boolean) => (present ? 'You see it' : 'You do not see it'),
  judgementKept: 'Kept on this device as your label.',
  rank: (rank: number, of: number) => `${ordinal(rank)} of ${of.toLocaleString('en')}`,
  rankNote: (rank: number, of: number) =>
    of < 2
      ? 'The only scored film on this device: there is nothing to rank it among.'
      : `Ranks ${ordinal(rank)} of the ${of.toLocaleString('en')} scored films on this device. A rank and a similarity difference; not calibrated, no probability.`,
  noGround: 'no ground',
  prior: {
    since: 'Since',
    choose: 'Earlier film to compare with',
    film: (date: string, view: string) => [date || 'an earlier film', view].filter((part) => part !== '').join(' · '),
    beyond: (beyond: number, of: number) => (beyond === 0 ? `none of ${of} scores has moved beyond what repeated films differ by.` : `${beyond} of ${of} scores ${beyond === 1 ? 'has' : 'have'} moved beyond what repeated films differ by.`),
    unmeasured: 'scores have moved as the open bars show; how far repeated films differ has not been measured.',
    basis: (pairs: number, patients: number) => `Spread of ${pairs} pairs of films of ${patients} patients, labels unchanged. Light mark: the earlier film.`,
    otherView: 'The earlier film was taken in another projection (PA, AP): a part of any change may be that.',
    moved: (change: number) => (change > 0 ? 'has risen beyond the spread of repeated films' : 'has fallen beyond the spread of repeated films'),
    change: ({ before, change }: ScoreChange) => `Change since the earlier film: ${signed(change, 3)} (from ${decimal(before, 3)}).`,
    against: ({ change, usual, beyond }: ScoreChange, pairs: number, patients: number, source: string) =>
      `That is ${usual ? (Math.abs(change) / usual).toFixed(1) : '–'} times what two films of one patient differ by under the same labels (${decimal(usual ?? 0, 3)}; ${pairs} pairs of ${patients} patients; ${source}): ${beyond ? 'beyond the spread. Not proof of a change of disease' : 'within the spread'}.`,
  },
  heat: {
    title: 'Map',
    label: (name: string) => `Map of ${name} over the film`,
    of: 'Map of',
    cells: (rows: number, columns: number) => `${rows} × ${columns} cells`,
    unit: 'similarity difference a cell',
    zero: { point: '0: the cell’s share of the operating point', none: '0: no difference to the contrast prompts' },
    sum: (sum: number, fromPoint: boolean) => `Cells add up to ${signed(sum, 3)}, the score${fromPoint ? ' above its operating point' : ''}.`,
    outside: (sum: number) => `${signed(sum, 3)} of it in the black around the film.`,
    unitOfNetwork: 'log-odds a cell',
    plane: 'Not exact: of a network, a map shows only which way its score leans at this film. Cells far from zero may matter less than they look.',
    receptive: 'A cell also sees beyond its edges. The map shows where the score comes from, not where disease is.',
    value: (value: number) => signed(value, 3),
    against: 'against',
    for: 'for',
    read: 'how to read it',
    smooth: 'Smooth',
    contours: 'Contours',
    contoursNote: (levels: readonly number[]) => `Lines at ${levels.map((level) => signed(level, 3)).join(', ')} a cell, drawn between the cells’ centres: no finer than the cells.`,
    smoothNote: 'Drawn between the cells’ centres: no finer than the cells.',
    opacity: 'Opacity',
    save: 'Save film and map as PNG',
    close: 'Hide the map',
    key: 'Map of a finding',
    spot: 'Click the film to ask what speaks there. H shows and hides the map.',
    here: (row: number, column: number) => `In the cell of row ${row}, column ${column}`,
    logOdds: (value: number) => `${signed(value, 2)} log-odds`,
    quiet: 'Nothing there speaks for a finding.',
    leaveSpot: 'Let go of the cell',
    failed: 'No map',
    caption: (name: string, score: number, threshold: number | null) =>
      `${capital(name)} · score ${decimal(score, 3)}${threshold === null ? ', not calibrated' : `, operating point ${decimal(threshold, 3)}`}`,
    captionScale: (scale: number, rows: number, columns: number, smooth: boolean) =>
      `Map ${decimal(-scale, 3)} to ${signed(scale, 3)} similarity difference a cell, ${rows} × ${columns} cells${smooth ? ', smoothed for the eye' : ''}`,
    captionModel: (modelId: string, preprocessing: number, filmId: string) => `${modelId}, preprocessing ${preprocessing}, film ${filmId.slice(0, 12)} · research use only`,
    fileName: (filmId: string, findingId: string) => `map-${filmId.slice(0, 12)}-${findingId.replace(/[^\w]+/g, '-').slice(0, 40)}.png`,
  },
  workshop: {
    open: 'Prompts',
    title: 'Prompt workshop',
    set: 'Prompt set',
    own: 'The model card’s own prompts',
    named: (name: string, version: number) => `${name}, version ${version}`,
    name: 'Name of the set',
    save: 'Save',
    export: 'Export',
    import: 'Import',
    labels: 'Labels (CSV)',
    fileName: (name: string, version: number) => `prompts-${name.replace(/[^\w]+/g, '-').slice(0, 40)}-v${version}.json`,
    state: (name: string, version: number, modelId: string, changed: boolean) =>
      `“${name}”, version ${version}, for model ${modelId}${changed ? '; changed, not saved' : ''}.`,
    labelled: (fileName: string, matched: number, rows: number, passedOver: number) =>
      `Labels from ${fileName}: ${matched} of ${rows} rows name a scored film${passedOver > 0 ? `; ${passedOver === 1 ? '1 column names' : `${passedOver} columns name`} no finding` : ''}.`,
    finding: 'Finding',
    side: { positive: 'Prompts for, with descriptors', negative: 'Prompts against' },
    prompt: 'Prompt',
    weight: 'Weight',
    share: 'Share in the selected film’s score',
    shareNote: 'Weight, and share in the selected film’s score',
    add: 'Add a prompt',
    remove: (text: string) => `Remove ${text || 'the empty prompt'}`,
    measuring: 'Scoring your films …',
    noCurve: (films: number, positives: number, fromTable: boolean) =>
      `A curve needs films with and without the finding: ${films} labelled, ${positives} positive. ${fromTable ? 'The table has no more for this finding.' : 'Load a label table, or agree and disagree in the findings panel.'}`,
    auc: (value: number, interval: { readonly low: number; readonly high: number } | null, films: number, positives: number, patients: number) =>
      `AUC ${value.toFixed(3)}${interval && Number.isFinite(interval.low) ? ` (95 % by patient: ${interval.low.toFixed(2)}–${interval.high.toFixed(2)})` : ''} on ${films} films of ${patients} patients, ${positives} positive`,
    roc: 'ROC curve; drag the point',
    axes: { x: '1 − specificity', y: 'sensitivity' },
    point: 'Operating point',
    at: (threshold: number, sensitivity: number, specificity: number) =>
      `From ${Number.isFinite(threshold) ? decimal(threshold, 3) : 'nowhere'} on: sensitivity ${percent(sensitivity)}, specificity ${percent(specificity)}`,
    balanced: 'Where both meet',
    curves: 'Which curve',
    curve: { roc: 'ROC', precision: 'Precision' },
    called: (share: number, low: number, high: number, films: number) => `Of the films called positive ${percent(share)} are (95 %: ${Math.round(low * 100)}–${Math.round(high * 100)} %, n ${films}).`,
    ownFilms: 'On your films and labels alone: a point that was chosen on them looks better there than on others.',
    readings: 'Labels are your own readings in the findings panel. A point that was chosen on them looks better there than on others.',
  },
  confusion: {
    title: 'Films at the operating point',
    truth: { yes: 'positive', no: 'negative' },
    called: { yes: 'called positive', no: 'called negative' },
  },
  precision: {
    title: 'Precision and recall',
    axes: { x: 'recall', y: 'precision' },
    average: (value: number, share: number) => `Average precision ${value.toFixed(3)}; the dashed line is the share of positives, ${percent(share)}.`,
  },
  inUse: {
    panel: (name: string, version: number, changed: number, of: number) =>
      `Scored by the prompt set “${name}”, version ${version}, not by the model card’s prompts. ${changed === 0 ? `All ${of} findings have the card’s prompts; what was measured holds for them.` : `${changed} of ${of} findings have other prompts: not calibrated, no operating point of the card’s.`}`,
    answer: (name: string, version: number) => `By the prompt set “${name}”, version ${version}, not by the model card’s prompts: answers by it have not been measured.`,
    back: 'Back to the model card’s',
    apply: 'Use in panel and table',
    applying: 'Scoring all films …',
    saveFirst: 'Save the set first: what films are scored by has a name and a version',
    applied: 'In use in panel and table',
    isOwn: 'These are the prompts that panel and table use',
  },
  batch: {
    open: 'Table',
    title: 'All films',
    of: 'Films',
    result: (title: string, films: number) => `${title} (${films.toLocaleString('en')})`,
    filter: 'Filter',
    filterHint: 'Name, file, date, view or tag',
    above: 'Above the operating point',
    any: 'Any finding',
    from: 'From',
    to: 'To',
    pause: 'Pause scoring',
    resume: 'Go on scoring',
    progress: (scored: number, total: number, shown: number) => `${scored.toLocaleString('en')} of ${total.toLocaleString('en')} films scored, ${shown.toLocaleString('en')} listed`,
    csv: 'CSV',
    json: 'JSON',
    note: 'Exports hold the rows listed, with file names, patient IDs and dates of your films. Bold: above the operating point.',
    noteHidden: 'Exports hold the rows listed, without names, IDs and dates while identity is hidden. Bold: above the operating point.',
    columns: { film: 'Film', date: 'Date', view: 'View', state: 'State', gate: 'Gate' },
    states: { scored: 'scored', waiting: 'waiting', embedding: 'scoring', notAsked: 'not asked', failed: 'failed' },
    table: 'Films and their findings',
    readFirst: 'read first',
    none: 'No film fits the filter.',
    mark: (name: string) => `Choose ${name}`,
    markAll: 'Choose all that are listed',
    marked: (count: number) => `${count.toLocaleString('en')} chosen: exports hold these alone.`,
    sortBy: (name: string) => `Sort by ${name}`,
    fileName: (kind: 'csv' | 'json') => `findings.${kind}`,
    ownPrompts: 'model card',
  },
  noCalibration: 'Too few labelled films to calibrate: a similarity difference, not a probability.',
} as const;
