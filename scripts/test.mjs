// `npm test`: installs what it needs, runs every stage, closes with one line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemChromium } from './chromium.mjs';
import { checkNode, installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'elixr-web-tests-'));
const bin = (name) => join(root, 'node_modules', name);

function run(command, commandArguments, environment = {}) {
  const { status, error } = spawnSync(command, commandArguments, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  if (error) console.error(String(error.message));
  return status === 0;
}

const node = (...commandArguments) => run(process.execPath, commandArguments);

/** A system browser, else Debian's package where this is root on Debian, else Playwright's own. */
async function findBrowser() {
  if (systemChromium()) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing the chromium package …');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { DEBIAN_FRONTEND: 'noninteractive' });
    if (systemChromium()) return;
  }
  const { chromium } = await import('playwright');
  if (existsSync(chromium.executablePath())) return;
  console.error('There is no Chromium. Install one, or run:  npx playwright install chromium');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

/** Counts of a Vitest or a Playwright JSON report; a stage that wrote none has failed as a whole. */
function countReport(path, succeeded) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: [] };
  const report = JSON.parse(readFileSync(path, 'utf8'));
  if (report.stats) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    const failed = unexpected + flaky;
    return { passed: expected, failed: failed || (succeeded ? 0 : 1), skipped: skipped > 0 ? [`${skipped} end-to-end`] : [] };
  }
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed').length;
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failed || (succeeded ? 0 : 1),
    skipped: tests.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ fullName }) => fullName),
  };
}

function vitest(project) {
  const path = join(reports, `${project}.json`);
  const succeeded = node(join(bin('vitest'), 'vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`);
  return countReport(path, succeeded);
}

function whole(succeeded) {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: [] };
}

const stages = {
  types: () => whole(['page', 'worker', 'node'].every((project) => node(join(bin('typescript'), 'bin', 'tsc'), '-p', `tsconfig.${project}.json`))),
  lint: () => whole(node(join(bin('eslint'), 'bin', 'eslint.js'), '.', '--max-warnings', '0')),
  unit: () => vitest('unit'),
  browser: () => vitest('browser'),
  fuzz: () => {
    const succeeded = node(join(root, 'scripts', 'fuzz.mjs'), '--mutants', '500');
    const corpus = existsSync(join(resolve(root, process.env.SHARED_DIR ?? '../shared'), 'dicom'));
    return { ...whole(succeeded), skipped: corpus ? [] : ['fuzz: the corpus (built films alone were mutated)'] };
  },
  build: () => whole(node(join(bin('vite'), 'bin', 'vite.js'), 'build', '--logLevel', 'error')),
  e2e: () => {
    const path = join(reports, 'e2e.json');
    const succeeded = run(process.execPath, [join(bin('@playwright/test'), 'cli.js'), 'test'], { PLAYWRIGHT_JSON_OUTPUT_NAME: path });
    return countReport(path, succeeded);
  },
};

checkNode();
installPackages(root);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}.`);
  process.exit(1);
}
const chosen = asked.length > 0 ? asked : Object.keys(stages);
if (['browser', 'fuzz', 'e2e'].some((name) => chosen.includes(name))) await findBrowser();

const total = { passed: 0, failed: 0, skipped: [] };
for (const name of chosen) {
  console.log(`\n── ${name}`);
  const startedAt = Date.now();
  const { passed, failed, skipped } = stages[name]();
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped);
  console.log(`── ${name}: ${passed} passed, ${failed} failed, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
rmSync(reports, { recursive: true });
if (total.skipped.length > 0) console.log(`\nSKIPPED (${total.skipped.length}):\n  ${total.skipped.join('\n  ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
