export function startPhantomWorker(): Worker {
  return new Worker(new URL('./phantom.worker.ts', import.meta.url), { type: 'module', name: 'phantom' });
}
