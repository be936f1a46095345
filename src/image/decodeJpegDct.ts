import { AppError } from '#src/lib/appError.ts';
import type { DecodedSamples } from '#src/image/decodedSamples.ts';
import { inverseDct, zigzag } from '#src/image/inverseDct.ts';
import { JpegBits, readHuffmanTables, type HuffmanTable } from '#src/image/jpegBits.ts';
import { isFrameHeader, jpegSegments, readJpegHeader, type JpegComponent, type JpegHeader } from '#src/image/jpegMarkers.ts';

interface Plane {
  readonly component: JpegComponent;
  /** Blocks of the component alone, and of whole MCUs, which the samples are allocated for. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
  readonly stride: number;
  readonly samples: Uint16Array;
  /** Largest sample. */
  readonly white: number;
  predictor: number;
}

interface ScanPart {
  readonly plane: Plane;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  readonly quantization: Int32Array;
}

/**
 * Sequential JPEG, Huffman coded, where no packaged wasm codec reads it: of 12 bits (ITU-T T.81 process 4), and of 8 bits with
 * four components. Samples come out as 16-bit numbers.
 * Subsampled components are repeated. Components stay in the colour space that they are coded in. Errors: `CorruptFile`.
 */
export function decodeJpegDct(coded: Uint8Array): DecodedSamples {
  const header = readJpegHeader(coded);
  if (!header || header.process > 0xc1 || (header.precision !== 12 && header.precision !== 8)) throw corrupt('this is no sequential JPEG of 8 or 12 bits');
  const { columns, rows, components, precision } = header;
  if (columns === 0 || rows === 0 || !(precision === 8 ? [4] : [1, 3]).includes(components.length)) throw corrupt('the JPEG header does not fit an image');
  const planes = planesOf(header);
  readScans(coded, header, planes);
  const bytes = planes.length === 1 && planes[0] ? cropped(planes[0], columns, rows) : interleaved(planes, header);
  return { columns, rows, samplesPerPixel: components.length, bitsPerSample: precision, signed: false, planar: false, bytes };
}

const corrupt = (message: string): AppError => new AppError('CorruptFile', message);

function mostSampling({ components }: JpegHeader): { readonly across: number; readonly down: number } {
  return { across: Math.max(...components.map(({ across }) => across)), down: Math.max(...components.map(({ down }) => down)) };
}

function planesOf(header: JpegHeader): Plane[] {
  const { columns, rows, components, precision } = header;
  const most = mostSampling(header);
  const mcusAcross = Math.ceil(columns / (8 * most.across));
  const mcusDown = Math.ceil(rows / (8 * most.down));
  return components.map((component) => {
    const { across, down } = component;
    if (across < 1 || across > 4 || down < 1 || down > 4) throw corrupt('a JPEG component has no sampling factor');
    const stride = mcusAcross * across * 8;
    return {
      component,
      blocksAcross: Math.ceil(Math.ceil((columns * across) / most.across) / 8),
      blocksDown: Math.ceil(Math.ceil((rows * down) / most.down) / 8),
      stride,
      samples: new Uint16Array(stride * mcusDown * down * 8),
      white: 2 ** precision - 1,
      predictor: 0,
    };
  });
}

/** Reads tables and scans in their order; in sequential JPEG each scan holds its components whole. */
function readScans(coded: Uint8Array, header: JpegHeader, planes: readonly Plane[]): void {
  const tables: HuffmanTable[] = [];
  const quantizations: Int32Array[] = [];
  let restartInterval = 0;
  const decoded = new Set<Plane>();
  for (let start = 2; start < coded.length && decoded.size < planes.length; ) {
    let next = coded.length;
    for (const { marker, body, end } of jpegSegments(coded, start)) {
      if (marker === 0xc4) readHuffmanTables(body, tables);
      else if (marker === 0xdb) readQuantizations(body, quantizations);
      else if (marker === 0xdd) restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
      else if (isFrameHeader(marker) && marker !== header.process) throw corrupt('the JPEG has a second frame');
      else if (marker === 0xda) {
        const parts = scanParts(body, planes, tables, quantizations);
        next = readScan(new JpegBits(coded, end), parts, header, restartInterval);
        for (const { plane } of parts) decoded.add(plane);
      }
    }
    start = next;
  }
  if (decoded.size < planes.length) throw corrupt('the JPEG ends before its last scan');
}

