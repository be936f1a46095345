import { connectPool } from '#src/lib/pool.ts';
import type { Connection } from '#src/lib/rpc.ts';
import type { ImageApi } from '#src/image/imageApi.ts';
import { startImageWorker } from '#src/image/startImageWorker.ts';

const mostWorkers = 4;
/** Long enough for any radiograph on a slow machine; a damaged file that hangs its codec is given up then. */
const baseDeadline = 8_000;
const deadlineOfMegabyte = 500;

/** The image workers: one a core, four at the most. `size` is for tests and measurements. */
export function connectImagePool(size = Math.min(navigator.hardwareConcurrency || 1, mostWorkers)): Connection<ImageApi> {
  return connectPool<ImageApi>(startImageWorker, {
    size,
    deadline: (args) => baseDeadline + ((args as { readonly bytes: ArrayBuffer }).bytes.byteLength / 1e6) * deadlineOfMegabyte,
    spoils: ({ facts }) => facts['trapped'] === 1,
  });
}
