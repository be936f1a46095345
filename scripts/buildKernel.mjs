// `npm run build:kernel`: src/search/kernel/scan.ts → src/search/kernelBinary.ts, byte for byte the same on every machine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = 'src/search/kernel/scan.ts';
export const target = join(root, 'src/search/kernelBinary.ts');

async function compile(features, shared = false) {
  const folder = mkdtempSync(join(tmpdir(), 'elixr-web-kernel-'));
  const binary = join(folder, 'scan.wasm');
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

/** The text of kernelBinary.ts as it should be. */
export async function buildKernel() {
  return (
    `// Made from ${source} by \`npm run build:kernel\`; a test compares them.\n\n` +
    `/** WebAssembly with 128-bit SIMD, base64. */\n${constant('simdKernel', await compile(['simd']))}\n` +
    `/** The same with relaxed SIMD. */\n${constant('relaxedKernel', await compile(['simd', 'relaxed-simd']))}\n` +
    `/** Both over a memory that threads share. */\n${constant('simdShared', await compile(['simd', 'threads'], true))}\n` +
    constant('relaxedShared', await compile(['simd', 'relaxed-simd', 'threads'], true))
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(target, await buildKernel());
