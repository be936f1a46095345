export function startTeachWorker(): Worker {
  return new Worker(new URL('./teach.worker.ts', import.meta.url), { type: 'module', name: 'teach' });
}
