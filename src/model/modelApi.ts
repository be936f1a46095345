import type { CallContext } from '#src/lib/rpc.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Embedding, TextEmbedding } from '#src/model/embedding.ts';
import type { GateReading } from '#src/model/gateReading.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

export type BackendName = 'webgpu' | 'wasm';

export interface LoadModel {
  /** Folder of the model, ending in "/", same origin, absolute URL. */
  readonly folder: string;
  /** Folder of the tfjs wasm binaries, ending in "/", same origin, absolute URL. */
  readonly wasmFolder: string;
  /** Folder of the gate, ending in "/", same origin, absolute URL. Without one, films are embedded unasked. */
  readonly gateFolder?: string;
  /** Forces a backend; by default WebGPU where an adapter passes the self-test, else WASM. */
  readonly backend?: BackendName;
}

/** A film as it lies in its file, and what the model has to do before it looks. */
export interface FilmForModel extends GrayImage {
  /** Quarter turns clockwise that bring it upright; the tokens come back as the film lies. */
  readonly turns?: 0 | 1 | 2 | 3;
}

/** A film's embedding, and what the gate says of its pixels; null where none was loaded. */
export interface EmbeddedFilm extends Embedding {
  readonly gate: GateReading | null;
}

/** Reported while loading: `fraction` of the bytes of the stage, 0 … 1. */
export interface LoadProgress {
  readonly stage: 'card' | 'image' | 'text' | 'selfTest' | 'warmUp';
  readonly fraction: number;
  /** True where the bytes came from this browser's cache and not from the network. */
  readonly cached: boolean;
}

export interface ModelStatus {
  readonly card: ModelCard;
  readonly backend: BackendName;
  /** WASM threads in use; 1 on WebGPU. */
  readonly threads: number;
  /** What the adapter calls itself, for WebGPU; else empty. */
  readonly adapter: string;
  /** Why WebGPU is not used, where it is not: the kind of the error. */
  readonly webGpuRefused: 'NoWebGpu' | 'SelfTestFailed' | 'GpuLost' | null;
  /** Cosine of the golden film's embedding with the stored answer. */
  readonly selfTestCosine: number;
  readonly crossOriginIsolated: boolean;
  /** Null where no gate was loaded. */
  readonly gateId: string | null;
}

/** What the running backend answers to what the reference answered before. */
export interface SelfTestRun {
  /** Of the golden film's embedding and the reference's. */
  readonly imageCosine: number;
  /** Of each golden phrase; empty where the model has none. */
  readonly textCosines: readonly number[];
  /** Cosines below this fail. */
  readonly leastCosine: number;
  /** Furthest logit of the gate from the reference's, and what fails from there on; null where no gate is loaded. */
  readonly gate: { readonly furthest: number; readonly most: number } | null;
  /** ms of each repetition, the first left out. */
  readonly timings: { readonly image: readonly number[]; readonly text: readonly number[]; readonly gate: readonly number[] };
  /** Of tfjs in the model's thread. */
  readonly memory: { readonly tensors: number; readonly bytes: number };
}

/**
 * The model worker. Errors: `ModelMissing`, `ModelCorrupt` (facts.file), `NoWasmSimd`, `SelfTestFailed`, `GpuLost`
 * (the next call runs on WASM), `EmptyPhrase`, `PhraseTooLong`, `Cancelled`.
 */
export type ModelApi = {
  /** Idempotent: a second call answers with the running model's status. Progress: `LoadProgress`. */
  readonly load: (model: LoadModel, context: CallContext) => Promise<ModelStatus>;
  readonly status: (args: Record<string, never>, context: CallContext) => Promise<ModelStatus>;
  readonly embedImage: (image: FilmForModel, context: CallContext) => Promise<EmbeddedFilm>;
  /** The golden answers again, on the running backend, and how long it takes: with the text model, which it loads where it is not there yet. */
  readonly selfTest: (args: Record<string, never>, context: CallContext) => Promise<SelfTestRun>;
  /** One vector a phrase, in the order asked. */
  readonly embedTexts: (args: { readonly texts: readonly string[] }, context: CallContext) => Promise<TextEmbedding[]>;
};
