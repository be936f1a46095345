import { expect, test } from 'vitest';
import { kindsOf } from './gateCorpus.ts';
import type { GatedFile } from './pageApi.ts';

const file = (modality: string, byPixels: string | null, pooled: readonly number[]): GatedFile => ({ ok: true, modality, bodyPart: '', byTags: modality === 'CR' ? null : 'otherModality', byPixels, pooled });

test('one picture in two codings counts once, and what is let through is named', () => {
  const kinds = kindsOf(
    ['a', 'b', 'c', 'd', 'e'],
    [file('CT', 'otherPicture', [1, 0]), file('CT', 'otherPicture', [0.9999, 0.0001]), file('CT', null, [0, 1]), file('CR', null, [1, 0]), { ok: false, kind: 'CorruptFile', message: '' }],
  );
  expect(kinds).toEqual([
    { kind: 'CT', files: 3, pictures: 2, stoppedByTags: 2, stoppedByPixels: 1, said: { otherPicture: 1, passed: 1 }, passed: ['c'] },
    { kind: 'CR', files: 1, pictures: 1, stoppedByTags: 0, stoppedByPixels: 0, said: { passed: 1 }, passed: ['d'] },
  ]);
});
