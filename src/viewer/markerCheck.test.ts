import { describe, expect, it } from 'vitest';
import { markerChecks, sideOfWords } from '#src/viewer/markerCheck.ts';

describe('a marker that the reader has read', () => {
  const right = { side: 'R', x: 0.1, y: 0.1 } as const;
  const left = { side: 'L', x: 0.9, y: 0.1 } as const;

  it.each([
    ['rows run to the left: the right side lies at the left edge', 'L\\F', '', [true, true], true],
    ['rows run to the right: a mirrored film, or a wrong tag', 'R\\F', '', [false, false], true],
    ['oblique rows', 'LA\\F', '', [true, true], true],
    ['no tag, a frontal film: hung as by convention', '', 'PA', [true, true], false],
  ])('%s', (_, patientOrientation, view, agrees, certain) => {
    const checks = markerChecks([right, left], patientOrientation, view);
    expect(checks.map((check) => check.agrees)).toEqual(agrees);
    expect(checks.every((check) => check.certain === certain)).toBe(true);
  });

  it('of a film on its side is held against its columns', () => {
    expect(markerChecks([{ side: 'R', x: 0.5, y: 0.1 }], 'F\\L', '')).toEqual([{ side: 'R', agrees: true, certain: true }]);
    expect(markerChecks([{ side: 'R', x: 0.5, y: 0.9 }], 'F\\L', '')).toEqual([{ side: 'R', agrees: false, certain: true }]);
  });

  it('is held against nothing where nobody knows the sides', () => {
    expect(markerChecks([right], '', 'LL')).toEqual([]);
    expect(markerChecks([right], 'A\\F', 'LL')).toEqual([]);
  });

  it.each([['R', 'R'], [' left ', 'L'], ['Right', 'R'], ['l', 'L'], ['right lower lobe', null], ['RL', null], ['', null]])('“%s” says %s', (words, side) => {
    expect(sideOfWords(words)).toBe(side);
  });
});
