import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** One thing that the server does when asked; `server.py` plays them. */
export type Step =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'error'; readonly status: number; readonly reason?: string; readonly param?: string; readonly retryAfter?: number | string; readonly retryDelay?: string; readonly array?: true }
  | { readonly kind: 'raw'; readonly body: string; readonly type?: string; readonly status?: number }
  | { readonly kind: 'cut'; readonly text: string; readonly cleanly?: true }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'big'; readonly bytes: number }
  | { readonly kind: 'blocked' | 'no-candidates' | 'no-cors' | 'hang' | 'half' };

export interface SeenRequest {
  /** Below the base URL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the published definition does not allow; null where all fits. */
  readonly fault: string | null;
}

export interface Plan {
  /** Where the steps are played, one a request. */
  readonly url: string;
  readonly seen: () => Promise<readonly SeenRequest[]>;
}

export interface ReferenceServer {
  readonly plan: (...steps: readonly Step[]) => Promise<Plan>;
  readonly close: () => void;
}

const root = resolve(import.meta.dirname, '../..');
const requirements = join(import.meta.dirname, 'requirements.txt');

/** The folder of the installed definitions, or null, said loudly, where there is no Python or no registry. */
function installedPackages(python: string): string | null {
  const version = spawnSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))'], { encoding: 'utf8' });
  if (version.status !== 0) return skipped('Python 3.10 or newer is not there');
  const stamp = createHash('sha256').update('compiled').update(readFileSync(requirements)).update(version.stdout).digest('hex').slice(0, 12);
  const folder = join(root, 'node_modules', '.cache', 'reference-server', stamp);
  if (existsSync(folder)) return folder;
  const building = `${folder}.${process.pid}`;
  mkdirSync(building, { recursive: true });
  const { status } = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '--target', building, '-r', requirements], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 180_000,
  });
  if (status !== 0) {
    rmSync(building, { recursive: true, force: true });
    return skipped('pip could not install tests/endpoint/requirements.txt');
  }
  // Two test runs may have built it at once: the first one stays.
  if (existsSync(folder)) rmSync(building, { recursive: true });
  else renameSync(building, folder);
  return folder;
}

function skipped(reason: string): null {
  console.warn(`SKIPPED: the reference server of endpoints does not run: ${reason}`);
  return null;
}

/** Starts `server.py`; null where it cannot run, said loudly. */
export async function startReferenceServer(): Promise<ReferenceServer | null> {
  const python = process.env.PYTHON ?? 'python3';
  const packages = installedPackages(python);
  if (packages === null) return null;
  const server = spawn(python, [join(import.meta.dirname, 'server.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1', PYTHONNOUSERSITE: '1' },
  });
  const port = await new Promise<number>((listening, failed) => {
    createInterface({ input: server.stdout }).once('line', (line) => listening(Number(line)));
    server.once('exit', (code) => failed(new Error(`the reference server ended with ${code}`)));
    server.once('error', failed);
  });
  const origin = `http://127.0.0.1:${port}`;
  const fetchJson = async <T>(path: string, body?: unknown): Promise<T> =>
    (await fetch(`${origin}${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })).json() as Promise<T>;
  return {
    plan: async (...steps) => {
      const number = await fetchJson<number>('/_plan', steps);
      return { url: `${origin}/${number}`, seen: () => fetchJson(`/_seen/${number}`) };
    },
    close: () => {
      server.stdin.end();
      server.removeAllListeners('exit');
    },
  };
}
