import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { AppError } from '#src/lib/appError.ts';

export interface WebGpuBackend {
  readonly name: 'webgpu';
  readonly adapter: string;
  /** Resolves when the GPU is gone. */
  readonly lost: Promise<unknown>;
}

/** Starts tfjs on WebGPU. A software adapter is slower than WASM: taken only if `software` allows it. Errors: `NoWebGpu`. */
export async function startWebGpu(software: boolean): Promise<WebGpuBackend> {
  // DOM and worker types of WebGPU differ by project; the worker's are the ones this runs with.
  const gpu = (navigator as { gpu?: { requestAdapter(options: object): Promise<GpuAdapter | null> } }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) throw new AppError('NoWebGpu', 'there is no WebGPU adapter');
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const named = [vendor, architecture, description].filter((part) => part !== '').join(' ');
  if (!software && (isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(named))) {
    throw new AppError('NoWebGpu', 'the WebGPU adapter is software');
  }
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } =
    adapter.limits;
  const device = await adapter
    .requestDevice({
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX },
    })
    .catch((thrown: unknown) => {
      throw new AppError('NoWebGpu', 'the adapter gives no device', { cause: thrown });
    });
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(device as never, adapter.info as never), 3);
  await tf.setBackend('webgpu');
  await tf.ready();
  return { name: 'webgpu', adapter: named, lost: device.lost };
}

interface GpuAdapter {
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string; readonly isFallbackAdapter?: boolean };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: object): Promise<{ readonly lost: Promise<unknown> }>;
}
