import * as tf from '@tensorflow/tfjs-core';
import { AppError, throwIfAborted, toAppError } from '#src/lib/appError.ts';
import { fetchModelCard } from '#src/model/fetchModelCard.ts';
import { fetchWeights } from '#src/model/fetchWeights.ts';
import { fetchGateCard, type GateCard } from '#src/model/gateCard.ts';
import { createGateTower, type GateTower } from '#src/model/gateTower.ts';
import { createImageTower, pool, type ImageTower } from '#src/model/imageTower.ts';
import type { LoadModel, LoadProgress, ModelApi, ModelStatus } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { effectiveGrey, networkInput, preprocess } from '#src/model/preprocess.ts';
import { runSelfTest } from '#src/model/runSelfTest.ts';
import { parseSafetensors } from '#src/model/safetensors.ts';
import { cosine, selfTestFilm, selfTestLimit, type SelfTest } from '#src/model/selfTest.ts';
import { startWasm, type WasmBackend } from '#src/model/startWasm.ts';
import { startWebGpu, type WebGpuBackend } from '#src/model/startWebGpu.ts';
import { createTextTower, type TextTower } from '#src/model/textTower.ts';
import { turnSquare } from '#src/model/turnSquare.ts';
import { createTokenizer, type Tokenizer } from '#src/model/tokenizer.ts';

type Report = (progress: LoadProgress) => void;

interface Running {
  readonly where: LoadModel;
  readonly card: ModelCard;
  readonly backend: WasmBackend | WebGpuBackend;
  readonly imageTower: ImageTower;
  readonly gate: Gate | null;
  readonly status: ModelStatus;
  text: Promise<{ readonly tower: TextTower; readonly tokenizer: Tokenizer }> | undefined;
}

interface Gate {
  readonly card: GateCard;
  readonly tower: GateTower;
}

