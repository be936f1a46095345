// `npm run conformance -- DIR --out FILE.json`: the app's own image room, in a real browser, over every file below DIR.
import { readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFolder } from './measureFolder.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' }, samples: { type: 'string' } } });
const [folder] = positionals;
if (!folder || !values.out) {
  console.error('npm run conformance -- DIR --out FILE.json [--samples FOLDER]');
  process.exit(1);
}
try {
  readdirSync(folder);
} catch {
  console.error(`${folder} is no folder that can be read.`);
  process.exit(1);
}
const records = await measureFolder(resolve(folder), { ...(values.samples ? { samples: resolve(values.samples) } : {}) });
writeFileSync(values.out, `${JSON.stringify(records, null, 1)}\n`);
const opened = records.filter(({ ok }) => ok).length;
console.log(`${opened} of ${records.length} files gave pixels, ${records.length - opened} a named error: ${values.out}`);
