import { expect, it } from 'vitest';
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

it('a damaged frame leaves nothing in its codec: whole films behind it open to the bit', { timeout: 60_000 }, async () => {
  const whole = await coded();
  const pool = connectImagePool(1);
  const decode = (stream: Uint8Array, instance: number) => pool.remote.decode({ bytes: film(stream, instance) });
  let refused = 0;
  // CharLS writes beyond its buffers at some of these and says no more than that the frame is wrong.
  for (let at = 40; at < 340; at++) {
    const damaged = whole.slice();
    damaged[at] = 255;
    const [tried, behind] = await Promise.allSettled([decode(damaged, 1), decode(whole, 2)]);
    if (tried.status === 'rejected') refused++;
    if (behind.status !== 'fulfilled' || behind.value.kind !== 'film') throw new Error(`a whole film did not open behind byte ${at}`);
    expect(Array.from(behind.value.image.pixels), `behind byte ${at}`).toEqual(Array.from(values));
  }
  expect(refused).toBeGreaterThan(20);
  pool.restart();
});
