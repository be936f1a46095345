/** The worker that serves `UnpackApi`; give this to `connect`. */
export function startUnpackWorker(): Worker {
  return new Worker(new URL('./unpack.worker.ts', import.meta.url), { type: 'module', name: 'unpack' });
}
