import { describe, expect, it, test } from 'vitest';
import { checkReport, longestReport } from '#src/assistant/checkReport.ts';
import { applyCorrection, swapSides } from '#src/assistant/corrections.ts';
import { reportSentences } from '#src/assistant/reportSentences.ts';
import type { Finding } from '#src/findings/finding.ts';

const plain = { tags: null, scores: null };

function score(id: string, standing: Finding['standing'], probability: number): Finding {
  const operatingPoint = { threshold: 0, sensitivity: 0.7, specificity: 0.8, rule: 'test', probability: 0.1 };
  return { id, name: id, source: 'card', score: 0.02, probability, basis: null, operatingPoint, testAuc: null, reliability: null, standing, positivePrompts: [], negativePrompts: [] };
}

const kinds = (text: string, film: Parameters<typeof checkReport>[1] = plain): readonly string[] => checkReport(text, film).flags.map(({ kind }) => kind);

describe('the sentences of a report', () => {
  it('know their section and where they stand', () => {
    const text = 'Indication: rule out effusion.\nFINDINGS: A 3.5 cm mass on the left. Heart normal.\nIMPRESSION:\n1. Left mass.\n2. No effusion.';
    const sentences = reportSentences(text);
    expect(sentences.map(({ part, text: words }) => `${part}|${words}`)).toEqual(['indication|rule out effusion.', 'findings|A 3.5 cm mass on the left.', 'findings|Heart normal.', 'impression|Left mass.', 'impression|No effusion.']);
    for (const { text: words, start, end } of sentences) expect(text.slice(start, end)).toBe(words);
    expect(sentences[0]?.claims).toEqual([]);
  });
});

describe('rules that need no film', () => {
  it('find a side that findings and impression disagree on, and propose the other', () => {
    const [flag, ...more] = checkReport('FINDINGS: Small left pleural effusion.\nIMPRESSION: Small right pleural effusion.', plain).flags;
    expect(more).toEqual([]);
    expect(flag).toMatchObject({ kind: 'side', sentence: 'Small right pleural effusion.', correction: 'Small left pleural effusion.', evidence: { source: 'report', sentence: 'Small left pleural effusion.' } });
  });

  it('let agreeing and two-sided reports be', () => {
    expect(kinds('FINDINGS: Left effusion. Right basal atelectasis.\nIMPRESSION: Left effusion and right atelectasis.')).toEqual([]);
    expect(kinds('FINDINGS: Bilateral effusions.\nIMPRESSION: Effusion, right more than left.')).toEqual([]);
  });

  it('find what is denied in one section and stated in the other, and what comes from nowhere', () => {
    expect(kinds('FINDINGS: No pneumothorax.\nIMPRESSION: Right pneumothorax.')).toEqual(['status']);
    expect(kinds('FINDINGS: Heart size is normal.\nIMPRESSION: Rib fracture.')).toEqual(['ground']);
    expect(kinds('FINDINGS: Opacity at the left base.\nIMPRESSION: Left pneumonia.')).toEqual([]);
  });

  it('find a side in words that no claim is read from', () => {
    expect(kinds('FINDINGS: The left hilum is full.\nIMPRESSION: Right hilar fullness.')).toEqual(['side']);
    expect(kinds('FINDINGS: Both lungs are clear. Right humeral head sits low.\nIMPRESSION: Left humeral head sits low.')).toEqual(['side']);
    expect(kinds('FINDINGS: Small bilateral effusions, left greater than right.\nIMPRESSION: Bilateral effusions, right greater than left.')).toEqual(['side']);
    expect(kinds('FINDINGS: Bilateral effusions, left greater than right.\nIMPRESSION: Bilateral effusions, right smaller than left.')).toEqual([]);
    expect(kinds('FINDINGS: The left shoulder is dislocated, the right shoulder is not.\nIMPRESSION: Left shoulder dislocation.')).toEqual([]);
  });

  it('find what the impression leaves out, and let be what is old or small beer', () => {
    const [flag, ...more] = checkReport('FINDINGS: Moderate left pleural effusion.\nIMPRESSION: No acute disease.', plain).flags;
    expect(more).toEqual([]);
    expect(flag).toMatchObject({ kind: 'leftOut', sentence: 'Moderate left pleural effusion.', correction: 'Moderate left pleural effusion.', evidence: { source: 'silence', of: 'impression', finding: 'effusion' } });
    expect(kinds('FINDINGS: Stable scarring at the left base. Degenerative spine.\nIMPRESSION: No acute disease.')).toEqual([]);
    expect(kinds('FINDINGS: Opacity in the right lung. Consolidation there.\nIMPRESSION: Right pneumonia.')).toEqual([]);
  });

  it.each([
    ['a rib by its number', 'Deformity of the right 6th rib.', 'Likely {right} 6th rib deformity.'],
    ['apex and apical', 'Small air collection in the right apex. Both lungs remain hyperexpanded.', 'Nearly resolved {right} apical collection.'],
    ['places at the hilum', 'Streaky opacities of the left suprahilar region. Mild bilateral costophrenic blunting.', 'Streaky opacities in the {left} perihilar region.'],
    ['a shift', 'Unchanged rightward mediastinal shift.', 'Mediastinal shift to the {right}.'],
    ['sizes', 'A 17 mm nodule at the left 5th rib. A 10 mm nodule over the right 4th rib.', '17 mm nodule in the {left} lung and 10 mm nodule in the right lung.'],
    ['the words before it', 'Extensive fibrotic changes in the right lung. There is left apical scarring.', 'Extensive fibrotic changes of the {right} lung.'],
    ['a comparison of something else', 'Bilateral effusions with partial right-sided loculation.', 'Effusions, left worse than right, with {right}-sided loculation.'],
  ])('find a side that words alone give: %s', (_, findings, impression) => {
    const of = (side: (word: string) => string): readonly string[] => kinds(`FINDINGS: ${findings}\nIMPRESSION: ${impression.replace(/\{(\w+)\}/, (__, word: string) => side(word))}`).filter((kind) => kind === 'side');
    expect(of(swapSides)).toEqual(['side']);
    expect(of((word) => word)).toEqual([]);
  });

  it('find template leftovers', () => {
    expect(kinds('FINDINGS: The heart is [size].\nIMPRESSION: Normal.')).toEqual(['template']);
    expect(kinds('FINDINGS: Effusion on the left/right.')).toEqual(['template']);
  });

  it('hold the report against the tags', () => {
    const tags = { patientSex: 'F', patientAge: '057Y', viewPosition: 'AP' };
    const text = 'INDICATION: 48-year-old man with cough.\nTECHNIQUE: PA view of the chest.\nFINDINGS: The lungs are clear.';
    expect([...kinds(text, { tags, scores: null })].sort()).toEqual(['age', 'sex', 'view']);
    expect(kinds(text, { tags: { patientSex: 'M', patientAge: '048Y', viewPosition: 'PA' }, scores: null })).toEqual([]);
    expect(kinds(text, { tags: { patientSex: '', patientAge: '', viewPosition: '' }, scores: null })).toEqual([]);
  });
});

