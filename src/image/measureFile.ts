import { AppError, toAppError, type ErrorKind } from '#src/lib/appError.ts';
import { sha256 } from '#src/lib/sha256.ts';
import { decodeJpegFile } from '#src/image/decodeJpegFile.ts';
import { decodePng } from '#src/image/decodePng.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readFrame } from '#src/image/readFrame.ts';
import { readStudyFacts } from '#src/image/readStudyFacts.ts';
import { sniffFile } from '#src/image/sniffFile.ts';
import type { StoredArray } from '#src/image/storedValues.ts';

/** What the conformance command writes about a file, but for its path. */
export interface Measured {
  readonly ok: boolean;
  readonly transferSyntax: string;
  readonly modality: string;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly photometricInterpretation: string;
  /** Over frame 0's stored values, little endian, before any look-up table; null where there are none. */
  readonly sha256: string | null;
  readonly min: number | null;
  readonly max: number | null;
  /** From bytes to stored values. */
  readonly milliseconds: number;
  readonly error?: { readonly kind: ErrorKind; readonly message: string };
}

interface Samples {
  readonly rows: number;
  readonly columns: number;
  readonly values: StoredArray | Int8Array;
}

type Described = Pick<Measured, 'transferSyntax' | 'modality' | 'rows' | 'columns' | 'frames' | 'photometricInterpretation'>;

const nothing: Described = { transferSyntax: '', modality: '', rows: 0, columns: 0, frames: 0, photometricInterpretation: '' };

/**
 * Decodes frame 0 as `decodeFile` does and says what came out, or by which name it failed. Never rejects.
 * @returns the stored values too, for a comparison by tolerance; null where there are none
 */
export async function measureFile(bytes: ArrayBuffer): Promise<{ readonly measured: Measured; readonly values: Uint8Array<ArrayBuffer> | null }> {
  const startedAt = performance.now();
  let described = nothing;
  try {
    const { samples, milliseconds } = await decoded(bytes, startedAt, (known) => (described = known));
    const { rows, columns, values } = samples;
    const raw = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const [min, max] = rangeOf(values);
    return { measured: { ok: true, ...described, rows, columns, sha256: await sha256(raw), min, max, milliseconds }, values: raw };
  } catch (thrown) {
    const { kind, message } = toAppError(thrown);
    const milliseconds = rounded(performance.now() - startedAt);
    return { measured: { ok: false, ...described, sha256: null, min: null, max: null, milliseconds, error: { kind, message } }, values: null };
  }
}

async function decoded(bytes: ArrayBuffer, startedAt: number, describe: (known: Described) => void): Promise<{ samples: Samples; milliseconds: number }> {
  const view = new Uint8Array(bytes);
  if (view.length === 0) throw new AppError('EmptyFile', 'the file holds no bytes');
  const sniffed = sniffFile(view);
  const done = (samples: Samples) => ({ samples, milliseconds: rounded(performance.now() - startedAt) });
  if (sniffed.kind === 'png' || sniffed.kind === 'jpeg') {
    const { rows, columns, pixels, rgb } = sniffed.kind === 'png' ? decodePng(view) : await decodeJpegFile(view);
    describe({ ...nothing, rows, columns, frames: 1, photometricInterpretation: rgb ? 'RGB' : 'MONOCHROME2' });
    return done({ rows, columns, values: rgb ?? pixels });
  }
  if (sniffed.kind !== 'dicom') throw new AppError('UnsupportedFile', 'not a kind of file that is read');
  const { dataSet, transferSyntax } = readDataSet(view);
  const { modality, photometricInterpretation, numberOfFrames } = readStudyFacts(dataSet, transferSyntax);
  const rows = dataSet.uint16('x00280010') ?? 0;
  const columns = dataSet.uint16('x00280011') ?? 0;
  describe({ transferSyntax, modality, rows, columns, frames: numberOfFrames, photometricInterpretation });
  const { layout, values } = await readFrame(dataSet, { transferSyntax, frame: 0 });
  return done({ rows: layout.rows, columns: layout.columns, values });
}

function rangeOf(values: StoredArray | Int8Array): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
