import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openArchive } from '#src/image/unpackArchive.ts';
import { archiveFormat } from '#src/image/unpackApi.ts';

const never = new AbortController().signal;
const blobOf = (bytes: Uint8Array): Blob => new Blob([bytes.slice()]);
const film = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 251);

/** A ZIP by the package's own writer, which knows what fflate does not: ZIP64, data descriptors, encryption. */
async function written(options: object, writing: object = {}): Promise<Blob> {
  configure({ useWebWorkers: false });
  const writer = new ZipWriter(new Uint8ArrayWriter(), writing);
  await writer.add('folder/film.dcm', new Uint8ArrayReader(film), options);
  return blobOf(await writer.close());
}

/** Position of the central directory's first record, or of the local header. */
function positionOf(bytes: Uint8Array, signature: readonly number[]): number {
  return bytes.findIndex((_, at) => signature.every((byte, index) => bytes[at + index] === byte));
}

describe('ZIP', () => {
  it.each([
    ['stored', {}, { level: 0 }],
    ['deflated', {}, { level: 9 }],
    ['with a data descriptor', {}, { dataDescriptor: true }],
    ['ZIP64', { zip64: true }, { zip64: true }],
    ['ZIP64 with a data descriptor', { zip64: true }, { zip64: true, dataDescriptor: true }],
  ])('%s', async (_, writing, options) => {
    const archive = await openArchive(await written(options, writing), 'zip');
    expect(archive.files).toEqual([{ path: 'folder/film.dcm', byteLength: film.length }]);
    expect(new Uint8Array(await archive.read(0, never))).toEqual(film);
    await archive.close();
  });

  it('leaves out folders and resource forks, and keeps names beyond ASCII', async () => {
    const zip = zipSync({ 'Röntgen/Thorax ä.dcm': film, '__MACOSX/Röntgen/._Thorax ä.dcm': strToU8('fork'), 'empty/': new Uint8Array() });
    const { files } = await openArchive(blobOf(zip), 'zip');
    expect(files.map(({ path }) => path)).toEqual(['Röntgen/Thorax ä.dcm']);
  });

  it('an empty archive holds nothing', async () => {
    expect((await openArchive(blobOf(zipSync({})), 'zip')).files).toEqual([]);
  });

  it('finds the directory behind other bytes, as a self-unpacking program has them', async () => {
    const zip = zipSync({ 'a.dcm': film });
    const archive = await openArchive(blobOf(Uint8Array.from([...strToU8('program'), ...zip])), 'zip');
    expect(new Uint8Array(await archive.read(0, never))).toEqual(film);
  });
});

describe('archives that cannot be read, each by its name', () => {
  it('encrypted entries, and the others all the same', async () => {
    configure({ useWebWorkers: false });
    const writer = new ZipWriter(new Uint8ArrayWriter());
    await writer.add('secret.dcm', new Uint8ArrayReader(film), { password: 'x', zipCrypto: true });
    await writer.add('open.dcm', new Uint8ArrayReader(film));
    const archive = await openArchive(blobOf(await writer.close()), 'zip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'EncryptedArchive' });
    expect(new Uint8Array(await archive.read(1, never))).toEqual(film);
  });

  const damaged = (change: (zip: Uint8Array) => void, level: 0 | 6 = 0): Blob => {
    const zip = zipSync({ 'a.dcm': film, 'b.dcm': film }, { level });
    change(zip);
    return blobOf(zip);
  };

  it('a wrong checksum', async () => {
    const archive = await openArchive(damaged((zip) => void (zip[100] = (zip[100] ?? 0) ^ 1)), 'zip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive', facts: { reason: 'checksum' } });
    expect(new Uint8Array(await archive.read(1, never))).toEqual(film);
  });

  it('deflated data that is none', async () => {
    const archive = await openArchive(damaged((zip) => zip.fill(0xff, 60, 90), 6), 'zip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive' });
  });

  it('a method that is not known', async () => {
    const archive = await openArchive(
      damaged((zip) => {
        zip[8] = 14;
        zip[positionOf(zip, [0x50, 0x4b, 1, 2]) + 10] = 14;
      }),
      'zip',
    );
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive', facts: { reason: 'method' } });
  });

  it('an archive cut off', async () => {
    const zip = zipSync({ 'a.dcm': film });
    await expect(openArchive(blobOf(zip.subarray(0, zip.length - 30)), 'zip')).rejects.toMatchObject({
      kind: 'CorruptArchive',
      facts: { reason: 'directory' },
    });
  });

  it('two entries that share their data', async () => {
    const archive = await openArchive(
      damaged((zip) => {
        const second = positionOf(zip.subarray(1), [0x50, 0x4b, 3, 4]) + 1;
        const first = positionOf(zip, [0x50, 0x4b, 1, 2]);
        const next = first + 1 + positionOf(zip.subarray(first + 1), [0x50, 0x4b, 1, 2]);
        new DataView(zip.buffer, zip.byteOffset).setUint32(first + 42, second, true);
        expect(next).toBeGreaterThan(first);
      }),
      'zip',
    );
    await archive.read(0, never);
    await expect(archive.read(1, never)).rejects.toMatchObject({ kind: 'CorruptArchive', facts: { reason: 'overlap' } });
  });

  it('an entry that claims what no deflation reaches, without taking the memory', async () => {
    const zip = zipSync({ 'a.dcm': film }, { level: 9 });
    const view = new DataView(zip.buffer, zip.byteOffset);
    const claim = 900_000_000;
    view.setUint32(22, claim, true);
    view.setUint32(positionOf(zip, [0x50, 0x4b, 1, 2]) + 24, claim, true);
    const archive = await openArchive(blobOf(zip), 'zip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive', facts: { reason: 'data' } });
  });

  it('an entry that holds more than it says', async () => {
    const zip = zipSync({ 'a.dcm': new Uint8Array(300_000) }, { level: 9 });
    const view = new DataView(zip.buffer, zip.byteOffset);
    view.setUint32(22, 5000, true);
    view.setUint32(positionOf(zip, [0x50, 0x4b, 1, 2]) + 24, 5000, true);
    const archive = await openArchive(blobOf(zip), 'zip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive' });
  });

  it('stops when it is cancelled', async () => {
    const archive = await openArchive(await written({}), 'zip');
    const cancelling = new AbortController();
    cancelling.abort();
    await expect(archive.read(0, cancelling.signal)).rejects.toMatchObject({ kind: 'Cancelled' });
  });
});

describe('gzip', () => {
  it('unpacks its one file', async () => {
    const archive = await openArchive(blobOf(gzipSync(film)), 'gzip');
    expect(archive.files).toHaveLength(1);
    expect(new Uint8Array(await archive.read(0, never))).toEqual(film);
  });

  it('names a damaged one', async () => {
    const bytes = gzipSync(film);
    const archive = await openArchive(blobOf(bytes.subarray(0, bytes.length - 20)), 'gzip');
    await expect(archive.read(0, never)).rejects.toMatchObject({ kind: 'CorruptArchive' });
  });
});

it('tells formats apart by their first bytes', () => {
  expect(archiveFormat(zipSync({ a: film }))).toBe('zip');
  expect(archiveFormat(zipSync({}))).toBe('zip');
  expect(archiveFormat(gzipSync(film))).toBe('gzip');
  expect(archiveFormat(strToU8('PK is no archive'))).toBeUndefined();
  expect(archiveFormat(new Uint8Array())).toBeUndefined();
});
