// The shipped image tower on tfjs against the same tower on onnxruntime-web: WASM SIMD, one thread each, in turns.
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { launchOptions } from '../scripts/chromium.mjs';
import { figure, report } from './support/figures.mjs';

const warmUps = 10;
const runs = 60;

// Without the isolation headers neither runtime can have a second thread, whatever it asks for.
const server = await createServer({
  logLevel: 'error',
  server: { port: 0, headers: {} },
  optimizeDeps: { include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'], exclude: ['onnxruntime-web'] },
});
await server.listen();
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage();
  await page.route('**/bench.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(new URL('bench.html', server.resolvedUrls?.local[0]).href);
  const { tfjs, onnx, cosine, isolated, version } = await page.evaluate(measure, { warmUps, runs });
  if (isolated) throw new Error('the page is isolated: the runtimes might use more than one thread');
  report([
    figure('tower, tfjs WASM, one thread', 'ms', tfjs),
    figure(`tower, onnxruntime-web ${version} WASM, one thread`, 'ms', onnx),
    figure('tfjs ahead of onnxruntime-web, by medians', '×', [figure('', '', onnx).value / figure('', '', tfjs).value], { bar: { least: 1.3 } }),
    figure('cosine of the two outputs', '', [cosine], { bar: { least: 0.9999 } }),
  ]);
} finally {
  await browser.close();
  await server.close();
}

/** Runs in the page. */
async function measure({ warmUps, runs }) {
  const [{ startWasm }, { createImageTower }, { parseSafetensors }, { cosine }, { towerGraph }, ort] = await Promise.all([
    import('/src/model/startWasm.ts'),
    import('/src/model/imageTower.ts'),
    import('/src/model/safetensors.ts'),
    import('/src/model/selfTest.ts'),
    import('/bench/support/towerGraph.mjs'),
    import('/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs'),
  ]);
  const folder = new URL('/models/v3/', location.href);
  const shipped = await (await fetch(new URL('card.json', folder))).json();
  // One pass of the plain tower, which both sides can run.
  const card = { ...shipped, tokenGrid: shipped.tokenGrid.map((cells) => cells / 2), image: { ...shipped.image, fineHead: undefined, mirrored: false } };
  const tensors = parseSafetensors(await (await fetch(new URL(card.image.file, folder))).arrayBuffer(), card.image.file);

  const { threads } = await startWasm(new URL('/tfjs/', location.href).href);
  if (threads !== 1) throw new Error(`tfjs runs ${threads} threads`);
  const tower = createImageTower(card, tensors);

  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('/node_modules/onnxruntime-web/dist/', location.href).href;
  const session = await ort.InferenceSession.create(towerGraph(card, tensors), { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });

  const pixels = Float32Array.from({ length: card.inputSize ** 2 }, (_, at) => Math.sin(at * 0.013) + Math.cos(at * 0.0007));
  const feeds = { input: new ort.Tensor('float32', pixels, [1, 1, card.inputSize, card.inputSize]) };
  const onTfjs = () => tower.tokens(pixels);
  const onOnnx = async () => Object.values(await session.run(feeds))[0].data;
  const timed = async (run, into) => {
    const startedAt = performance.now();
    const tokens = await run();
    into?.push(performance.now() - startedAt);
    return tokens;
  };
  const times = { tfjs: [], onnx: [] };
  let outputs = [];
  for (let run = -warmUps; run < runs; run++) {
    const measured = run >= 0;
    outputs = [await timed(onTfjs, measured ? times.tfjs : null), await timed(onOnnx, measured ? times.onnx : null)];
  }
  return { ...times, cosine: cosine(...outputs), isolated: crossOriginIsolated, version: ort.env.versions.web };
}
