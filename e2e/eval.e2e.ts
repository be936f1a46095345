import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';
import { shippedModel } from '#src/model/shippedModel.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';
import { startReferenceServer } from '../tests/endpoint/startReferenceServer.ts';
import type { EvalReport } from '../eval/report.ts';

const root = resolve(import.meta.dirname, '..');
const samples = 12;

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elixr-web-eval-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...options: string[]): { readonly status: number | null; readonly output: string; readonly report: EvalReport } {
  const out = join(folder, 'report.json');
  rmSync(out, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'eval.mjs'), ...options, '--out', out], { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr, report: JSON.parse(readFileSync(out, 'utf8')) as EvalReport };
}

/** A film of 3 × 3 pixels. */
function speck(): Uint8Array {
  const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });
  return writeDicom(
    [
      { tag: '00080060', vr: 'CS', value: 'DX' }, { tag: '00280004', vr: 'CS', value: 'MONOCHROME2' }, count('00280002', 1), count('00280010', 3), count('00280011', 3),
      count('00280100', 8), count('00280101', 8), count('00280102', 7), count('00280103', 0), { tag: '7FE00010', vr: 'OB', value: Uint8Array.from([0, 9, 0, 9, 90, 9, 0, 9, 0, 0]) },
    ],
    { sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1', sopInstanceUid: '2.25.33' },
  );
}

/** A folder as anybody might have it: sub-folders, names without endings in the table, semicolons, no stratum, and what goes wrong. */
function writeFolder(): { readonly films: string; readonly labels: string } {
  const films = join(folder, 'films');
  mkdirSync(join(films, 'more'), { recursive: true });
  const rows = ['\uFEFFimage;split;labels;patient;age;sex;view'];
  for (let index = 0; index < samples; index++) {
    const { name, bytes } = renderSample(index, 128);
    writeFileSync(join(films, index % 2 ? 'more' : '.', name), bytes);
    const label = index < 6 ? 'Effusion' : index === 6 ? 'Support Devices' : 'No Finding';
    rows.push(`${name.replace('.dcm', '')};test;${label};p${index >> 1};${40 + index};${index % 2 ? 'F' : 'M'};PA`);
  }
  writeFileSync(join(films, 'speck.dcm'), speck());
  writeFileSync(join(films, 'cut.dcm'), renderSample(0, 128).bytes.slice(0, 2000));
  rows.push('speck.dcm;test;Effusion;x;50;M;PA', 'cut.dcm;test;Effusion;x;50;M;PA', 'gone.png;test;Effusion;x;50;M;PA', 'other.png;train;Mass;y;50;M;PA');
  const labels = join(folder, 'labels.csv');
  writeFileSync(labels, rows.join('\r\n'));
  return { films, labels };
}

test('the evaluation measures a folder, and names all that it leaves out', () => {
  const { films, labels } = writeFolder();
  const { status, output, report } = run('--films', films, '--labels', labels, '--split', 'test');
  expect(status, output).toBe(0);
  expect(report).toMatchObject({ films: samples, patients: samples / 2, backend: 'wasm', failed: false, source: { split: 'test' } });
  expect(report.modelId).not.toBe('');
  expect(report.millisecondsPerFilm).toBeGreaterThan(0);
  expect(report.timing?.threads).toBe(1);

  expect(report.zeroShot).toMatchObject({ findings: 1, withinStrata: false });
  const [effusion] = report.zeroShot?.perFinding ?? [];
  expect(effusion).toMatchObject({ finding: 'effusion', positives: 6, films: samples });
  expect(report.zeroShot?.meanAuc).toBe(effusion?.auc);
  expect(report.zeroShot?.meanAucPlain).toBe(effusion?.auc);
  expect(report.zeroShot?.meanAucInterval?.[0]).toBeLessThanOrEqual(effusion?.auc ?? -1);
  expect(report.zeroShot?.leftOut).toContainEqual({ finding: 'mass', positives: 0 });
  expect(report.typedPhrases?.sets.map(({ set }) => set)).toEqual(expect.arrayContaining(['building', 'kept back']));
  expect(report.typedPhrases?.sets[0]?.phrases.map(({ finding }) => finding)).toEqual(['effusion', 'effusion']);
  expect(report.synonyms?.sets[0]?.pairs).toBeGreaterThan(10);

  expect(report.retrieval?.queries.map(({ q, relevant }) => [q, relevant])).toEqual([['pleural effusion', 6], ['normal chest radiograph', 5]]);
  expect(report.retrieval?.queries[0]?.grades).toHaveLength(5);
  expect(report.retrieval?.notApplicable).toHaveLength(17);

  const named = report.problems.map(({ kind, subject }) => [kind, subject]);
  expect(named).toContainEqual(['missingFilm', 'gone.png']);
  expect(named).toContainEqual(['unreadableFilm', 'cut.dcm']);
  expect(named).toContainEqual(['filmNotAsked', 'speck.dcm']);
  expect(named).toContainEqual(['unknownLabel', 'Support Devices']);
  expect(named).toContainEqual(['noStratumColumn', 'stratum']);
  expect(named).toHaveLength(5);
  expect(output).toContain('gone.png');
});

