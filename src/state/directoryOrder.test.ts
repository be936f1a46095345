import { describe, expect, it } from 'vitest';
import { directoriesFirst, inDirectoryOrder } from '#src/state/directoryOrder.ts';

const files = (...names: string[]) => names.map((fileName) => ({ fileName }));
const names = (ordered: readonly { readonly fileName: string }[]): string[] => ordered.map(({ fileName }) => fileName);

describe('the order of a DICOMDIR', () => {
  it('comes first wherever it lies', () => {
    expect(names(directoriesFirst(files('cd/A/1', 'cd/DICOMDIR', 'b', 'dicomdir', 'x/NODICOMDIR')))).toEqual([
      'cd/DICOMDIR', 'dicomdir', 'cd/A/1', 'b', 'x/NODICOMDIR',
    ]);
  });

  it('orders what it lists, leaves the rest where it is', () => {
    const dropped = files('z.png', 'cd/IMG/1.dcm', 'cd/notes.txt', 'cd/img/2;1', 'cd/IMG/3', 'other/IMG/3');
    expect(names(inDirectoryOrder(dropped, 'cd/DICOMDIR', ['IMG/3', 'IMG/2', 'IMG/1', 'IMG/9']))).toEqual([
      'z.png', 'cd/IMG/3', 'cd/img/2;1', 'cd/IMG/1.dcm', 'cd/notes.txt', 'other/IMG/3',
    ]);
  });

  it('changes nothing where nothing of it was dropped', () => {
    expect(names(inDirectoryOrder(files('a', 'b'), 'DICOMDIR', ['X/1']))).toEqual(['a', 'b']);
  });
});
