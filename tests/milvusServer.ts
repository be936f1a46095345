import { createServer } from 'node:net';
import { emptyTestData, environmentFolder, milvusPython, startMilvus } from '../scripts/milvus.mjs';

export interface RunningMilvus {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** True where the server's package is there or can be installed; says loudly that its tests are skipped where it cannot. */
export function haveMilvus(): boolean {
  try {
    milvusPython(environmentFolder);
    return true;
  } catch (thrown) {
    console.warn(`SKIPPED: PyPI's milvus 2.3.5 cannot be installed here (${(thrown as Error).message}); the tests against a real search server need it`);
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A real server without data, on a free port of this machine. */
export async function startTestMilvus(): Promise<RunningMilvus> {
  return startMilvus({ data: emptyTestData(), port: await freePort() });
}
