import { expect, it } from 'vitest';
import { checkReport } from '#src/assistant/checkReport.ts';
import { markedPieces } from '#src/ui/markedPieces.ts';

const text = 'FINDINGS: Small left pleural effusion. The heart is [size].\nIMPRESSION: Small right pleural effusion.\n';

it('pieces are the text itself, and each flag has its sentence and the one that it is held against', () => {
  const { flags } = checkReport(text, { tags: null, scores: null });
  const pieces = markedPieces(text, flags);
  expect(pieces.map(({ words }) => words).join('')).toBe(text);
  const of = (kind: string) => pieces.filter(({ flagIds }) => flagIds.some((id) => id.startsWith(kind))).map(({ words }) => words);
  expect(of('side')).toEqual(['Small left pleural effusion.', 'Small right pleural effusion.']);
  expect(of('template')).toEqual(['The heart is [size].']);
});

it('overlapping sentences, ends beyond the text and silence leave no gap', () => {
  const words = { source: 'words', words: '' } as const;
  const flags = [{ id: 'a', start: 0, end: 6, evidence: words }, { id: 'b', start: 4, end: 99, evidence: words }, { id: 'c', start: 10, end: 10, evidence: words }];
  expect(markedPieces('0123456789', flags).map(({ words: piece, flagIds }) => [piece, flagIds.join()])).toEqual([['0123', 'a'], ['45', 'a,b'], ['6789', 'b']]);
  expect(markedPieces('', flags)).toEqual([]);
});