test('a language model is put behind the same questions, with the evidence of each film', async () => {
  const server = await startReferenceServer();
  test.skip(server === null, 'the reference server does not run');
  if (!server) return;
  try {
    const { films, labels } = writeFolder();
    const plan = await server.plan({ kind: 'answer', text: '{"answer":"No."}' });
    const ask = (index: number, question: string, answer: string): object => ({ image_name: renderSample(index, 128).name, question, answer, answer_type: 'CLOSED', question_type: 'PRES' });
    const vqa = join(folder, 'qa.json');
    writeFileSync(vqa, JSON.stringify([ask(0, 'Is there an effusion?', 'no'), ask(2, 'Is the heart enlarged?', 'Yes'), ask(4, 'Is there a pneumothorax?', 'No')]));
    const none = join(folder, 'none.jsonl');
    writeFileSync(none, '');
    const { status, output, report } = run('--films', films, '--labels', labels, '--split', 'test', '--built', '--vqa', vqa, '--images', films, '--reports', none, '--endpoint', `${plan.url}/v1`, '--llm', 'm');
    expect(status, output).toBe(0);
    expect(report.vqa?.questions).toBe(3);
    expect(report.endpoint).toMatchObject({ dialect: 'openai-chat', model: 'm', reportQa: null, vqa: { questions: 3, coverage: 1, closedAccuracy: 0.666667 } });
    const seen = await plan.seen();
    expect(seen.map(({ fault }) => fault)).toEqual([null, null, null]);
    expect(seen.every(({ body }) => body.includes('calibrated probability') && body.includes('most alike films'))).toBe(true);
  } finally {
    server.close();
  }
});

test('damaged weights are named, and there are no figures', () => {
  const { films, labels } = writeFolder();
  const model = join(folder, 'model');
  cpSync(join(root, 'public', 'models', shippedModel), model, { recursive: true });
  const weights = readFileSync(join(model, 'image.safetensors'));
  weights[weights.length >> 1] = (weights[weights.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(model, 'image.safetensors'), weights);
  const { status, report } = run('--films', films, '--labels', labels, '--model', model, '--built');
  expect(status).toBe(1);
  expect(report).toMatchObject({ failed: true, zeroShot: null, films: 0 });
  expect(report.problems.at(-1)).toMatchObject({ kind: 'modelFailed', subject: 'ModelCorrupt', message: expect.stringContaining('image.safetensors') });
});

test('a killed run is gone on with by the same command, and nothing is lost', async () => {
  const { films, labels } = writeFolder();
  const options = ['--films', films, '--labels', labels, '--split', 'test', '--built'];
  const killed = spawn(process.execPath, [join(root, 'scripts', 'eval.mjs'), ...options, '--out', join(folder, 'report.json')], { cwd: root });
  const ended = once(killed, 'exit');
  let said = '';
  killed.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (/\d+ of \d+ films/.test(said)) killed.kill('SIGKILL');
  });
  expect(await ended, said).toEqual([null, 'SIGKILL']);
  const { status, output, report } = run(...options);
  expect(status, output).toBe(0);
  expect(output).toContain('Going on with what an earlier run had taken in.');
  expect(report).toMatchObject({ films: samples, failed: false });
  expect(report.problems.map(({ kind }) => kind)).not.toContain('browserRestarted');
  expect(run(...options).output).not.toContain('Going on');
});

test('a split that is not there is refused with those that are', () => {
  const { films, labels } = writeFolder();
  const { status, report } = run('--films', films, '--labels', labels, '--split', 'tset');
  expect(status).toBe(1);
  expect(report.problems.at(-1)?.message).toContain('"test", "train"');
});
