/** What one reader calls by one name and the next by another: "opacity" in the findings may be "pneumonia" in the impression. */
const families: readonly ReadonlySet<string>[] = [
  new Set(['opacity', 'atelectasis', 'infiltration', 'consolidation', 'pneumonia', 'fibrosis', 'edema', 'bronchial', 'lung_abnormality', 'mass', 'cavity', 'low_volumes']),
  new Set(['opacity', 'nodule', 'granuloma', 'mass', 'calcification', 'cavity', 'hilum', 'fibrosis', 'lung_abnormality']),
  new Set(['effusion', 'blunting', 'pleural_thickening', 'fibrosis', 'opacity', 'edema']),
  new Set(['emphysema', 'lung_abnormality', 'diaphragm', 'bronchial', 'fibrosis', 'pneumothorax']),
  new Set(['fracture', 'bone', 'degenerative', 'osteopenia', 'spine_curvature']),
  new Set(['device', 'surgery']),
  new Set(['aorta', 'mediastinum', 'calcification', 'hilum', 'trachea', 'cardiomegaly', 'edema']),
  new Set(['diaphragm', 'hernia', 'free_air', 'low_volumes', 'atelectasis']),
];

export function areKin(one: string, other: string): boolean {
  return one === other || families.some((family) => family.has(one) && family.has(other));
}

/** What an impression is there for; a degenerative spine may stay among the findings. */
export const worthAnImpression: ReadonlySet<string> = new Set([
  'atelectasis', 'cardiomegaly', 'effusion', 'infiltration', 'mass', 'nodule', 'pneumonia', 'pneumothorax', 'consolidation', 'edema', 'emphysema',
  'fibrosis', 'pleural_thickening', 'hernia', 'fracture', 'cavity', 'free_air', 'pneumomediastinum',
]);
