// docs/conformance.md out of a comparison; written by scripts/compareConformance.mjs.

const names = {
  '1.2.840.10008.1.2': 'Implicit VR Little Endian',
  '1.2.840.10008.1.2.1': 'Explicit VR Little Endian',
  '1.2.840.10008.1.2.1.99': 'Deflated',
  '1.2.840.10008.1.2.2': 'Explicit VR Big Endian',
  '1.2.840.10008.1.2.4.50': 'JPEG Baseline',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended (12 bit)',
  '1.2.840.10008.1.2.4.53': 'JPEG Spectral Selection',
  '1.2.840.10008.1.2.4.55': 'JPEG Full Progression',
  '1.2.840.10008.1.2.4.57': 'JPEG Lossless',
  '1.2.840.10008.1.2.4.70': 'JPEG Lossless, First-Order Prediction',
  '1.2.840.10008.1.2.4.80': 'JPEG-LS Lossless',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS Near-Lossless',
  '1.2.840.10008.1.2.4.90': 'JPEG 2000 Lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000',
  '1.2.840.10008.1.2.4.201': 'HTJ2K Lossless',
  '1.2.840.10008.1.2.4.203': 'HTJ2K',
  '1.2.840.10008.1.2.5': 'RLE Lossless',
};

/** A column a way for a file to end; they add up to all files. */
function columnOf({ error, reference, max, sha256 }) {
  if (error) return reference ? 'missed' : 'named';
  if (reference === null) return 'ours';
  return max === undefined && sha256 ? 'same' : 'near';
}

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/**
 * @param {readonly { path: string, ok: boolean, transferSyntax: string, error?: { kind: string } }[]} records
 * @param {Readonly<Record<string, object>>} files of expected.json
 * @param {Readonly<Record<string, string>>} exceptions
 * @param {string} machine
 */
export function conformancePage(records, files, exceptions, machine) {
  const groups = groupBy(records, ({ transferSyntax }) => transferSyntax);
  const rows = [...groups].sort(([one], [other]) => one.localeCompare(other)).map(([uid, group]) => {
    const count = (column) => group.filter(({ path }) => columnOf(files[path]) === column).length;
    return `| ${names[uid] ?? (uid === '' ? 'no DICOM' : 'other')} | ${uid} | ${group.length} | ${['same', 'near', 'ours', 'named', 'missed'].map(count).join(' | ')} |`;
  });
  const total = (column) => records.filter(({ path }) => columnOf(files[path]) === column).length;
  const near = Object.entries(files).filter(([, entry]) => columnOf(entry) === 'near');
  const kinds = groupBy(records.filter(({ ok }) => !ok), ({ error }) => error.kind);
  return `# DICOM conformance

Written by \`node scripts/compareConformance.mjs DIR --python PYTHON\`; do not edit. \`npm test\` compares every file again.

The image room, in a browser, against pydicom 3 with pylibjpeg and pyjpegls (tests/conformance/requirements.txt; 12-bit JPEG: dcmtk's
dcmdjpeg), over the stored values of frame 0 before any look-up table. ${records.length} files on ${machine}.

| transfer syntax | UID | files | equal to the bit | within tolerance | pixels here alone | named error here and there | missed |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}
| **all** | | ${records.length} | ${['same', 'near', 'ours', 'named', 'missed'].map(total).join(' | ')} |

Named errors: ${[...kinds].map(([kind, all]) => `${kind} ${all.length}`).join(', ')}. NoPixels counts reports, directories and other files without an image.

## Not equal to the bit

Lossy codings may differ by 2 of 256 levels, and by 0.5 on average: their standards leave rounding to the decoder.

| file | largest difference | mean | why beyond tolerance |
|---|---|---|---|
${near.map(([path, { max, mean }]) => `| ${path} | ${max} | ${mean} | ${exceptions[path] ?? ''} |`).join('\n')}

## What the corpus lacks

Built by the tests out of known values and equal to the bit: lossless JPEG by all seven predictors, with restart intervals, point
transform and three components; JPEG-LS of 8 to 16 bits, signed, in each interleave mode; JPEG 2000, HTJ2K and HTJ2K with RPCL order of 8 to
16 bits, signed and in colour; JPEG 2000 part 2 (.92, .93) where it uses the tools of part 1 alone, and its refusal by name where it does not
(src/image/codings.browser.test.ts). Where dcmtk is installed, also its own big endian, deflated, RLE, JPEG-LS,
lossless by seven predictors, and 12-bit JPEG against its decoder (tests/dcmtk.test.ts).
`;
}
