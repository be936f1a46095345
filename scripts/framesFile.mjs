// A film of several frames for the pictures of docs/images: a phantom whose heart beats.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const load = async (path) => (await runnerImport(join(root, path), { root, configFile: false, logLevel: 'error' })).module;
const side = 512;

/** @returns {Promise<Uint8Array>} a DICOM file of eight frames, 15 a second */
export async function framesFile() {
  const [{ renderChest }, { normalChest }, { writeDicom }, { phantomManufacturer }] = await Promise.all(
    ['src/phantom/renderChest.ts', 'src/phantom/chestParameters.ts', 'src/image/writeDicom.ts', 'src/image/readStudyFacts.ts'].map(load),
  );
  const frames = Array.from({ length: 8 }, (_, at) => renderChest({ ...normalChest, cardiothoracicRatio: 0.46 + 0.03 * Math.sin((at * Math.PI) / 4) }, side).pixels);
  const pixels = new Uint16Array(frames.flatMap((frame) => [...frame]));
  const text = (tag, vr, value) => ({ tag, vr, value });
  const count = (tag, value) => ({ tag, vr: 'US', value });
  return writeDicom(
    [
      text('00080060', 'CS', 'RF'), text('00080070', 'LO', phantomManufacturer), text('00100010', 'PN', 'PHANTOM^BEAT'), text('00100020', 'LO', 'PH-BEAT'), text('00080020', 'DA', '20260714'),
      text('00185101', 'CS', 'PA'), text('00180040', 'IS', '15'), text('00280004', 'CS', 'MONOCHROME2'), text('00280008', 'IS', String(frames.length)),
      count('00280002', 1), count('00280010', side), count('00280011', side), count('00280100', 16), count('00280101', 12), count('00280102', 11), count('00280103', 0),
      { tag: '7FE00010', vr: 'OW', value: new Uint8Array(pixels.buffer) },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.12.2', sopInstanceUid: '2.25.512' },
  );
}
