export function startArchiveWorker(): Worker {
  return new Worker(new URL('./archive.worker.ts', import.meta.url), { type: 'module', name: 'archive' });
}
