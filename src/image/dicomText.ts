import type { DataSet } from 'dicom-parser';
import { decoderOfTerms, unnamedDecoder, type DicomTextDecoder } from '#src/image/characterSets.ts';

/** VRs in whose values the backslash is a character, not a delimiter (PS3.5 6.2). */
const singleValued = new Set(['LT', 'ST', 'UT']);
/** Person names of the modules read here, for encodings that name no VR. */
const personTags = new Set(['x00100010', 'x00080090', 'x00081048', 'x00081050', 'x00081060', 'x00081070', 'x0040a123']);

/**
 * Decoder for the text of `dataSet` by its Specific Character Set (0008,0005); an item of a sequence that has none
 * inherits that of the data set around it (PS3.5 6.1.2.3).
 */
export function textDecoderOf(dataSet: DataSet, inherited: DicomTextDecoder = unnamedDecoder): DicomTextDecoder {
  if (!dataSet.elements.x00080005) return inherited;
  return decoderOfTerms((dataSet.string('x00080005') ?? '').split('\\')) ?? inherited;
}

/** The values of a text element, decoded, without padding; empty where it is absent. */
export function readText(dataSet: DataSet, tag: string, decoder: DicomTextDecoder): string {
  const element = dataSet.elements[tag];
  if (!element || element.length <= 0 || element.items) return '';
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const { vr } = element;
  const isPerson = vr === 'PN' || personTags.has(tag);
  const delimiters = isPerson ? '\\^=' : vr !== undefined && singleValued.has(vr) ? '' : '\\';
  return decoder.decode(bytes, delimiters).replace(/[\0\s]+$/, '').trimStart();
}
