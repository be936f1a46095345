// Compares the image room with the reference decoders over a corpus and writes what the test and the page keep of it:
//   node scripts/compareConformance.mjs DIR --python env/bin/python
// (see tests/conformance/reference.py for the environment; dcmtk's dcmdjpeg gives the values of 12-bit JPEG).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exceptions, tolerance } from '../tests/conformance/exceptions.mjs';
import { conformancePage } from './conformancePage.mjs';
import { measureFolder } from './measureFolder.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { python: { type: 'string', default: 'python3' } } });
const folder = resolve(positionals[0] ?? '../shared/dicom');
const work = mkdtempSync(join(tmpdir(), 'conformance-'));

/** Largest and mean difference of two files of samples, in levels of 256. */
function difference(name, { min, max, rows, columns }) {
  const [ours, reference] = ['ours', 'reference'].map((side) => readFileSync(join(work, side, name)));
  if (ours.length !== reference.length) return { max: Infinity, mean: Infinity };
  const wide = ours.length === rows * columns * 2;
  const at = (bytes, index) => (!wide ? bytes[index] : min < 0 ? bytes.readInt16LE(index * 2) : bytes.readUInt16LE(index * 2));
  const count = wide ? ours.length / 2 : ours.length;
  const level = wide ? 2 ** Math.ceil(Math.log2(Math.max(max, -min) + 1)) / 256 : 1;
  let most = 0;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const gap = Math.abs(at(ours, index) - at(reference, index)) / level;
    if (gap > most) most = gap;
    sum += gap;
  }
  return { max: Number(most.toFixed(4)), mean: Number((sum / count).toFixed(5)) };
}

try {
  const referencePath = join(work, 'reference.json');
  const script = join(root, 'tests/conformance/reference.py');
  const { status } = spawnSync(values.python, [script, folder, '--out', referencePath, '--samples', join(work, 'reference')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the reference script failed: install tests/conformance/requirements.txt');
  const references = new Map(JSON.parse(readFileSync(referencePath, 'utf8')).map((record) => [record.path, record]));
  const ours = await measureFolder(folder, { samples: join(work, 'ours') });
  const files = {};
  for (const record of ours) {
    const { path, ok, sha256, error } = record;
    const reference = references.get(path);
    if (!ok) files[path] = { error: error.kind, reference: reference?.sha256 ?? null };
    else if (sha256 === reference?.sha256) files[path] = { sha256 };
    else if (!reference?.ok) files[path] = { sha256, reference: null };
    else {
      const name = `${path.replaceAll('/', '__')}.raw`;
      files[path] = { sha256, reference: reference.sha256, ...difference(name, reference) };
    }
  }
  writeFileSync(join(root, 'tests/conformance/expected.json'), `${JSON.stringify(files, null, 1)}\n`);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, load average ${loadavg().map((load) => load.toFixed(1)).join(' ')}`;
  writeFileSync(join(root, 'docs/conformance.md'), conformancePage(ours, files, exceptions, machine));
  const beyond = Object.entries(files).filter(([path, { max, mean, error, reference }]) => (error ? reference : max > tolerance.max || mean > tolerance.mean) && !exceptions[path]);
  for (const [path, entry] of beyond) console.error(`differs: ${path} ${JSON.stringify(entry)}`);
  process.exitCode = beyond.length > 0 ? 1 : 0;
} finally {
  rmSync(work, { recursive: true });
}
