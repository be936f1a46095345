import { AppError } from '#src/lib/appError.ts';
import { readBlob } from '#src/lib/readBlob.ts';

const mostBytes = 50_000_000;

/** The text of a table that a user chose. Errors: `LabelsUnreadable` (facts.reason) for more than 50 MB, `UnreadableFile`. */
export async function readTable(file: Blob): Promise<string> {
  return decodeTable(await readBlob(file, mostBytes, () => new AppError('LabelsUnreadable', 'too large', { facts: { reason: 'it is larger than a list of labels can be' } })));
}

/** Text of a table as people save it: UTF-16 with its mark (spreadsheets' “Unicode text”), UTF-8, with or without its mark, else Latin-1 (Windows-1252). */
export function decodeTable(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
