import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import { sha256 } from '#src/lib/sha256.ts';
import { buildFilm } from '#src/image/buildFilm.ts';
import { decodeJpegFile } from '#src/image/decodeJpegFile.ts';
import { decodePng } from '#src/image/decodePng.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Decoded, Notice } from '#src/image/imageApi.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readFrame } from '#src/image/readFrame.ts';
import { emptyFacts, readStudyFacts } from '#src/image/readStudyFacts.ts';
import { renderThumbnail } from '#src/image/renderThumbnail.ts';
import { reportText } from '#src/image/reportText.ts';
import { sniffFile } from '#src/image/sniffFile.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';

const mediaStorageDirectory = '1.2.840.10008.1.3.10';
const encapsulatedPdf = '1.2.840.10008.5.1.4.1.1.104.1';
/** Structured report storage classes share this root (PS3.6 table A-1). */
const structuredReports = '1.2.840.10008.5.1.4.1.1.88.';
/** A file beyond this is no radiograph, and would not fit the memory twice. */
const largestFile = 1_000_000_000;

interface Film {
  readonly image: GrayImage;
  readonly facts: StudyFacts;
  readonly notices: readonly Notice[];
}

/** Bytes → what they hold; see `ImageApi.decode` for the errors. */
export async function decodeFile(bytes: ArrayBuffer, signal: AbortSignal): Promise<Decoded> {
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
  return decodeDicom(bytes, view, signal);
}

async function decodeDicom(bytes: ArrayBuffer, view: Uint8Array, signal: AbortSignal): Promise<Decoded> {
  const { dataSet, transferSyntax, notices } = readDataSet(view);
  if (dataSet.elements.x00041130 || dataSet.elements.x00041220 || dataSet.string('x00080016') === mediaStorageDirectory) {
    return { kind: 'passedOver', reason: 'dicomdir' };
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
  const frame = await readFrame(dataSet, transferSyntax);
  throwIfAborted(signal);
  const image = buildFilm(dataSet, frame);
  return film(bytes, { image, facts, notices: [...notices, ...frame.notices] }, signal);
}

async function film(bytes: ArrayBuffer, { image, facts, notices }: Film, signal: AbortSignal): Promise<Decoded> {
  throwIfAborted(signal);
  const [hash, thumbnail] = await Promise.all([sha256(bytes), renderThumbnail(image)]);
  return {
    kind: 'film',
    filmId: filmId(hash),
    image,
    facts,
    notices: image.rgb ? [...notices, 'colour'] : notices,
    thumbnail,
    bytes,
  };
}
