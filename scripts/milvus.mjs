// `npm run milvus -- [--data FOLDER] [--port 19530] [--approximate] [--password]`: a search server on this machine, from PyPI's milvus 2.3.5 in
// an environment of its own. Ends with Ctrl+C.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ['milvus==2.3.5', 'setuptools<80'];

/** The Python of an environment that has the package; makes it where it is missing. Throws where it cannot be made. */
export function milvusPython(folder) {
  const python = join(folder, 'bin', 'python');
  const has = () => existsSync(python) && spawnSync(python, ['-c', 'import milvus']).status === 0;
  if (has()) return python;
  for (const [command, ...args] of [['python3', '-m', 'venv', folder], [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]]) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 });
    if (error ?? status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  }
  if (!has()) throw new Error('the package does not load on this machine');
  return python;
}

/** Where the environment lies: made once, used by the command and by the tests. */
export const environmentFolder = join(root, '.cache', 'milvus-2.3.5');

/** A folder for the tests' data, emptied: what the server unpacks of itself stays in it. */
export function emptyTestData() {
  const data = `${environmentFolder}-tests`;
  for (const part of ['data', 'configs', 'logs', 'run']) rmSync(join(data, part), { recursive: true, force: true });
  return data;
}

/** Starts a server. @returns its address, its process and how to end it; rejects with what it said where it does not start. */
export function startMilvus({ data, port, approximate = false, password = false }) {
  const args = [join(root, 'scripts', 'milvusServer.py'), '--data', data, '--port', String(port), ...(approximate ? ['--approximate'] : []), ...(password ? ['--password'] : [])];
  const child = spawn(milvusPython(environmentFolder), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((done, fail) => {
    let said = '';
    child.stderr.on('data', (chunk) => (said += chunk));
    child.stdout.on('data', (chunk) => {
      const [, url] = /^ready (\S+)/m.exec(String(chunk)) ?? [];
      if (url) done({ url, stop, ended, pid: child.pid });
    });
    void ended.then(() => fail(new Error(said.trim() || 'the server ended')));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { data: { type: 'string', default: 'milvus-data' }, port: { type: 'string', default: '19530' }, approximate: { type: 'boolean', default: false }, password: { type: 'boolean', default: false } },
  });
  try {
    console.log('Starting (the first start unpacks about 450 MB) …');
    const { url, stop, ended } = await startMilvus({ data: resolve(values.data), port: Number(values.port), approximate: values.approximate, password: values.password });
    console.log(`Milvus answers at ${url}. It asks for ${values.password ? 'a user and password, root:Milvus at first,' : 'no password'} and its data is in ${resolve(values.data)}. Ctrl+C ends it.`);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
    await ended;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
