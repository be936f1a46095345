// How long a 2500 × 3000 film of 12 bits takes to decode in the image workers, beside its codec called bare, in the
// system's Chromium: `npm run bench -- decode`.
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { figure, report } from './support/figures.mjs';
import { launchOptions } from '../scripts/chromium.mjs';
import { codecPackages, encoderPackages } from '../scripts/codecPackages.mjs';

const film = { columns: 2500, rows: 3000, rounds: 9 };
/** What a codec may cost more than called bare, ms to a first look at a wavelet film, and ms for the header of 20 MB. */
const bars = { ratio: 1.1, firstPaint: 150, header: 5 };

const server = await createServer({
  logLevel: 'error',
  server: { port: 0, watch: null, hmr: false },
  cacheDir: 'node_modules/.vite/bench',
  optimizeDeps: { include: [...codecPackages, ...encoderPackages, 'cornerstone-core'], noDiscovery: true },
});
await server.listen();
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.route('**/bench.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body style="margin:0">' }));
  await page.goto(new URL('bench.html', server.resolvedUrls?.local[0]).href);
  const { rows, firstPaint, reducedBare, header } = await page.evaluate(measure, film);
  report([
    // Of our own decoders the figure tells what the worker adds; they have no codec to be held against.
    ...rows.map(({ name, codec, bytes, bare, worker, ratios }) =>
      figure(`${name}, ${(bytes / 1e6).toFixed(1)} MB: in the worker over ${codec} called bare`, '×', ratios, {
        ...(codec === 'our own' ? {} : { bar: { most: bars.ratio } }),
        note: `${worker.toFixed(1)} against ${bare.toFixed(1)} ms`,
      }),
    ),
    figure('JPEG 2000: bytes → first paint', 'ms', firstPaint, { bar: { most: bars.firstPaint }, note: `its codec called bare at that size: ${reducedBare.toFixed(1)} ms` }),
    figure('header of a 20 MB file', 'ms', header, { bar: { most: bars.header } }),
  ]);
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page. */
async function measure({ columns, rows: height, rounds }) {
  const load = (path) => import(/* @vite-ignore */ path);
  const { writeDicom } = await load('/src/image/writeDicom.ts');
  const { codeSamples } = await load('/src/image/codeSamples.ts');
  const { codeJpegDct12, codeLosslessJpeg } = await load('/src/image/codeJpeg.ts');
  const { connectImagePool } = await load('/src/image/connectImagePool.ts');
  const { decodeJpeg } = await load('/src/image/decodeJpeg.ts');
  const { decodeJpegDct } = await load('/src/image/decodeJpegDct.ts');
  const { decodeJpegLossless } = await load('/src/image/decodeJpegLossless.ts');
  const { decodeJpegLs } = await load('/src/image/decodeJpegLs.ts');
  const { decodeRle } = await load('/src/image/decodeRle.ts');
  const { decodeWavelet } = await load('/src/image/decodeWavelet.ts');
  const { readDataSet } = await load('/src/image/readDataSet.ts');
  const { readStudyFacts } = await load('/src/image/readStudyFacts.ts');
  const { enlargeFilm } = await load('/src/image/enlargeFilm.ts');
  const { openFilmView } = await load('/src/viewer/filmView.ts');

  const count = columns * height;
  let seed = 1;
  const noise = () => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16) / 65536;
  // Smooth shapes and the noise of a detector: what codecs meet in films.
  const values = Uint16Array.from({ length: count }, (_, at) => {
    const x = (at % columns) / columns;
    const y = Math.floor(at / columns) / height;
    return 2048 + 1300 * Math.sin(x * 9) * Math.cos(y * 7) + 300 * Math.sin(x * 140) * Math.sin(y * 90) + 50 * (noise() + noise() - 1);
  });
  const eight = Uint8Array.from(values, (value) => value >> 4);
  const raw = { columns, rows: height, bitsPerSample: 12, componentCount: 1, isSigned: false, bytes: new Uint8Array(values.buffer) };
  const us = (tag, value) => ({ tag, vr: 'US', value });
  const dicom = (transferSyntax, pixels, bits) =>
    writeDicom(
      [
        { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' }, us('00280002', 1), us('00280010', height), us('00280011', columns),
        us('00280100', bits > 8 ? 16 : 8), us('00280101', bits), us('00280102', bits - 1), us('00280103', 0), { tag: '7FE00010', vr: 'OB', value: pixels },
      ],
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.9', transferSyntax },
    );

  /** Every byte a literal but for runs, as encoders write it. */
  const packBits = () => {
    const planes = [1, 0].map((byte) => Uint8Array.from({ length: count }, (_, at) => raw.bytes[at * 2 + byte]));
    const packed = planes.map((plane) => {
      const out = new Uint8Array(Math.ceil(plane.length * 1.02) + 16);
      let to = 0;
      for (let at = 0; at < plane.length; ) {
        let run = 1;
        while (run < 128 && at + run < plane.length && plane[at + run] === plane[at]) run++;
        if (run > 2) {
          out[to++] = 257 - run;
          out[to++] = plane[at];
          at += run;
          continue;
        }
        let literal = 1;
        while (literal < 128 && at + literal < plane.length && !(plane[at + literal] === plane[at + literal + 1] && plane[at + literal] === plane[at + literal + 2])) literal++;
        out[to++] = literal - 1;
        out.set(plane.subarray(at, at + literal), to);
        to += literal;
        at += literal;
      }
      return out.slice(0, to + (to % 2));
    });
    const coded = new Uint8Array(64 + packed[0].length + packed[1].length);
    const view = new DataView(coded.buffer);
    [2, 64, 64 + packed[0].length].forEach((value, index) => view.setUint32(index * 4, value, true));
    coded.set(packed[0], 64);
    coded.set(packed[1], 64 + packed[0].length);
    return coded;
  };

  const uid = (last) => `1.2.840.10008.1.2.4.${last}`;
  const cases = [
    ['JPEG Baseline', 'libjpeg-turbo', uid('50'), await codeSamples('jpeg', { ...raw, bitsPerSample: 8, bytes: eight }), (coded) => decodeJpeg(coded), 8],
    ['JPEG-LS', 'CharLS', uid('80'), await codeSamples('jpegLs', raw), (coded) => decodeJpegLs(coded), 12],
    ['JPEG 2000', 'OpenJPEG', uid('90'), await codeSamples('jpeg2000', raw), (coded) => decodeWavelet(coded), 12],
    ['HTJ2K', 'OpenJPH', uid('201'), await codeSamples('htj2k', raw), (coded) => decodeWavelet(coded), 12],
    ['RLE', 'our own', '1.2.840.10008.1.2.5', packBits(), (coded) => decodeRle(coded, count, 1, 2), 12],
    ['JPEG Lossless', 'our own', uid('70'), codeLosslessJpeg(values, { columns, rows: height, precision: 12, channels: 1, predictor: 1 }), (coded) => decodeJpegLossless(coded), 12],
    ['JPEG Extended', 'our own', uid('51'), codeJpegDct12(values, columns, height), (coded) => decodeJpegDct(coded), 12],
  ];
  const median = (times) => times.toSorted((one, other) => one - other)[times.length >> 1];
  const { remote, restart } = connectImagePool(1);
  const rows = [];
  for (const [name, codec, transferSyntax, coded, decode, bits] of cases) {
    const file = dicom(transferSyntax, [coded], bits);
    const bare = [];
    const worker = [];
    for (let round = -2; round < rounds; round++) {
      const copy = coded.slice();
      let startedAt = performance.now();
      await decode(copy);
      const bareTime = performance.now() - startedAt;
      const bytes = file.slice().buffer;
      startedAt = performance.now();
      await remote.decodeFrame({ bytes, frame: 0 }, { transfer: [bytes] });
      const workerTime = performance.now() - startedAt;
      if (round < 0) continue;
      bare.push(bareTime);
      worker.push(workerTime);
    }
    rows.push({ name, codec, bytes: coded.length, bare: median(bare), worker: median(worker), ratios: worker.map((time, index) => time / bare[index]) });
  }

  const element = document.createElement('div');
  element.style.cssText = 'width:1400px;height:1000px';
  document.body.append(element);
  const view = openFilmView(element, () => undefined);
  const [, , j2kSyntax, j2k] = cases[2];
  const paints = [];
  const reduced = [];
  for (let round = -1; round < 5; round++) {
    const bytes = dicom(j2kSyntax, [j2k], 12).buffer;
    const bareAt = performance.now();
    await decodeWavelet(j2k, 2);
    if (round >= 0) reduced.push(performance.now() - bareAt);
    const startedAt = performance.now();
    let paint = 0;
    const painted = new Promise((resolve) => element.addEventListener('cornerstoneimagerendered', resolve, { once: true }));
    const whole = remote.decode(
      { bytes, preview: true },
      { transfer: [bytes], onProgress: ({ image }) => { view.show(enlargeFilm(image, columns, height)); void painted.then(() => (paint = performance.now() - startedAt)); } },
    );
    await painted;
    await whole;
    if (round >= 0) paints.push(paint);
  }
  view.close();
  restart();

  const large = writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00100010', vr: 'PN', value: 'A^B' }, us('00280010', 3200), us('00280011', 3200), us('00280100', 16),
      { tag: '7FE00010', vr: 'OW', value: new Uint8Array(3200 * 3200 * 2) },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.10' },
  );
  const headers = Array.from({ length: 21 }, () => {
    const startedAt = performance.now();
    const { dataSet, transferSyntax } = readDataSet(large);
    readStudyFacts(dataSet, transferSyntax);
    return performance.now() - startedAt;
  });
  return { rows, firstPaint: paints, reducedBare: median(reduced), header: headers };
}
