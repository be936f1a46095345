import { crc32, deflateSync } from 'node:zlib';

/** An 8-bit grey PNG of `grey`, row-major. */
export function greyPng(columns: number, rows: number, grey: Uint8Array): Uint8Array {
  const lines = new Uint8Array((columns + 1) * rows);
  for (let row = 0; row < rows; row++) lines.set(grey.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
