// `npm start`: installs what is missing, builds what is old, serves it, prints the URL.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkNode, installPackages } from './install.mjs';
import { serve } from './serve.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, 'dist', 'index.html');
const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'package-lock.json', 'scripts/headers.mjs'];

function newestIn(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), found.mtimeMs);
}

function isBuilt() {
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return sources.every((path) => newestIn(join(root, path)) <= builtAt);
}

const { values } = parseArgs({
  options: { port: { type: 'string' }, host: { type: 'string' } },
});
const port = values.port === undefined ? undefined : Number(values.port);
if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
  console.error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  process.exit(1);
}

checkNode();
installPackages(root);
if (!isBuilt()) {
  console.log('Building …');
  const build = spawnSync(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (build.status !== 0) {
    console.error('The build failed; its message is above.');
    process.exit(1);
  }
}

const served = await serve({
  root: join(root, 'dist'),
  ...(port === undefined ? {} : { port }),
  ...(values.host === undefined ? {} : { host: values.host }),
});
console.log(`\n  ELIXR Web is at  ${served.url}\n\n  Ctrl+C ends it. No film leaves this machine.\n`);
if (values.host !== undefined && !['127.0.0.1', 'localhost', '::1'].includes(values.host)) {
  console.log('  Served to the network over http: browsers there withhold storage and WebGPU. Put https in front.\n');
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void served.close().then(() => process.exit(0)));
