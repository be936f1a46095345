import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import { sha256 } from '#src/lib/sha256.ts';
import { decodeFilm, previewLevel } from '#src/image/decodeFilm.ts';
import { decodeJpegFile } from '#src/image/decodeJpegFile.ts';
import { decodePng } from '#src/image/decodePng.ts';
import { largestFile } from '#src/image/fileLimits.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Decoded, DecodedFilm, FrameOf, Notice, Preview } from '#src/image/imageApi.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readDirectory } from '#src/image/readDirectory.ts';
import { emptyFacts, readStudyFacts } from '#src/image/readStudyFacts.ts';
import { renderThumbnail } from '#src/image/renderThumbnail.ts';
import { reportText } from '#src/image/reportText.ts';
import { sniffFile } from '#src/image/sniffFile.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';

const mediaStorageDirectory = '1.2.840.10008.1.3.10';
const encapsulatedPdf = '1.2.840.10008.5.1.4.1.1.104.1';
/** Structured report storage classes share this root (PS3.6 table A-1). */
const structuredReports = '1.2.840.10008.5.1.4.1.1.88.';

interface Film {
  readonly image: GrayImage;
  readonly facts: StudyFacts;
  readonly notices: readonly Notice[];
}

export type OnPreview = (preview: Preview) => void;

/** Bytes → what they hold; see `ImageApi.decode` for the errors. */
export async function decodeFile(bytes: ArrayBuffer, signal: AbortSignal, onPreview?: OnPreview): Promise<Decoded> {
  if (bytes.byteLength === 0) throw new AppError('EmptyFile', 'the file holds no bytes');
  if (bytes.byteLength > largestFile) {
    throw new AppError('FileTooLarge', 'more bytes than can be held', { facts: { bytes: bytes.byteLength } });
  }
  const view = new Uint8Array(bytes);
  const sniffed = sniffFile(view);
  if (sniffed.kind === 'other') {
    throw new AppError('UnsupportedFile', 'not a kind of file that is read', { facts: { found: sniffed.found } });
  }
  throwIfAborted(signal);
  if (sniffed.kind !== 'dicom') {
    const image = sniffed.kind === 'png' ? decodePng(view) : await decodeJpegFile(view);
    const notices: Notice[] = sniffed.kind === 'jpeg' ? ['noIdentity', 'lossyCompression'] : ['noIdentity'];
    return film(bytes, { image, facts: emptyFacts(sniffed.kind), notices }, signal);
  }
  return decodeDicom(bytes, view, signal, onPreview);
}

async function decodeDicom(bytes: ArrayBuffer, view: Uint8Array, signal: AbortSignal, onPreview?: OnPreview): Promise<Decoded> {
  const { dataSet, transferSyntax, notices } = readDataSet(view);
  if (dataSet.elements.x00041130 || dataSet.elements.x00041220 || dataSet.string('x00080016') === mediaStorageDirectory) {
    return { kind: 'passedOver', reason: 'dicomdir', references: readDirectory(dataSet, view) };
  }
  const facts = readStudyFacts(dataSet, transferSyntax);
  const id = async () => filmId(await sha256(bytes));
  if (facts.sopClassUid === encapsulatedPdf && dataSet.elements.x00420011) {
    const { dataOffset, length } = dataSet.elements.x00420011;
    const document = Uint8Array.from(dataSet.byteArray.subarray(dataOffset, dataOffset + length));
    const mimeType = (dataSet.string('x00420012') ?? 'application/pdf').trim();
    return { kind: 'document', filmId: await id(), facts, document, mimeType, bytes };
  }
  if (facts.sopClassUid.startsWith(structuredReports) || (facts.modality === 'SR' && !dataSet.elements.x7fe00010)) {
    return { kind: 'report', filmId: await id(), facts, text: reportText(dataSet), bytes };
  }
  const hash = sha256(bytes);
  const wanted = { transferSyntax, frame: 0 };
  const level = onPreview ? previewLevel(dataSet, transferSyntax) : 0;
  let thumbnail: Promise<Uint8Array<ArrayBuffer>> | undefined;
  if (level > 0) {
    const reduced = await decodeFilm(dataSet, { ...wanted, level });
    const columns = dataSet.uint16('x00280011') ?? 0;
    const rows = dataSet.uint16('x00280010') ?? 0;
    throwIfAborted(signal);
    const preview = described({ image: reduced.image, facts, notices: [...notices, ...reduced.notices] }, await hash);
    onPreview?.({ ...preview, columns, rows, byteLength: bytes.byteLength });
    // The page paints the preview while this thread goes on: let the message out before anything else holds the thread.
    await new Promise((resolve) => setTimeout(resolve));
    thumbnail = renderThumbnail(reduced.image);
  }
  const { image, notices: more, reduction } = await decodeFilm(dataSet, wanted);
  return film(bytes, { image, facts: scaled(facts, reduction), notices: [...notices, ...more] }, signal, hash, thumbnail);
}

/** Spacings of a film whose pixels stand for `reduction` of the file's. */
function scaled(facts: StudyFacts, reduction: number): StudyFacts {
  const times = (spacing: readonly [number, number] | null): readonly [number, number] | null =>
    spacing && [spacing[0] * reduction, spacing[1] * reduction];
  if (reduction === 1) return facts;
  return { ...facts, pixelSpacing: times(facts.pixelSpacing), imagerPixelSpacing: times(facts.imagerPixelSpacing) };
}

async function film(
  bytes: ArrayBuffer,
  { image, facts, notices }: Film,
  signal: AbortSignal,
  hash = sha256(bytes),
  thumbnail = renderThumbnail(image),
): Promise<DecodedFilm> {
  throwIfAborted(signal);
  return { ...described({ image, facts, notices }, await hash), thumbnail: await thumbnail, bytes };
}

function described({ image, facts, notices }: Film, hash: string): Omit<DecodedFilm, 'bytes' | 'thumbnail'> {
  return { kind: 'film', filmId: filmId(hash), image, facts, notices: image.rgb ? [...notices, 'colour'] : notices };
}

/** One frame of a film of any kind of file, and nothing around it. Errors as `decodeFile`. */
export async function decodeFrame({ bytes, frame }: FrameOf, onPreview?: (image: GrayImage) => void): Promise<GrayImage> {
  const view = new Uint8Array(bytes);
  const sniffed = sniffFile(view);
  if (sniffed.kind === 'png') return decodePng(view);
  if (sniffed.kind === 'jpeg') return decodeJpegFile(view);
  const { dataSet, transferSyntax } = readDataSet(view);
  const level = onPreview ? previewLevel(dataSet, transferSyntax) : 0;
  if (level > 0) {
    onPreview?.((await decodeFilm(dataSet, { transferSyntax, frame, level })).image);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return (await decodeFilm(dataSet, { transferSyntax, frame })).image;
}
