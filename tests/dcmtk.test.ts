import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';
import { runConformance, type ConformanceRecord } from './conformance/runConformance.ts';

/** dcmtk's own encoders: an independent hand behind the syntaxes that the corpus holds few files of. */
const haveDcmtk = ['dcmconv', 'dcmcjpeg', 'dcmdjpeg', 'dcmcrle', 'dcmcjpls'].every((tool) => !spawnSync(tool, ['--version']).error);
if (!haveDcmtk) console.warn('SKIPPED: dcmtk is not installed (dcmconv, dcmcjpeg, dcmdjpeg, dcmcrle, dcmcjpls)');

const columns = 131;
const rows = 93;
const bitDepths = [8, 12, 16] as const;
const values = (bits: number): number[] =>
  Array.from({ length: columns * rows }, (_, at) => Math.floor((0.5 + 0.4 * Math.sin(at / 211) * Math.cos((at % columns) / 13) + 0.1 * Math.sin(at * 12.9898)) * (2 ** bits - 1)));
const bytesOf = (bits: number): Uint8Array => (bits === 8 ? Uint8Array.from(values(8)) : new Uint8Array(Uint16Array.from(values(bits)).buffer));
const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

function film(bits: number): Uint8Array {
  const allocated = bits === 8 ? 8 : 16;
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'OT' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' }, { tag: '00080064', vr: 'CS', value: 'WSD' },
      count('00280002', 1), count('00280010', rows), count('00280011', columns), count('00280100', allocated), count('00280101', bits),
      count('00280102', bits - 1), count('00280103', 0), { tag: '7FE00010', vr: allocated === 8 ? 'OB' : 'OW', value: bytesOf(bits) },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: '2.25.11' },
  );
}

/** Name of the coded file and the command that makes it out of the plain one. */
const lossless: readonly (readonly [name: string, tool: string, ...flags: readonly string[]])[] = [
  ['big endian', 'dcmconv', '+tb'],
  ['implicit', 'dcmconv', '+ti'],
  ['deflated', 'dcmconv', '+td'],
  ['RLE', 'dcmcrle'],
  ['JPEG-LS', 'dcmcjpls', '+el'],
  ['lossless, first order', 'dcmcjpeg', '+e1'],
  ...Array.from({ length: 7 }, (_, index) => [`lossless, predictor ${index + 1}`, 'dcmcjpeg', '+el', '+sv', String(index + 1)] as const),
];

let folder: string;
let records: ReadonlyMap<string, ConformanceRecord>;

function run(tool: string, ...given: readonly string[]): void {
  const { status, stderr } = spawnSync(tool, given, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${given.join(' ')}: ${stderr}`);
}

describe.runIf(haveDcmtk)('films coded by dcmtk', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dcmtk-'));
    for (const bits of bitDepths) {
      const plain = join(folder, `${bits} plain`);
      writeFileSync(plain, film(bits));
      for (const [name, tool, ...flags] of lossless) run(tool, ...flags, plain, join(folder, `${bits} ${name}`));
    }
    const extended = join(folder, '12 extended');
    run('dcmcjpeg', '+ee', join(folder, '12 plain'), extended);
    run('dcmdjpeg', extended, join(folder, '12 extended, by dcmdjpeg'));
    records = new Map((await runConformance(folder)).map((record) => [record.path, record]));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(bitDepths.flatMap((bits) => ['plain', ...lossless.map(([name]) => name)].map((name) => [bits, name] as const)))('%i bits, %s', (bits, name) => {
    const { sha256, error } = records.get(`${bits} ${name}`) ?? expect.fail('no record');
    expect(error).toBeUndefined();
    expect(sha256).toBe(createHash('sha256').update(bytesOf(bits)).digest('hex'));
  });

  it('12-bit JPEG as its decoder gives it', () => {
    expect(records.get('12 extended')?.error).toBeUndefined();
    expect(records.get('12 extended')?.sha256).toBe(records.get('12 extended, by dcmdjpeg')?.sha256);
  });
});
