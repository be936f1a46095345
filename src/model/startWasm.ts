import * as tf from '@tensorflow/tfjs-core';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { AppError } from '#src/lib/appError.ts';

export interface WasmBackend {
  readonly name: 'wasm';
  readonly threads: number;
}

/** Starts tfjs on WASM SIMD, with as many threads as tfjs grants where the page is cross-origin isolated. Errors: `NoWasmSimd`. */
export async function startWasm(wasmFolder: string): Promise<WasmBackend> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new AppError('NoWasmSimd', 'this browser has no WASM SIMD');
  setWasmPaths(wasmFolder);
  setThreadsCount(navigator.hardwareConcurrency);
  if (!(await tf.setBackend('wasm'))) throw new AppError('NoWasmSimd', 'the WASM backend did not start');
  await tf.ready();
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return { name: 'wasm', threads: threaded ? getThreadsCount() : 1 };
}
