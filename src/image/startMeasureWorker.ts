/** The worker that serves `MeasureApi`; no part of the app starts it. */
export function startMeasureWorker(): Worker {
  return new Worker(new URL('./measure.worker.ts', import.meta.url), { type: 'module', name: 'measure' });
}