describe("the film's scores", () => {
  const scores = [score('effusion', 'above', 0.5), score('cardiomegaly', 'below', 0.01), score('nodule', 'near', 0.1), score('pneumothorax', 'above', 0.6)];

  it('support, contradict or do not know each claim', () => {
    const { judged, flags } = checkReport('FINDINGS: Left effusion. The heart is enlarged. No nodule. Rib fracture. No pneumothorax.', { tags: null, scores });
    expect(judged.map(({ claim, verdict }) => `${claim.finding} ${verdict}`)).toEqual(['effusion supported', 'cardiomegaly contradicted', 'nodule beyond', 'fracture beyond', 'pneumothorax contradicted']);
    expect(flags.map(({ kind, correction }) => `${kind} ${correction ?? ''}`)).toEqual(['score No evidence of cardiomegaly.', 'score Possible pneumothorax.']);
  });

  it('flag what is well above and unmentioned', () => {
    const { flags } = checkReport('FINDINGS: The heart is not enlarged. Small left effusion.', { tags: null, scores });
    expect(flags).toMatchObject([{ kind: 'unmentioned', sentence: '', correction: 'Possible pneumothorax.' }]);
    expect(kinds('FINDINGS: Small left effusion.', { tags: null, scores: [score('pneumothorax', 'above', 0.17)] })).toEqual([]);
  });
});

test.each(['no pneumothorax or ', 'pleural effusion ', 'leftrighteffusion'])('a text without a full stop is read in pieces, each in its place: %s', (words) => {
  const text = words.repeat(Math.floor(39_000 / words.length));
  const { sentences } = checkReport(text, plain);
  expect(sentences.length).toBeGreaterThan(90);
  for (const { text: piece, start, end } of sentences) expect(text.slice(start, end)).toBe(piece);
  expect(sentences.map(({ text: piece }) => piece).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
});

describe('what is no report', () => {
  it('is named', () => {
    expect(checkReport('  \n', plain).problem).toBe('empty');
    expect(checkReport('No effusion. '.repeat(longestReport / 10), plain).problem).toBe('tooLong');
    expect(checkReport('Herz und Mediastinum normal. Kein Pleuraerguss, keine Infiltrate, kein Pneumothorax.', plain).problem).toBe('notEnglish');
    expect(checkReport('心影大小正常,两肺纹理清晰', plain).problem).toBe('notEnglish');
    expect(checkReport('Heart normal. Lungs clear. No effusion or pneumothorax.', plain).problem).toBe(null);
  });
});

it('sides swap with their case', () => {
  expect(swapSides('Left base, RIGHT apex, right-sided')).toBe('Right base, LEFT apex, left-sided');
});

describe('a proposal that is taken over', () => {
  it.each([
    ['a side', 'FINDINGS: Small left effusion.\nIMPRESSION: Small right effusion. No pneumothorax.', 'FINDINGS: Small left effusion.\nIMPRESSION: Small left effusion. No pneumothorax.'],
    ['what was left out', 'FINDINGS: Large left effusion.\nIMPRESSION: No acute disease.\n', 'FINDINGS: Large left effusion.\nIMPRESSION: No acute disease. Large left effusion.'],
  ])('leaves no flag: %s', (_, text, expected) => {
    const [flag] = checkReport(text, plain).flags;
    const corrected = flag ? applyCorrection(text, flag) : '';
    expect(corrected).toBe(expected);
    expect(kinds(corrected)).toEqual([]);
  });

  it('is none where only the writer can know', () => {
    expect(applyCorrection('Heart [size].', { kind: 'template', start: 0, end: 13, correction: null })).toBe('Heart [size].');
  });
});
