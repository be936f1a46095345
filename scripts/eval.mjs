// `npm run eval -- --films DIR --labels FILE.csv [--split NAME] … --out FILE.json`: the model's tables, computed by the app's
// own code in a real browser. docs/eval.md has the options and every key of the file.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { checkNode } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const usage = `npm run eval -- --films DIR --labels FILE.csv [--split NAME] [--queries FILE.json] [--vqa FILE.json --images DIR]
  [--reports FILE.jsonl] [--endpoint URL [--dialect NAME] [--llm MODEL] [--keyPlace PLACE]] [--backend wasm|webgpu] --out FILE.json
  [--model DIR] [--elsewhere DIR] [--teach NAME] [--taught FINDING,…] [--features FILE.json …] [--embeddings FILE.json]`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        films: { type: 'string' },
        labels: { type: 'string' },
        split: { type: 'string' },
        queries: { type: 'string' },
        backend: { type: 'string', default: 'wasm' },
        model: { type: 'string' },
        elsewhere: { type: 'string' },
        teach: { type: 'string' },
        taught: { type: 'string' },
        vqa: { type: 'string' },
        images: { type: 'string' },
        reports: { type: 'string' },
        endpoint: { type: 'string' },
        dialect: { type: 'string' },
        llm: { type: 'string' },
        keyPlace: { type: 'string' },
        features: { type: 'string', multiple: true },
        embeddings: { type: 'string' },
        built: { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    if (!values.films || !values.labels) throw new Error('--films and --labels are needed.');
    // Found out before the work, not after it.
    for (const file of [values.out, values.embeddings]) if (file) mkdirSync(dirname(resolve(file)), { recursive: true });
    if (!['wasm', 'webgpu'].includes(values.backend)) throw new Error(`--backend is wasm or webgpu, not "${values.backend}".`);
    return values;
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    return process.exit(2);
  }
}

checkNode();
// A reader that goes away ends the printing, not the run.
process.stdout.on('error', () => undefined);
const { out, ...options } = readOptions();
const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
// Reports are the one input that has a place of its own: the folder that the project may read and never ships.
const indiana = join(resolve(root, process.env.SHARED_DIR ?? '../shared'), 'data', 'reports', 'indiana.jsonl');
if (given.reports === undefined && existsSync(indiana)) given.reports = indiana;
const load = async (path) => (await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })).module;
const { evaluate } = await load('eval/evaluate.ts');
const { reportJson } = await load('eval/report.ts');
const { reportLines } = await load('eval/reportLines.ts');

const report = await evaluate({ root, ...given, say: (line) => console.log(line) });
for (const line of reportLines(report)) console.log(line);
if (out) writeFileSync(out, reportJson(report));
// 0: figures were had, whatever the problems. 1: none were.
process.exit(report.failed ? 1 : 0);
