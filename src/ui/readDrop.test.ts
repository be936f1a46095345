import { describe, expect, it } from 'vitest';
import { readDrop } from '#src/ui/readDrop.ts';

const file = (path: string): FileSystemEntry =>
  ({ isFile: true, name: path.split('/').at(-1), fullPath: path, file: (done: (file: File) => void) => done(new File([path], path)) }) as unknown as FileSystemEntry;

/** A folder whose reader answers in batches, as browsers do. */
const folder = (path: string, children: readonly FileSystemEntry[], batch = 100): FileSystemEntry =>
  ({
    isFile: false,
    name: path.split('/').at(-1),
    fullPath: path,
    createReader: () => {
      let at = 0;
      return { readEntries: (done: (entries: FileSystemEntry[]) => void) => done(children.slice(at, (at += batch))) };
    },
  }) as unknown as FileSystemEntry;

const dropOf = (entries: readonly (FileSystemEntry | null)[], files: readonly File[] = []): DataTransfer =>
  ({
    items: entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null })),
    files,
  }) as unknown as DataTransfer;

const namesOf = async (transfer: DataTransfer): Promise<string[]> => (await readDrop(transfer)).map(({ fileName }) => fileName);

describe('a drop', () => {
  it('is walked to the bottom of its folders, in the order of the names', async () => {
    const study = folder('/study', [folder('/study/b', [file('/study/b/1')]), file('/study/10.dcm'), file('/study/9.dcm')]);
    expect(await namesOf(dropOf([file('/alone.png'), study]))).toEqual(['alone.png', 'study/9.dcm', 'study/10.dcm', 'study/b/1']);
  });

  it('reads a folder that answers in several batches to its end', async () => {
    const children = Array.from({ length: 250 }, (_, index) => file(`/many/${index}`));
    expect(await namesOf(dropOf([folder('/many', children)]))).toHaveLength(250);
  });

  it('with a folder that may not be read names that folder, and loses nothing else', async () => {
    const locked = { ...folder('/study/locked', []), createReader: () => ({ readEntries: (_: unknown, fail: (thrown: unknown) => void) => fail(new DOMException('no', 'NotReadableError')) }) } as unknown as FileSystemEntry;
    const dropped = await readDrop(dropOf([folder('/study', [file('/study/a.dcm'), locked, file('/study/z.dcm')]), file('/alone.png')]));
    expect(dropped.map(({ fileName }) => fileName)).toEqual(['study/a.dcm', 'study/locked', 'study/z.dcm', 'alone.png']);
    await expect(dropped[1]?.read()).rejects.toThrow('no');
  });

  it('falls back to plain files where the browser knows no entries', async () => {
    expect(await namesOf(dropOf([null], [new File(['x'], 'a.dcm')]))).toEqual(['a.dcm']);
  });

  it('reads the bytes only when asked', async () => {
    const [dropped] = await readDrop(dropOf([file('/a.dcm')]));
    const content = await dropped?.read();
    expect(content instanceof Blob ? await content.text() : content).toBe('/a.dcm');
  });
});
