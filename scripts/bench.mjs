// `npm run bench [-- name … --out FILE.json]`: every bench of bench/, or those named, one after the other and alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { holds } from '../bench/support/figures.mjs';
import { launchOptions } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const suffix = '.bench.mjs';
const all = readdirSync(join(root, 'bench')).filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(1);
}

const load = () => loadavg().map((average) => Number(average.toFixed(2)));

async function describeMachine() {
  const browser = await chromium.launch(launchOptions);
  const processors = cpus();
  const machine = {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    chromium: browser.version(),
  };
  await browser.close();
  return machine;
}

/** One bench in a process of its own, so that none inherits another's memory or browser. */
function run(name) {
  const figuresFile = join(scratch, `${name}.json`);
  const loadBefore = load();
  console.log(`\n── ${name}   load average ${loadBefore.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'bench', name + suffix)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BENCH_BUILT: '1', BENCH_FIGURES: figuresFile },
  });
  const loadAfter = load();
  const figures = existsSync(figuresFile) ? JSON.parse(readFileSync(figuresFile, 'utf8')) : [];
  const ran = status === 0 && figures.length > 0;
  console.log(`── ${name}   ${ran ? 'done' : 'FAILED'}, load average ${loadAfter.join(' ')}`);
  return { name, ran, loadBefore, loadAfter, figures };
}

const date = new Date().toISOString();
const machine = await describeMachine();
console.log(`${date}  ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}, Chromium ${machine.chromium}`);
await build({ root, logLevel: 'error' });
const scratch = mkdtempSync(join(tmpdir(), 'elixr-web-figures-'));
const benches = (positionals.length > 0 ? positionals : all).map(run);
rmSync(scratch, { recursive: true });

if (values.out) writeFileSync(values.out, `${JSON.stringify({ date, machine, benches }, null, 2)}\n`);
const barred = benches.flatMap(({ figures }) => figures).map(holds).filter((held) => held !== undefined);
const missed = barred.filter((held) => !held).length;
const failed = benches.filter(({ ran }) => !ran).length;
console.log(`\n${barred.length - missed} bars held, ${missed} missed${failed > 0 ? `, ${failed} benches failed` : ''}`);
process.exit(missed + failed > 0 ? 1 : 0);
