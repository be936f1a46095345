/** The worker that serves `ImageApi`; give this to `connect`. */
export function startImageWorker(): Worker {
  return new Worker(new URL('./image.worker.ts', import.meta.url), { type: 'module', name: 'image' });
}