function readQuantizations(body: Uint8Array, into: Int32Array[]): void {
  for (let at = 0; at < body.length; ) {
    const wide = (body[at] ?? 0) >> 4 !== 0;
    const table = new Int32Array(64);
    for (let index = 0; index < 64; index++) {
      table[index] = wide ? ((body[at + 1 + 2 * index] ?? 0) << 8) | (body[at + 2 + 2 * index] ?? 0) : (body[at + 1 + index] ?? 0);
    }
    into[(body[at] ?? 0) & 3] = table;
    at += wide ? 129 : 65;
  }
}

function scanParts(body: Uint8Array, planes: readonly Plane[], tables: readonly HuffmanTable[], quantizations: readonly Int32Array[]): ScanPart[] {
  return Array.from({ length: body[0] ?? 0 }, (_, index) => {
    const [id, places = 0] = body.subarray(1 + 2 * index, 3 + 2 * index);
    const plane = planes.find(({ component }) => component.id === id);
    const dc = tables[(places >> 4) & 3];
    const ac = tables[4 + (places & 3)];
    const quantization = quantizations[(plane?.component.quantization ?? 0) & 3];
    if (!plane || !dc || !ac || !quantization) throw corrupt('a JPEG scan names a table or component that is not there');
    return { plane, dc, ac, quantization };
  });
}

/** @returns offset of the marker after the scan */
function readScan(bits: JpegBits, parts: readonly ScanPart[], header: JpegHeader, restartInterval: number): number {
  const block = new Int32Array(64);
  const most = mostSampling(header);
  const [only] = parts;
  const alone = parts.length === 1 && only ? only : undefined;
  const mcusAcross = alone ? alone.plane.blocksAcross : Math.ceil(header.columns / (8 * most.across));
  const mcusDown = alone ? alone.plane.blocksDown : Math.ceil(header.rows / (8 * most.down));
  const count = mcusAcross * mcusDown;
  for (const { plane } of parts) plane.predictor = 0;
  for (let mcu = 0; mcu < count; mcu++) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      bits.restart();
      for (const { plane } of parts) plane.predictor = 0;
    }
    const column = mcu % mcusAcross;
    const row = (mcu - column) / mcusAcross;
    if (alone) {
      readBlock(bits, alone, block, column, row);
      continue;
    }
    for (const part of parts) {
      const { across, down } = part.plane.component;
      for (let y = 0; y < down; y++) {
        for (let x = 0; x < across; x++) readBlock(bits, part, block, column * across + x, row * down + y);
      }
    }
  }
  bits.restart();
  return bits.at;
}

function readBlock(bits: JpegBits, { plane, dc, ac, quantization }: ScanPart, block: Int32Array, column: number, row: number): void {
  block.fill(0);
  plane.predictor += bits.signed(bits.symbol(dc) & 15);
  block[0] = plane.predictor * (quantization[0] as number);
  for (let place = 1; place < 64; ) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    if (size === 0) {
      if (symbol !== 0xf0) break;
      place += 16;
      continue;
    }
    place += symbol >> 4;
    if (place > 63) throw corrupt('a JPEG block holds too many coefficients');
    block[zigzag[place] as number] = bits.signed(size) * (quantization[place] as number);
    place++;
  }
  inverseDct(block, plane.samples, row * 8 * plane.stride + column * 8, plane.stride, plane.white);
}

function cropped({ samples, stride }: Plane, columns: number, rows: number): Uint8Array {
  const image = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row++) image.set(samples.subarray(row * stride, row * stride + columns), row * columns);
  return new Uint8Array(image.buffer);
}

function interleaved(planes: readonly Plane[], header: JpegHeader): Uint8Array {
  const { columns, rows } = header;
  const most = mostSampling(header);
  const image = new Uint16Array(columns * rows * planes.length);
  planes.forEach(({ samples, stride, component: { across, down } }, channel) => {
    for (let row = 0; row < rows; row++) {
      const line = Math.floor((row * down) / most.down) * stride;
      for (let column = 0; column < columns; column++) {
        image[(row * columns + column) * planes.length + channel] = samples[line + Math.floor((column * across) / most.across)] as number;
      }
    }
  });
  return new Uint8Array(image.buffer);
}