/** The model worker's api: one model, on one backend at a time. */
export function createModel(): ModelApi {
  let running: Running | undefined;
  let loading: Promise<ModelStatus> | undefined;
  let recovering: Promise<ModelStatus> | undefined;

  const fetchGate = async (folder: string, signal: AbortSignal) => {
    const card = await fetchGateCard(folder);
    const { file, sha256 } = card.image;
    return { card, weights: await fetchWeights({ url: new URL(file, folder).href, sha256, signal, onProgress: () => undefined }) };
  };

  const imageWeights = (where: LoadModel, card: ModelCard, report: Report, signal: AbortSignal) =>
    fetchWeights({
      url: new URL(card.image.file, where.folder).href,
      sha256: card.image.sha256,
      signal,
      onProgress: (fraction, cached) => report({ stage: 'image', fraction, cached }),
    });

  /** Builds the towers on the running backend and proves them by the stored answer. */
  const prove = async (where: LoadModel, card: ModelCard, weights: ArrayBuffer, fetched: Awaited<ReturnType<typeof fetchGate>> | null, report: Report) => {
    report({ stage: 'selfTest', fraction: 0, cached: true });
    const imageTower = createImageTower(card, parseSafetensors(weights, card.image.file));
    const gate = fetched && { card: fetched.card, tower: createGateTower(fetched.card, parseSafetensors(fetched.weights, fetched.card.image.file)) };
    try {
      const test = await fetchSelfTest(where.folder);
      const input = preprocess(selfTestFilm(test), card.effectiveResolution, card.inputSize);
      const selfTestCosine = cosine(pool(await imageTower.tokens(input), card.embeddingSize), test.embedding);
      if (!(selfTestCosine >= selfTestLimit)) {
        throw new AppError('SelfTestFailed', 'the backend computes something else than the reference', { facts: { cosine: selfTestCosine } });
      }
      await gate?.tower.prove(effectiveGrey(selfTestFilm(test), gate.card.inputSize));
      return { imageTower, gate, selfTestCosine };
    } catch (thrown) {
      imageTower.dispose();
      gate?.tower.dispose();
      throw thrown;
    }
  };

  const start = async (where: LoadModel, report: Report, signal: AbortSignal, gpuLost: boolean): Promise<ModelStatus> => {
    report({ stage: 'card', fraction: 0, cached: false });
    const card = await fetchModelCard(where.folder);
    const [weights, fetched] = await Promise.all([imageWeights(where, card, report, signal), where.gateFolder ? fetchGate(where.gateFolder, signal) : null]);
    throwIfAborted(signal);
    let webGpuRefused: ModelStatus['webGpuRefused'] = gpuLost ? 'GpuLost' : null;
    let started: { backend: WasmBackend | WebGpuBackend; imageTower: ImageTower; gate: Gate | null; selfTestCosine: number } | undefined;
    if (!gpuLost && where.backend !== 'wasm') {
      try {
        const backend = await startWebGpu(where.backend === 'webgpu');
        started = { backend, ...(await prove(where, card, weights, fetched, report)) };
      } catch (thrown) {
        const { kind } = toAppError(thrown);
        if (where.backend === 'webgpu' || kind === 'ModelCorrupt' || kind === 'ModelMissing') throw thrown;
        webGpuRefused = kind === 'NoWebGpu' ? 'NoWebGpu' : 'SelfTestFailed';
      }
    }
    if (!started) {
      const backend = await startWasm(where.wasmFolder);
      started = { backend, ...(await prove(where, card, weights, fetched, report)) };
    }
    const { backend, imageTower, gate, selfTestCosine } = started;
    const status: ModelStatus = {
      card,
      backend: backend.name,
      threads: backend.name === 'wasm' ? backend.threads : 1,
      adapter: backend.name === 'webgpu' ? backend.adapter : '',
      webGpuRefused,
      selfTestCosine,
      crossOriginIsolated: globalThis.crossOriginIsolated,
      gateId: gate?.card.id ?? null,
    };
    running = { where, card, backend, imageTower, gate, status, text: undefined };
    return status;
  };

  const ready = (): Running => {
    if (!running) throw new AppError('Bug', 'the model has not been loaded');
    return running;
  };

  /** Brings the model up on WASM in the place of `lost`, once for all calls that the loss broke: tfjs starts one backend at a time. */
  const recover = async (lost: Running): Promise<void> => {
    if (running !== lost) return;
    recovering ??= start(lost.where, () => undefined, new AbortController().signal, true).finally(() => {
      recovering = undefined;
    });
    await recovering;
  };

  /** Runs `work`; where the GPU goes meanwhile, brings the model up on WASM and rejects with `GpuLost`. */
  const guarded = async <T>(work: (on: Running) => Promise<T>): Promise<T> => {
    const on = ready();
    if (on.backend.name === 'wasm') return work(on);
    let lost = false;
    const gone = on.backend.lost.then(() => {
      lost = true;
      throw new AppError('GpuLost', 'the GPU was lost');
    });
    try {
      return await Promise.race([work(on), gone]);
    } catch (thrown) {
      // The loss may be known a moment after the call that it broke.
      await Promise.race([gone.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 50))]);
      if (!lost) throw thrown;
      await recover(on);
      throw new AppError('GpuLost', 'the GPU was lost', { cause: thrown });
    }
  };

  /** The text tower loads with the first phrase: films are scored without it where the prompts are cached. */
  const textOf = (on: Running, report: Report, signal: AbortSignal) => {
    const { card, where, backend } = on;
    on.text ??= (async () => {
      const url = (file: string): string => new URL(file, where.folder).href;
      const [weights, vocabulary] = await Promise.all([
        fetchWeights({ url: url(card.text.file), sha256: card.text.sha256, signal, onProgress: (fraction, cached) => report({ stage: 'text', fraction, cached }) }),
        fetchWeights({ url: url(card.text.vocabulary), sha256: card.text.sha256Vocabulary, signal, onProgress: () => undefined }),
      ]);
      const tokenizer = createTokenizer(new TextDecoder().decode(vocabulary), card.text.maxTokens);
      return { tokenizer, tower: createTextTower(card, parseSafetensors(weights, card.text.file), backend.name === 'webgpu') };
    })().catch((thrown: unknown) => {
      on.text = undefined;
      throw thrown;
    });
    return on.text;
  };

  return {
    load: (where, { signal, progress }) => {
      if (running) return Promise.resolve(running.status);
      loading ??= start(where, progress, signal, false).finally(() => {
        loading = undefined;
      });
      return loading;
    },
    status: async () => ready().status,
    embedImage: (image, { signal }) =>
      guarded(async ({ card, imageTower, gate }) => {
        const { effectiveResolution, inputSize } = card;
        const { turns = 0 } = image;
        const greyOf = (side: number): Float32Array => turnSquare(effectiveGrey(image, side), side, 1, turns);
        const grey = greyOf(effectiveResolution);
        throwIfAborted(signal);
        const reading = gate && (await gate.tower.read(gate.card.inputSize === effectiveResolution ? grey : greyOf(gate.card.inputSize)));
        const tokens = turnSquare(await imageTower.tokens(networkInput(grey, effectiveResolution, inputSize)), card.tokenGrid[0], card.embeddingSize, -turns);
        return {
          modelId: card.id,
          preprocessingVersion: card.preprocessing.version,
          pooled: pool(tokens, card.embeddingSize),
          tokens,
          tokenRows: card.tokenGrid[0],
          tokenColumns: card.tokenGrid[1],
          gate: reading,
        };
      }),
    embedTexts: ({ texts }, { signal, progress }) =>
      guarded(async (on) => {
        const { tokenizer, tower } = await textOf(on, progress, signal);
        const ids = texts.map((text) => tokenizer.encode(text));
        const embedded = [];
        for (const [index, text] of texts.entries()) {
          throwIfAborted(signal);
          embedded.push({ modelId: on.card.id, text, vector: await tower.embed(ids[index] ?? new Int32Array()) });
        }
        return embedded;
      }),
    selfTest: (_, { signal, progress }) =>
      guarded(async (on) => {
        const { tokenizer, tower } = await textOf(on, progress, signal);
        return runSelfTest({ ...on, test: await fetchSelfTest(on.where.folder), textOf: (text) => tower.embed(tokenizer.encode(text)), signal });
      }),
  };
}

async function fetchSelfTest(folder: string): Promise<SelfTest> {
  const file = 'selfTest.json';
  try {
    return (await (await fetch(new URL(file, folder))).json()) as SelfTest;
  } catch (thrown) {
    throw new AppError('ModelMissing', `${file} cannot be fetched`, { cause: thrown, facts: { file } });
  }
}

/** Tensors alive in this thread: what the leak test counts. */
export function tensorCount(): number {
  return tf.memory().numTensors;
}
