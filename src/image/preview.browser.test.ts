import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '#src/lib/rpc.ts';
import { codeSamples } from '#src/image/codeSamples.ts';
import { connectImagePool } from '#src/image/connectImagePool.ts';
import { enlargeFilm } from '#src/image/enlargeFilm.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { ImageApi, Preview } from '#src/image/imageApi.ts';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';

let connection: Connection<ImageApi>;
beforeAll(() => {
  connection = connectImagePool(2);
});
afterAll(() => connection.restart());

const columns = 1501;
const rows = 1403;
const values = Uint16Array.from({ length: columns * rows }, (_, at) => 2048 + 1500 * Math.sin((at % columns) / 200) * Math.cos(at / columns / 150));
/** −1 where there is none; comparing two million numbers by `toEqual` takes seconds. */
const firstDifference = ({ pixels }: GrayImage): number => (pixels.length === values.length ? values.findIndex((value, at) => value !== pixels[at]) : 0);
const us = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });

async function file(codec: 'jpeg2000' | 'htj2k' | 'jpegLs', transferSyntax: string): Promise<Uint8Array<ArrayBuffer>> {
  const coded = await codeSamples(codec, { columns, rows, bitsPerSample: 12, componentCount: 1, isSigned: false, bytes: new Uint8Array(values.buffer) });
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME1' }, us('00280002', 1), us('00280010', rows), us('00280011', columns),
      us('00280100', 16), us('00280101', 12), us('00280102', 11), us('00280103', 0), { tag: '7FE00010', vr: 'OB', value: [coded] },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.31', transferSyntax },
  );
}

describe.each([
  ['JPEG 2000', 'jpeg2000', '1.2.840.10008.1.2.4.90'],
  ['HTJ2K', 'htj2k', '1.2.840.10008.1.2.4.201'],
] as const)('a large film in %s', (_, codec, transferSyntax) => {
  it('comes coarse at first, then whole', async () => {
    const previews: Preview[] = [];
    const bytes = (await file(codec, transferSyntax)).buffer;
    const { byteLength } = bytes;
    const whole = await connection.remote.decode({ bytes, preview: true }, { onProgress: (preview) => previews.push(preview as Preview) });
    if (whole.kind !== 'film') return expect.fail('no film');
    expect(firstDifference(whole.image)).toBe(-1);
    const [preview] = previews;
    if (!preview) return expect.fail('no preview');
    expect(preview).toMatchObject({ kind: 'film', filmId: whole.filmId, columns, rows, byteLength });
    expect([preview.image.columns, preview.image.rows, preview.image.inverted]).toEqual([Math.ceil(columns / 2), Math.ceil(rows / 2), true]);
    const enlarged = enlargeFilm(preview.image, columns, rows);
    expect([enlarged.columns, enlarged.rows, enlarged.pixels.length]).toEqual([columns, rows, columns * rows]);
    let sum = 0;
    enlarged.pixels.forEach((value, at) => (sum += Math.abs(value - (values[at] ?? NaN))));
    // A pixel repeated lies half a pixel off on the steepest slope: a thousandth of the range on average.
    expect(sum / values.length / 4096).toBeLessThan(0.003);
    expect(whole.thumbnail.type).toBe('image/jpeg');
  });

  it('comes whole at once where nobody asks for a preview', async () => {
    const previews: unknown[] = [];
    const { buffer } = await file(codec, transferSyntax);
    const image: GrayImage = await connection.remote.decodeFrame({ bytes: buffer, frame: 0 }, { onProgress: (preview) => previews.push(preview) });
    expect(firstDifference(image)).toBe(-1);
    expect(previews).toEqual([]);
  });
});

it('a film in another coding has no preview, and a frame that is not there is an error', async () => {
  const previews: unknown[] = [];
  const coded = await file('jpegLs', '1.2.840.10008.1.2.4.80');
  const image = await connection.remote.decodeFrame({ bytes: coded.slice().buffer, frame: 0, preview: true }, { onProgress: (preview) => previews.push(preview) });
  expect([image.pixels.length, previews]).toEqual([values.length, []]);
  await expect(connection.remote.decodeFrame({ bytes: coded.buffer, frame: 1 })).rejects.toMatchObject({ kind: 'CorruptFile', facts: { frames: 1 } });
});
