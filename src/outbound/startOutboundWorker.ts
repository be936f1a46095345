export function startOutboundWorker(): Worker {
  return new Worker(new URL('./outbound.worker.ts', import.meta.url), { type: 'module', name: 'outbound' });
}
