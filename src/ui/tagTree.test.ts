import { describe, expect, it } from 'vitest';
import type { TagRow } from '#src/image/tagRow.ts';
import { foldableTags, tagsAsText, visibleTags } from '#src/ui/tagTree.ts';

const row = (depth: number, tag: string, name: string, value = '', change: Partial<TagRow> = {}): TagRow => ({
  depth, tag, name, value, vr: 'LO', isPrivate: false, isRetired: false, folds: false, ...change,
});

const rows = [
  row(0, '(0008,0060)', 'Modality', 'DX'),
  row(0, '(0040,0275)', 'Request Attributes Sequence', '', { vr: 'SQ', folds: true }),
  row(1, '#1', '', '', { vr: '', folds: true }),
  row(2, '(0040,0007)', 'Scheduled Procedure Step Description', 'Thorax p.a.'),
  row(1, '#2', '', '', { vr: '', folds: true }),
  row(2, '(0040,0007)', 'Scheduled Procedure Step Description', 'Hand'),
  row(0, '(0029,1010)', 'MAKER', '12', { isPrivate: true }),
];
const shown = (query: string, unfolded: readonly number[] = []): number[] => visibleTags(rows, query, new Set(unfolded));

describe('rows of the tag browser', () => {
  it('unfold level by level', () => {
    expect(shown('')).toEqual([0, 1, 6]);
    expect(shown('', [1])).toEqual([0, 1, 2, 4, 6]);
    expect(shown('', [1, 4])).toEqual([0, 1, 2, 4, 5, 6]);
    // An unfolded item in a folded sequence stays hidden.
    expect(shown('', [2])).toEqual([0, 1, 6]);
    expect(visibleTags(rows, '', foldableTags(rows))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['thorax', [1, 2, 3]],
    ['0040,0007', [1, 2, 3, 4, 5]],
    ['00400275', [1]],
    ['RequestAttributes', [1]],
    ['step hand', [1, 4, 5]],
    ['private', [6]],
    ['modality dx', [0]],
    ['nothing like it', []],
  ])('finds %s, with the sequences around it', (query, expected) => {
    expect(shown(query)).toEqual(expected);
  });

  it('copies as indented text, one line a row', () => {
    expect(tagsAsText([row(0, '(0008,1030)', 'Study Description', 'two\r\nlines'), row(2, '(0040,0007)', 'Step', 'x')])).toBe(
      '(0008,1030)\tLO\tStudy Description\ttwo lines\n    (0040,0007)\tLO\tStep\tx',
    );
  });
});
