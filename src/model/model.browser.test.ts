import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect, type Connection } from '#src/lib/rpc.ts';
import golden from '#src/model/golden/v3.json';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { BackendName, LoadModel, ModelApi } from '#src/model/modelApi.ts';
import { cosine, filmByFormula } from '#src/model/selfTest.ts';
import { startModelWorker } from '#src/model/startModelWorker.ts';

const where: LoadModel = {
  folder: new URL('/models/v3/', location.href).href,
  wasmFolder: new URL('/tfjs/', location.href).href,
};
const formulas: readonly ((x: number, y: number) => number)[] = [
  (x, y) => 0.5 + 0.5 * Math.sin(x / 37) * Math.cos(y / 29),
  (x, y) => ((x * x + y * y) % 977) / 977,
  (x, y) => Math.exp(-((x - 150) ** 2 + (y - 120) ** 2) / 9000),
];
const film = (index: number): GrayImage => {
  const { width, height } = golden.images[index] ?? { width: 1, height: 1 };
  return filmByFormula(width, height, formulas[index] ?? (() => 0));
};

let connection: Connection<ModelApi>;
afterEach(() => connection.restart());

describe.each<[BackendName, number, number]>([['wasm', 0.9999, 3], ['webgpu', 0.999, 1]])('on %s', (backend, least, films) => {
  it(`gives the reference's answers, cosine ≥ ${least}`, async () => {
    connection = connect<ModelApi>(startModelWorker);
    const { remote } = connection;
    const status = await remote.load({ ...where, backend });
    expect(status).toMatchObject({ backend, selfTestCosine: expect.closeTo(1, 3) as number });
    for (let index = 0; index < films; index++) {
      const { pooled, tokens, tokenRows, tokenColumns } = await remote.embedImage(film(index));
      expect(cosine(pooled, golden.images[index]?.embedding ?? [])).toBeGreaterThanOrEqual(least);
      expect([tokenRows, tokenColumns, tokens.length]).toEqual([12, 12, 144 * 128]);
      expect(Math.hypot(...pooled)).toBeCloseTo(1, 5);
    }
    const texts = golden.texts.slice(0, films === 3 ? undefined : 1);
    const embedded = await remote.embedTexts({ texts: texts.map(({ text }) => text) });
    texts.forEach(({ embedding }, index) => expect(cosine(embedded[index]?.vector ?? [], embedding)).toBeGreaterThanOrEqual(least));
  });
});

describe('the film, whatever its container', () => {
  it('embeds a 12-bit MONOCHROME1 twin as the 8-bit film', async () => {
    connection = connect<ModelApi>(startModelWorker);
    await connection.remote.load({ ...where, backend: 'wasm' });
    const side = 301;
    const eight = Uint8Array.from({ length: side * side }, (_, at) => 128 + 127 * Math.sin((at % side) / 31) * Math.cos(at / side / 17));
    const base = { columns: side, rows: side, rescaleSlope: 1, rescaleIntercept: 0, voiLuts: [], pixelPadding: null, rgb: null };
    const plain: GrayImage = { ...base, pixels: eight, minimum: 0, maximum: 255, voiWindows: [], inverted: false };
    const twin: GrayImage = {
      ...base,
      pixels: Uint16Array.from(eight, (value) => 4095 - Math.round((value * 4095) / 255)),
      minimum: 0,
      maximum: 4095,
      voiWindows: [{ windowCenter: 2048, windowWidth: 4096, voiLutFunction: 'LINEAR', explanation: '' }],
      inverted: true,
    };
    const first = await connection.remote.embedImage(plain);
    const second = await connection.remote.embedImage(twin);
    expect(cosine(first.pooled, second.pooled)).toBeGreaterThanOrEqual(0.9999);
  });
});

describe('what can go wrong', () => {
  it.each([
    ['a folder without a model', { folder: new URL('/models/none/', location.href).href }],
  ])('%s', async (_, change) => {
    connection = connect<ModelApi>(startModelWorker);
    await expect(connection.remote.load({ ...where, ...change, backend: 'wasm' })).rejects.toMatchObject({ kind: expect.stringMatching(/^Model(Missing|Corrupt)$/) as string });
  });

  it('refuses phrases that are empty or too long, and goes on', async () => {
    connection = connect<ModelApi>(startModelWorker);
    const { remote } = connection;
    await remote.load({ ...where, backend: 'wasm' });
    await expect(remote.embedTexts({ texts: [' . '] })).rejects.toMatchObject({ kind: 'EmptyPhrase' });
    await expect(remote.embedTexts({ texts: ['effusion '.repeat(70)] })).rejects.toMatchObject({ kind: 'PhraseTooLong', facts: { most: 64 } });
    expect(await remote.embedTexts({ texts: ['effusion'] })).toHaveLength(1);
  });

  it('reports progress', async () => {
    connection = connect<ModelApi>(startModelWorker);
    const onProgress = vi.fn();
    await connection.remote.load({ ...where, backend: 'wasm' }, { onProgress });
    expect(onProgress).toHaveBeenCalledWith(expect.objectContaining({ stage: 'selfTest' }));
  });
});
