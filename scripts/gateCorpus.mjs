// `node scripts/gateCorpus.mjs DIR`: what the gate says of real pictures of other kinds by their pixels alone, beside what it says by their tags.
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder] = process.argv.slice(2);
try {
  readdirSync(folder);
} catch {
  console.error('node scripts/gateCorpus.mjs DIR, a folder of DICOM files that can be read.');
  process.exit(1);
}
const { module } = await runnerImport(join(root, 'eval/gateCorpus.ts'), { root, configFile: false, logLevel: 'error' });
const { kinds, unread } = await module.gateCorpus(root, resolve(folder));
const of = (share, all) => `${share} of ${all}`;
console.log('| modality, body part | files | pictures | stopped by tags | stopped by pixels | what the pixels say |\n|---|---|---|---|---|---|');
for (const { kind, files, pictures, stoppedByTags, stoppedByPixels, said } of kinds) {
  console.log(`| ${kind} | ${files} | ${pictures} | ${of(stoppedByTags, pictures)} | ${of(stoppedByPixels, pictures)} | ${Object.entries(said).map(([reason, count]) => `${reason} ${count}`).join(', ')} |`);
}
console.log(`\n${unread} files without a picture that can be read.`);
for (const { kind, passed } of kinds) for (const path of passed) console.log(`let through by the pixels: ${path} (${kind})`);
