import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Decoded } from '#src/image/imageApi.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import { startApp } from '#src/state/startApp.ts';
import type { IncomingFile } from '#src/state/appState.ts';
import type { Workers } from '#src/state/workers.ts';

vi.mock('#src/model/fetchModelCard.ts', () => ({ fetchModelCard: () => Promise.reject(new Error('no model is needed')) }));

const idOf = (digit: string): FilmId => filmId(digit.repeat(64));
const facts = { fileKind: 'dicom', modality: 'CT' } as StudyFacts;

/** A file whose one byte is a hex digit: 'd' is a DICOMDIR, 'c' is corrupt, 'f' stops the intake, all others are slices of a CT. */
const file = (digit: string, fileName = `${digit}.dcm`): IncomingFile => ({ fileName, read: async () => new TextEncoder().encode(digit).buffer });

/** Stand-ins for the threads that taking in needs; a ZIP is "PK", two bytes and the paths in it. */
function fakeWorkers(stop: () => void) {
  const archives: { readonly path: string; readonly byteLength: number }[][] = [];
  return {
    image: {
      decode: vi.fn(async ({ bytes }: { bytes: ArrayBuffer }): Promise<Decoded> => {
        const digit = new TextDecoder().decode(bytes);
        if (digit === 'c') throw new AppError('CorruptFile', 'planted');
        if (digit === 'd') return { kind: 'passedOver', reason: 'dicomdir', references: ['3', '2', '1'] };
        if (digit === 'f') stop();
        const image = { columns: 100, rows: 100, pixels: new Uint8Array(4), rgb: null } as unknown as GrayImage;
        return { kind: 'film', filmId: idOf(digit), image, facts, notices: [], thumbnail: Uint8Array.of(1), bytes };
      }),
    },
    unpack: {
      open: vi.fn(async ({ blob }: { blob: Blob }) => {
        const files = (await blob.text()).slice(4).split(' ').map((path) => ({ path, byteLength: path.startsWith('huge') ? 20e9 : 1 }));
        archives.push(files);
        return { archiveId: archives.length - 1, files };
      }),
      read: vi.fn(async ({ archiveId, index: at }: { archiveId: number; index: number }) => {
        const path = archives[archiveId]?.[at]?.path ?? '';
        if (path === 'locked') throw new AppError('EncryptedArchive', 'planted');
        return new TextEncoder().encode(path.startsWith('zip') ? `PK\u0003\u0004${path.slice(3)}` : path).buffer;
      }),
      close: vi.fn(async () => undefined),
    },
    archive: {
      open: vi.fn(() => Promise.reject(new AppError('StorageRefused', 'planted'))),
    },
  };
}

let fake: ReturnType<typeof fakeWorkers>;
let app: ReturnType<typeof startApp>;

beforeEach(() => {
  fake = fakeWorkers(() => app.actions.cancelIntake());
  app = startApp({
    workers: fake as unknown as Workers,
    model: { folder: 'http://localhost/models/', wasmFolder: 'http://localhost/tfjs/' },
    settings: { getItem: () => null, setItem: () => undefined },
    isolated: true,
  });
});

describe('archives and indexes', () => {
  const zip = (fileName: string, paths: string): IncomingFile => ({ fileName, read: async () => new Blob(['PK\u0003\u0004', paths]) });
  const linesOf = () => app.store.getState().intake.map(({ fileName, status }) => [fileName, status.stage]);

  it('gives each file of a ZIP a line of its own, right after the ZIP, and lets the ZIP go', async () => {
    await app.actions.takeIn([zip('study', '1 locked c'), file('2')]);
    expect(linesOf()).toEqual([
      ['study', 'unpacked'], ['study/1', 'notAsked'], ['study/locked', 'failed'], ['study/c', 'failed'], ['2.dcm', 'notAsked'],
    ]);
    expect(app.store.getState().intake[0]?.status).toEqual({ stage: 'unpacked', files: 3 });
    expect(app.store.getState().intake[2]?.status).toMatchObject({ failure: { kind: 'EncryptedArchive' } });
    expect(fake.unpack.close).toHaveBeenCalledTimes(1);
  });

  it('opens a ZIP in a ZIP, down to a depth', async () => {
    await app.actions.takeIn([zip('a', 'zip1'), file('2')]);
    expect(linesOf()).toEqual([['a', 'unpacked'], ['a/zip1', 'unpacked'], ['a/zip1/1', 'notAsked'], ['2.dcm', 'notAsked']]);
    await app.actions.takeIn([zip('a', 'zipzipzipzip1')]);
    expect(app.store.getState().intake.at(-1)?.status).toMatchObject({ failure: { kind: 'ArchiveTooLarge', facts: { limit: 'depth' } } });
  });

  it('refuses a bomb by what it says, before anything of it is unpacked', async () => {
    await app.actions.takeIn([zip('bomb', 'huge 1'), zip('many', '1 '.repeat(20_001).trim()), file('2')]);
    expect(app.store.getState().intake.map(({ status }) => status)).toMatchObject([
      { failure: { kind: 'ArchiveTooLarge', facts: { limit: 'size' } } },
      { failure: { kind: 'ArchiveTooLarge', facts: { limit: 'files' } } },
      { stage: 'notAsked' },
    ]);
    expect(fake.unpack.read).not.toHaveBeenCalled();
  });

  it('follows the order of a DICOMDIR, lines and films', async () => {
    await app.actions.takeIn([file('1', 'cd/1'), file('2', 'cd/2'), file('3', 'cd/3'), file('d', 'cd/DICOMDIR')]);
    expect(linesOf()).toEqual([['cd/3', 'notAsked'], ['cd/2', 'notAsked'], ['cd/1', 'notAsked'], ['cd/DICOMDIR', 'passedOver']]);
    expect(app.store.getState().order).toEqual([idOf('3'), idOf('2'), idOf('1')]);
  });

  it('lets go of archives whose files are not read any more', async () => {
    await app.actions.takeIn([zip('study', '1 f 3 4 5 6 7 8 9')]);
    expect(app.store.getState().intake.at(-1)?.status.stage).toBe('cancelled');
    expect(fake.unpack.close).toHaveBeenCalledTimes(1);
  });
});
