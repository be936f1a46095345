// Phantom chests of many builds as raw films, for the training of the gate: node scripts/phantomFilms.mjs COUNT FILE.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** Side of a film, px; the file holds COUNT × side² bytes of grey, film after film. */
const side = 256;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const load = async (path) => (await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })).module;

const [count, file] = [Number(process.argv[2]), process.argv[3]];
if (!(count > 0) || !file) throw new Error('usage: node scripts/phantomFilms.mjs COUNT FILE');
const { normalChest } = await load('src/phantom/chestParameters.ts');
const { renderChest } = await load('src/phantom/renderChest.ts');
const { randomFrom } = await load('src/phantom/drawShapes.ts');

const films = new Uint8Array(count * side * side);
for (let at = 0; at < count; at++) {
  const random = randomFrom(7000 + at);
  const between = (low, high) => low + (high - low) * random();
  const often = (share, low, high) => (random() < share ? between(low, high) : 0);
  const lesion = (least, most) => ({ x: (random() < 0.5 ? -1 : 1) * between(45, 85), y: between(-60, 60), diameter: between(least, most) });
  const chest = {
    ...normalChest,
    seed: 9000 + at,
    view: random() < 0.6 ? 'PA' : 'AP',
    sex: random() < 0.5 ? 'F' : 'M',
    build: between(0.88, 1.06),
    habitus: random(),
    cardiothoracicRatio: between(0.4, 0.65),
    effusionRight: often(0.25, 10, 110),
    effusionLeft: often(0.25, 10, 110),
    pneumothoraxRight: often(0.1, 10, 40),
    pneumothoraxLeft: often(0.1, 10, 40),
    nodule: random() < 0.2 ? lesion(12, 30) : null,
    consolidation: random() < 0.2 ? lesion(50, 95) : null,
    age: random(),
  };
  const { pixels } = renderChest(chest, side);
  films.set(pixels.map((value) => value >> 4), at * side * side);
}
writeFileSync(file, films);
