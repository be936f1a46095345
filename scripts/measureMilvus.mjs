// `npm run milvus:measure -- [--films 20000,100000] [--approximate] --out FILE.json`: what a film costs a Milvus server in time,
// memory and disk, by a server of its own without data on this machine. Random unit vectors of 128 values with the tags that the app sends.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emptyTestData, startMilvus } from './milvus.mjs';

const size = 128;
const batch = 1000;
const rounds = 40;
const collectionName = 'measured';
const { values } = parseArgs({ options: { films: { type: 'string', default: '20000,100000' }, approximate: { type: 'boolean', default: false }, out: { type: 'string' } } });
const sizes = values.films.split(',').map(Number).sort((one, other) => one - other);

const port = await new Promise((done) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = probe.address();
    probe.close(() => done(free));
  });
});
const data = emptyTestData();
const { url, stop, pid } = await startMilvus({ data, port, approximate: values.approximate });

async function api(path, body) {
  const answer = await fetch(`${url}/v1/vector/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const { code, data: found, message } = await answer.json();
  if (code !== 200) throw new Error(`${path}: ${code} ${message}`);
  return found;
}

function unit() {
  const vector = Array.from({ length: size }, () => Math.random() + Math.random() + Math.random() - 1.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => Math.fround(value / length));
}

/** Resident bytes of the server and all that it started, by Linux's /proc. */
function residentBytes() {
  const children = (of) => execFileSync('ps', ['-o', 'pid=', '--ppid', String(of)], { encoding: 'utf8' }).split('\n').map(Number).filter((each) => each > 0);
  const all = [pid];
  for (let at = 0; at < all.length; at++) {
    try {
      all.push(...children(all[at]));
    } catch {
      // A process without children.
    }
  }
  return all.reduce((sum, each) => sum + 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1] ?? 0), 0);
}
const diskBytes = () => Number(execFileSync('du', ['-sb', join(data, 'data')], { encoding: 'utf8' }).split('\t')[0]);
const median = (times) => times.sort((one, other) => one - other)[Math.floor(times.length / 2)];

const results = [];
try {
  await api('collections/create', { collectionName, dimension: size, metricType: 'IP', primaryField: 'id', vectorField: 'vector' });
  const before = { residentBytes: residentBytes(), diskBytes: diskBytes() };
  let held = 0;
  let insertMs = 0;
  for (const films of sizes) {
    while (held < films) {
      const rows = Array.from({ length: Math.min(batch, films - held) }, (_, at) => ({
        film: createHash('sha256').update(String(held + at)).digest('hex'), sex: held % 2 ? 'F' : 'M', age: (held + at) % 90, view: 'PA', modality: 'DX', date: '20260310', vector: unit(),
      }));
      const from = performance.now();
      await api('insert', { collectionName, data: rows });
      insertMs += performance.now() - from;
      held += rows.length;
    }
    const count = async () => Number((await api('query', { collectionName, filter: 'film > ""', outputFields: ['count(*)'], limit: 0 }))[0]['count(*)']);
    while ((await count()) < held) await new Promise((done) => setTimeout(done, 200));
    const times = { all: [], filtered: [] };
    for (let round = -3; round < rounds; round++) {
      for (const [kind, filter] of [['all', {}], ['filtered', { filter: 'sex == "F" and age >= 60' }]]) {
        const from = performance.now();
        await api('search', { collectionName, vector: unit(), limit: 50, outputFields: ['film'], ...filter });
        if (round >= 0) times[kind].push(performance.now() - from);
      }
    }
    const figures = {
      films, insertFilmsPerSecond: Math.round((held / insertMs) * 1000), searchMs: median(times.all), searchFilteredMs: median(times.filtered),
      residentBytesPerFilm: Math.round((residentBytes() - before.residentBytes) / held), diskBytesPerFilm: Math.round((diskBytes() - before.diskBytes) / held),
    };
    console.log(figures);
    results.push(figures);
  }
  const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  const report = { date: new Date().toISOString(), machine, load: loadavg(), index: values.approximate ? 'HNSW' : 'FLAT', dimensions: size, top: 50, empty: before, results };
  if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await stop();
}
