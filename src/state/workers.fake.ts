import { vi } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import type { CallOptions } from '#src/lib/rpc.ts';
import type { FilmJudgement, FilmRecord } from '#src/archive/archiveApi.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Decoded } from '#src/image/imageApi.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Embedding } from '#src/model/embedding.ts';
import type { EmbeddedFilm, ModelStatus } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { IncomingFile } from '#src/state/appState.ts';

export const card = {
  id: 'test-model',
  embeddingSize: 2,
  tokenGrid: [1, 1],
  preprocessing: { version: 1, steps: [] },
  contrastPrompts: ['normal'],
  findings: [
    {
      id: 'effusion',
      name: 'Pleural effusion',
      positivePrompts: ['effusion'],
      negativePrompts: ['normal'],
      calibration: { slope: 1, intercept: 0, films: 10, positives: 5, prevalence: 0.5 },
      operatingPoint: { threshold: 0, sensitivity: 1, specificity: 1, rule: 'test' },
    },
  ],
} as unknown as ModelCard;

vi.mock('#src/model/fetchModelCard.ts', () => ({ fetchModelCard: async () => card }));

const facts = { fileKind: 'dicom', modality: 'DX', bodyPartExamined: 'CHEST', viewPosition: 'PA', patientAge: '', patientBirthDate: '', studyDate: '' } as StudyFacts;
export const idOf = (digit: string): FilmId => filmId(digit.repeat(64));

/** A file whose one byte is a hex digit: 'e' is empty, 'c' crashes nothing but is corrupt, all others are films. */
export const file = (digit: string): IncomingFile => ({
  fileName: `${digit}.dcm`,
  read: async () => new TextEncoder().encode(digit).buffer,
});

function filmFrom(bytes: ArrayBuffer, lateral = false): Extract<Decoded, { kind: 'film' }> {
  const digit = new TextDecoder().decode(bytes);
  const image = { columns: 100, rows: 100, pixels: new Uint8Array(4), rgb: null } as unknown as GrayImage;
  const film = { ...facts, viewPosition: lateral ? 'LL' : 'PA' };
  return { kind: 'film', filmId: idOf(digit), image, facts: film, notices: [], thumbnail: Uint8Array.of(1), bytes };
}

/** A decoder that gives `coarse` at once and the whole film after `wait`. */
export const withPreview =
  (coarse: GrayImage, wait: Promise<void>) =>
  async ({ bytes }: { bytes: ArrayBuffer }, options?: CallOptions): Promise<Decoded> => {
    const { bytes: _, thumbnail: __, image, ...film } = filmFrom(bytes);
    options?.onProgress?.({ ...film, image: coarse, columns: image.columns, rows: image.rows, byteLength: bytes.byteLength });
    await wait;
    return filmFrom(bytes);
  };

const vectorOf = (text: string): Float32Array => new Float32Array(text.includes('effusion') ? [1, 0] : [0, 1]);

/** Workers in memory. What a test wants to go wrong, it overrides. */
export function fakeWorkers() {
  const records = new Map<FilmId, { record: FilmRecord; bytes: ArrayBuffer }>();
  const index = new Map<FilmId, Embedding>();
  const texts = new Map<string, Float32Array>();
  const annotations = new Map<FilmId, FilmAnnotations>();
  const judgements = new Map<FilmId, FilmJudgement>();
  const status = { card, backend: 'wasm', threads: 1, gateId: null } as unknown as ModelStatus;
  const workers = {
    image: {
      decode: vi.fn(async ({ bytes }: { bytes: ArrayBuffer }, _options?: CallOptions): Promise<Decoded> => {
        const digit = new TextDecoder().decode(bytes);
        if (digit === 'c') throw new AppError('CorruptFile', 'planted');
        if (digit === 'd') return { kind: 'passedOver', reason: 'dicomdir', references: [] };
        return filmFrom(bytes, digit === 'b');
      }),
      decodeFrame: vi.fn(async ({ bytes }: { bytes: ArrayBuffer }) => filmFrom(bytes).image),
    },
    unpack: { open: vi.fn(), read: vi.fn(), close: vi.fn() },
    phantom: { render: vi.fn(async ({ index: at }: { index: number }) => ({ name: '', bytes: new TextEncoder().encode(String(at % 10)).buffer })) },
    archive: {
      open: vi.fn(async () => [...records.values()].map(({ record }) => record)),
      keep: vi.fn(async (kept: { record: FilmRecord; bytes: ArrayBuffer }) => void records.set(kept.record.filmId, kept)),
      readBytes: vi.fn(async ({ filmId: id }: { filmId: FilmId }) => (records.get(id)?.bytes ?? new ArrayBuffer()).slice(0)),
      remove: vi.fn(async ({ filmIds }: { filmIds: readonly FilmId[] }) => filmIds.forEach((id) => records.delete(id))),
      clear: vi.fn(async () => {
        records.clear();
        texts.clear();
      }),
      readAnnotations: vi.fn(async () => [...annotations.values()]),
      keepAnnotations: vi.fn(async ({ film }: { film: FilmAnnotations }) => void annotations.set(film.filmId, film)),
      keepMark: vi.fn(async () => undefined),
      keepGate: vi.fn(async () => undefined),
      readViews: vi.fn(async () => []),
      keepView: vi.fn(async () => undefined),
      readJudgements: vi.fn(async () => [...judgements.values()]),
      keepJudgement: vi.fn(async ({ judgement }: { judgement: FilmJudgement }) => void judgements.set(judgement.filmId, judgement)),
      estimate: vi.fn(async () => ({ usage: 0, quota: 1, persisted: true })),
      readTexts: vi.fn(async () => [...texts].map(([text, vector]) => ({ text, vector }))),
      keepTexts: vi.fn(async ({ texts: kept }: { texts: readonly { text: string; vector: Float32Array }[] }) =>
        kept.forEach(({ text, vector }) => texts.set(text, vector))),
    },
    search: {
      open: vi.fn(async () => ({
        filmIds: [...index.keys()],
        pooled: new Float32Array([...index.values()].flatMap(({ pooled }) => [...pooled])),
      })),
      add: vi.fn(async ({ filmId: id, embedding }: { filmId: FilmId; embedding: Embedding }) => void index.set(id, embedding)),
      remove: vi.fn(async ({ filmIds }: { filmIds: readonly FilmId[] }) => filmIds.forEach((id) => index.delete(id))),
      clear: vi.fn(async () => index.clear()),
      rank: vi.fn(async () => [...index.keys()].map((id) => ({ filmId: id, score: 1 }))),
      read: vi.fn(), spaces: vi.fn(async () => []),
    },
    model: {
      load: vi.fn(async () => status),
      status: vi.fn(async () => status),
      embedImage: vi.fn(async (): Promise<EmbeddedFilm> => ({
        modelId: card.id,
        preprocessingVersion: 1,
        pooled: new Float32Array([0.6, 0.8]),
        tokens: new Float32Array(2),
        tokenRows: 1,
        tokenColumns: 1,
        gate: null,
      })),
      embedTexts: vi.fn(async ({ texts: asked }: { texts: readonly string[] }) =>
        asked.map((text) => ({ modelId: card.id, text, vector: vectorOf(text) }))),
    },
    outbound: { allow: vi.fn(async () => undefined), send: vi.fn() }, earlier: { end: vi.fn() },
  };
  return { workers, records, index, annotations };
}
