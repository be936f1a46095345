/** What bytes look like; `other` names what a user would call it. */
export type Sniffed =
  | { readonly kind: 'dicom' | 'png' | 'jpeg' }
  | { readonly kind: 'other'; readonly found: string };

const signatures: readonly (readonly [found: string, offset: number, bytes: readonly number[]])[] = [
  ['PDF', 0, [0x25, 0x50, 0x44, 0x46]],
  ['ZIP', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['ZIP', 0, [0x50, 0x4b, 0x05, 0x06]],
  ['gzip', 0, [0x1f, 0x8b]],
  ['7-Zip', 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['RAR', 0, [0x52, 0x61, 0x72, 0x21]],
  ['GIF', 0, [0x47, 0x49, 0x46, 0x38]],
  ['BMP', 0, [0x42, 0x4d]],
  ['TIFF', 0, [0x49, 0x49, 0x2a, 0x00]],
  ['TIFF', 0, [0x4d, 0x4d, 0x00, 0x2a]],
  ['WebP', 8, [0x57, 0x45, 0x42, 0x50]],
  ['JPEG 2000', 4, [0x6a, 0x50, 0x20, 0x20]],
  ['JPEG 2000', 0, [0xff, 0x4f, 0xff, 0x51]],
  ['HEIF', 4, [0x66, 0x74, 0x79, 0x70]],
  ['NIfTI', 344, [0x6e, 0x2b, 0x31, 0x00]],
  ['NIfTI', 344, [0x6e, 0x69, 0x31, 0x00]],
  ['MP4', 4, [0x66, 0x74, 0x79, 0x70]],
  ['Windows program', 0, [0x4d, 0x5a]],
  ['SQLite', 0, [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
];

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Decides by content alone: the DICM prefix, signatures, then whether the first bytes read as a data element. */
export function sniffFile(bytes: Uint8Array): Sniffed {
  if (startsWith(bytes, [0x44, 0x49, 0x43, 0x4d], 128)) return { kind: 'dicom' };
  if (startsWith(bytes, pngSignature, 0)) return { kind: 'png' };
  if (startsWith(bytes, [0xff, 0xd8, 0xff], 0)) return { kind: 'jpeg' };
  for (const [found, offset, signature] of signatures) {
    if (startsWith(bytes, signature, offset)) return { kind: 'other', found };
  }
  if (readsAsElement(bytes)) return { kind: 'dicom' };
  return { kind: 'other', found: looksLikeText(bytes) ? textKind(bytes) : 'unknown' };
}

function startsWith(bytes: Uint8Array, signature: readonly number[], offset: number): boolean {
  return bytes.length >= offset + signature.length && signature.every((byte, index) => bytes[offset + index] === byte);
}

/** Group 0002 or 0008 in either byte order, low element number, and a length that fits: a file without preamble. */
function readsAsElement(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const littleEndian of [true, false]) {
    const group = view.getUint16(0, littleEndian);
    if (group !== 0x0002 && group !== 0x0008) continue;
    const element = view.getUint16(2, littleEndian);
    if (element > 0x1200) continue;
    const vr = String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0);
    if (/^[A-Z]{2}$/.test(vr)) return true;
    if (littleEndian && view.getUint32(4, true) <= Math.min(bytes.length - 8, 0xffff)) return true;
  }
  return false;
}

function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 512);
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function textKind(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 256)).trimStart().toLowerCase();
  if (head.startsWith('<!doctype html') || head.startsWith('<html')) return 'HTML';
  if (head.startsWith('<?xml') || head.startsWith('<svg')) return 'XML';
  if (head.startsWith('{') || head.startsWith('[')) return 'JSON';
  return 'text';
}
