/** Names of the sample films, in the order of `sampleFilms`; apart from it, so that the page does not load the renderer. */
export const sampleFileNames = [
  'phantom-normal-man.dcm',
  'phantom-normal-woman.dcm',
  'phantom-large-heart.dcm',
  'phantom-effusion-right.dcm',
  'phantom-effusion-left-large.dcm',
  'phantom-pneumothorax-left.dcm',
  'phantom-nodule.dcm',
  'phantom-consolidation-right.dcm',
  'phantom-bedside-ap.dcm',
  'phantom-elderly-monochrome1.dcm',
  'phantom-prior.dcm',
  'phantom-follow-up.dcm',
] as const;
