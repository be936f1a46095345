import { describe, expect, it } from 'vitest';
import { indianaSentences, isRight, ownSentences, type LabelledSentence } from './labelled.ts';
import { haveShared } from '../shared.ts';

/** Share of sentences that must be read right in every claim, side and severity. */
const bar = 0.95;
const haveReports = haveShared('data/reports/indiana.jsonl');

/** Even rows: the rules were written against them. Odd rows were kept back: only their count was looked at. */
function halves(sentences: readonly LabelledSentence[]) {
  return { building: sentences.filter((_, row) => row % 2 === 0), kept: sentences.filter((_, row) => row % 2 === 1) };
}

function shareRight(name: string, sentences: readonly LabelledSentence[]): number {
  const right = sentences.filter(isRight).length;
  console.log(`claims, ${name}: ${right} of ${sentences.length} sentences right`);
  return right / sentences.length;
}

describe('claims of sentences labelled by hand', () => {
  const own = halves(ownSentences());

  it('are right in made-up sentences, of both halves', () => {
    expect(shareRight('made up, building', own.building)).toBeGreaterThanOrEqual(bar);
    expect(shareRight('made up, kept back', own.kept)).toBeGreaterThanOrEqual(bar);
  });

  it.skipIf(!haveReports)('are right in sentences of the Indiana reports, of both halves', () => {
    const indiana = halves(indianaSentences());
    expect(shareRight('Indiana, building', indiana.building)).toBeGreaterThanOrEqual(bar);
    expect(shareRight('Indiana, kept back', indiana.kept)).toBeGreaterThanOrEqual(bar);
  });

  it('a wrong reading is told', () => {
    expect(isRight({ text: 'No right effusion.', claims: 'effusion+R' })).toBe(false);
    expect(isRight({ text: 'Small left effusion.', claims: 'effusion+L' })).toBe(false);
    expect(isRight({ text: 'Small left effusion.', claims: 'effusion+*' })).toBe(true);
  });
});
