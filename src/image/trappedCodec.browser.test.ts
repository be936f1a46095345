import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeSamples } from '#src/image/codeSamples.ts';
import { connectImagePool } from '#src/image/connectImagePool.ts';
import { writeDicom } from '#src/image/writeDicom.ts';

const columns = 77;
const rows = 61;
const values = Uint16Array.from({ length: columns * rows }, (_, at) => 2047 + Math.round(1900 * Math.sin(at / 97) * Math.cos((at % columns) / 9)));
const jpegLs = '1.2.840.10008.1.2.4.80';

const coded = (): Promise<Uint8Array> =>
  codeSamples('jpegLs', { columns, rows, bitsPerSample: 12, componentCount: 1, isSigned: false, bytes: new Uint8Array(values.buffer) });

function film(stream: Uint8Array, instance: number): ArrayBuffer {
  const count = (tag: string, value: number) => ({ tag, vr: 'US', value });
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' }, count('00280002', 1), count('00280010', rows), count('00280011', columns),
      count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0), { tag: '7FE00010', vr: 'OW', value: [stream] },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: `2.25.${instance}`, transferSyntax: jpegLs },
  ).buffer;
}

/** Streams with one byte changed until CharLS reads beyond its memory: which byte does so depends on the content. */
async function trapping(whole: Uint8Array, decode: (bytes: ArrayBuffer) => Promise<unknown>): Promise<Uint8Array> {
  for (let at = 40; at < whole.length; at++) {
    for (const value of [0, 1, 127, 255]) {
      const damaged = whole.slice();
      damaged[at] = value;
      const error: unknown = await decode(film(damaged, 9)).then(() => null, (thrown: unknown) => thrown);
      if ((error as { facts?: Record<string, unknown> } | null)?.facts?.trapped === 1) return damaged;
    }
  }
  throw new Error('no byte of the stream makes the codec trap');
}

const RealWorker = globalThis.Worker;
let started = 0;
beforeEach(() => {
  started = 0;
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started++;
    }
  };
});
afterEach(() => {
  globalThis.Worker = RealWorker;
});

it('a codec that traps takes its own film along, its worker is replaced, and the films behind it open', { timeout: 60_000 }, async () => {
  const whole = await coded();
  const looking = connectImagePool(1);
  const damaged = await trapping(whole, (bytes) => looking.remote.decode({ bytes }));
  looking.restart();

  started = 0;
  const pool = connectImagePool(1);
  const decode = (stream: Uint8Array, instance: number) => pool.remote.decode({ bytes: film(stream, instance) });
  const [before, trapped, ...after] = await Promise.allSettled([decode(whole, 1), decode(damaged, 2), decode(whole, 3), decode(whole, 4)]);
  expect(trapped).toMatchObject({ status: 'rejected', reason: { kind: 'CorruptFile', facts: { trapped: 1 } } });
  for (const result of [before, ...after]) {
    if (result?.status !== 'fulfilled' || result.value.kind !== 'film') throw new Error('a whole film did not open');
    expect(Array.from(result.value.image.pixels)).toEqual(Array.from(values));
  }
  expect(started).toBe(2);
  pool.restart();
});
