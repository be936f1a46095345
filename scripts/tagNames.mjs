// Writes src/image/tagNames.json, the names and VRs of the standard's data elements (PS3.6, table 6-1), from the registry that
// dcmjs 0.51.1 (MIT licence) carries:  npm pack dcmjs@0.51.1 && tar xzf dcmjs-0.51.1.tgz
//                                      node scripts/tagNames.mjs package/generate/dictionary.mjs
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [source] = process.argv.slice(2);
if (!source) {
  console.error('Name the dictionary.mjs to read.');
  process.exit(1);
}
const { dictionary, default: whole } = await import(pathToFileURL(resolve(source)).href);
const entries = Object.values(dictionary ?? whole);

/** VRs that depend on other elements, by what they mostly are. */
const settled = { xs: 'US', ox: 'OW', up: 'UL', lt: 'OW' };
const names = {};
for (const { tag, vr, name, version } of entries) {
  // "(0028,0010)"; a repeating group is written (6000-60FF,3000), and stands here by its first.
  const digits = /^\(([0-9A-F]{4})(?:-[0-9A-F]{4})?,([0-9A-F]{4})\)$/i.exec(tag);
  // Items and their delimiters, group FFFE, are no data elements.
  if (!digits || vr === 'na' || version === 'PrivateTag' || version === 'PRIVATE' || !name) continue;
  const key = `${digits[1]}${digits[2]}`.toLowerCase();
  if (Number.parseInt(key.slice(0, 4), 16) % 2 === 1) continue;
  names[key] ??= `${settled[vr] ?? vr}${name}`;
}
const lines = Object.entries(names).map(([key, entry]) => `"${key}":${JSON.stringify(entry)}`).sort();
writeFileSync(new URL('../src/image/tagNames.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${lines.length} elements`);
