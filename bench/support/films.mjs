// Films for the benches: the phantom's radiographs, 12 bits, as DICOM files on the disk.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './builtApp.mjs';

/** A module of the app, for Node. @param {string} path below the project's folder */
export async function appModule(path) {
  const { module } = await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' });
  return module;
}

const idStart = [...'PH-'].map((letter) => letter.charCodeAt(0));

/** A patient of its own for each film: the letters of the sample's Patient ID (0010,0020), "PH-…", become a number of as many digits. */
function nameAnew(bytes, index) {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, 4096);
  const tag = header.indexOf(Buffer.from([0x10, 0x00, 0x20, 0x00]));
  const at = tag + 8 + idStart.length;
  if (tag < 0 || !idStart.every((letter, offset) => header[tag + 8 + offset] === letter)) throw new Error('the sample has no Patient ID');
  const letters = header.readUInt16LE(tag + 6) - idStart.length;
  for (const [offset, digit] of [...String(index).padStart(letters, '0')].slice(-letters).entries()) bytes[at + offset] = digit.charCodeAt(0);
}

/**
 * Writes `count` films of `side`² pixels. The phantom renders `bodies` of them; the others are those with other noise and
 * another SOP Instance UID, so that no two files have the same bytes and none is passed over as already here; each is of a patient of its own.
 * @param {string} folder @param {number} count @param {{ side?: number, bodies?: number }} [options]
 * @returns {Promise<string[]>} paths
 */
export async function writeFilms(folder, count, { side = 2000, bodies = 4 } = {}) {
  const { renderSample } = await appModule('src/phantom/sampleFilms.ts');
  const rendered = Array.from({ length: Math.min(bodies, count) }, (_, index) => renderSample(index, side).bytes);
  return Array.from({ length: count }, (_, index) => {
    const bytes = Uint8Array.from(rendered[index % rendered.length]);
    const pixels = new Uint16Array(bytes.buffer.slice(bytes.length - side * side * 2));
    let state = (index + 1) * 2_654_435_761;
    for (let at = 0; at < pixels.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      pixels[at] = Math.min(4095, pixels[at] + (state >>> 29));
    }
    bytes.set(new Uint8Array(pixels.buffer), bytes.length - side * side * 2);
    nameAnew(bytes, index);
    const path = join(folder, `film-${String(index + 1).padStart(4, '0')}.dcm`);
    writeFileSync(path, bytes);
    return path;
  });
}
