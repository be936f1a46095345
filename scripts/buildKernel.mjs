// `npm run build:kernel`: src/search/kernel/scan.ts → src/search/kernelBinary.ts and src/image/kernel/extremes.ts →
// src/image/extremesBinary.ts, byte for byte the same on every machine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scan = 'src/search/kernel/scan.ts';
const extremes = 'src/image/kernel/extremes.ts';

async function compile(source, features, shared = false) {
  const folder = mkdtempSync(join(tmpdir(), 'elixr-web-kernel-'));
  const binary = join(folder, 'kernel.wasm');
  const { error, stderr } = await asc.main([
    source, '--baseDir', root, '--outFile', binary, '--runtime', 'stub', '--importMemory', '--noAssert', '-O3', '--converge',
    ...(shared ? ['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'] : []),
    ...features.flatMap((feature) => ['--enable', feature]),
  ]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(binary);
  rmSync(folder, { recursive: true });
  return bytes.toString('base64');
}

const constant = (name, base64) =>
  `export const ${name} =\n${(base64.match(/.{1,120}/g) ?? []).map((line) => `  '${line}'`).join(' +\n')};\n`;
const madeFrom = (source) => `// Made from ${source} by \`npm run build:kernel\`; a test compares them.\n\n`;

/** The files made, by their paths from the root, as they should be. */
export async function buildKernels() {
  return {
    'src/search/kernelBinary.ts':
      `${madeFrom(scan)}/** WebAssembly with 128-bit SIMD, base64. */\n${constant('simdKernel', await compile(scan, ['simd']))}\n` +
      `/** The same with relaxed SIMD. */\n${constant('relaxedKernel', await compile(scan, ['simd', 'relaxed-simd']))}\n` +
      `/** Both over a memory that threads share. */\n${constant('simdShared', await compile(scan, ['simd', 'threads'], true))}\n` +
      constant('relaxedShared', await compile(scan, ['simd', 'relaxed-simd', 'threads'], true)),
    'src/image/extremesBinary.ts': `${madeFrom(extremes)}/** WebAssembly with 128-bit SIMD, base64. */\n${constant('extremesKernel', await compile(extremes, ['simd']))}`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of Object.entries(await buildKernels())) writeFileSync(join(root, path), text);
}
