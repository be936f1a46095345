import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { shippedModel } from '#src/model/shippedModel.ts';
import { scorePhrases, searchAll } from './askApp.ts';
import { measureDataEfficient } from './dataEfficient.ts';
import { openEndpoint, type EndpointRun } from './endpointRun.ts';
import { openEvalRun, type EvalOptions, type EvalRun, type RunningApp } from './evalRun.ts';
import { decodeText, labelKey, LabelFileError, noFinding, readLabelFile, type LabelFile } from './labelledFilms.ts';
import { absenceQuery, measureAbsence } from './measureAbsence.ts';
import { measureCalibration } from './measureCalibration.ts';
import { measurePhrases, phrasesOf, type TypedPhrases } from './measurePhrases.ts';
import { measureRetrieval, readQueries, type LabelledQuery } from './measureRetrieval.ts';
import { measureSynonyms, synonymPairs, type PhrasePair } from './measureSynonyms.ts';
import { measureZeroShot } from './measureZeroShot.ts';
import { measureSource, readSourceRows, type OtherSource, type SourceFigures } from './otherSources.ts';
import { measureReports } from './measureReports.ts';
import { measureQuestions } from './measureQuestions.ts';
import type { PageFinding } from './pageApi.ts';
import { EvalError, type Problem } from './problem.ts';
import { emptyReport, type EvalReport } from './report.ts';
import type { ScoredSet } from './scoredFilms.ts';
import { takeFilms } from './takeFilms.ts';

const timedFilms = 10;
const timedRounds = 30;

/** Runs the whole evaluation. Does not reject for what is wrong with the data: `problems` says it, and what cannot be measured is null. */
export async function evaluate(options: EvalOptions): Promise<EvalReport> {
  const { say, films: folder } = options;
  const problems: Problem[] = [];
  const report = emptyReport({ films: basename(resolve(folder)), labels: basename(options.labels), split: options.split ?? null }, options.backend);
  let run: EvalRun | undefined;
  try {
    const labels = readLabels(options);
    problems.push(...labels.problems);
    const queries = readQueryFile(options, problems);
    const endpoint = options.endpoint === undefined ? null : await openEndpoint({ ...options, endpoint: options.endpoint }, process.env.ELIXR_ENDPOINT_KEY ?? '', problems);
    if (endpoint) report.endpoint = { host: endpoint.host, dialect: endpoint.dialect, model: endpoint.model, vqa: null, reportQa: null };
    run = await openEvalRun(options);
    const name = JSON.stringify([resolve(folder), resolve(options.labels), options.split, statSync(options.labels).mtimeMs]);
    const measured = await run.withApp(name, async (app) => {
      const { modelId, preprocessingVersion, backend, threads, findings } = app.model;
      Object.assign(report, { modelId, preprocessingVersion, backend, threads });
      report.machine.chromium = app.browser.version();
      problems.push(...unknownLabels(labels, findings));
      say(`${modelId} on ${backend}, ${threads} thread${threads === 1 ? '' : 's'}; ${labels.rows.length} rows of ${basename(options.labels)}`);
      const taken = await takeFilms({ folder, rows: labels.rows, say, ...app });
      problems.push(...taken.problems);
      const set: ScoredSet = { films: taken.films, findings, hasStrata: labels.hasStrata };
      Object.assign(report, { films: set.films.length, patients: new Set(set.films.map(({ patient }) => patient)).size });
      if (options.embeddings !== undefined) writeEmbeddings(options.embeddings, modelId, set);
      await measure(report, set, app, queries, options, endpoint, problems);
      return { set, directions: await app.browser.call('directions', {}) };
    });
    const opened = run;
    await attempts(say, problems)('Data-efficient', async () => {
      const taught = await measureDataEfficient(measured.set, measured.directions, opened, options, problems);
      report.dataEfficient = taught?.figures ?? null;
      report.dataEfficientComparisons = taught?.comparisons ?? null;
      report.dataEfficientLabels = taught?.labelsSaved ?? null;
    });
    if (options.vqa !== undefined) {
      const asked = await measureQuestions({ vqa: options.vqa, images: options.images, say }, run, endpoint, problems);
      report.vqa = asked?.own ?? null;
      if (report.endpoint && asked) report.endpoint.vqa = asked.endpoint;
    }
    if (options.elsewhere !== undefined) report.outOfDomain = await measureElsewhere(options.elsewhere, run, options, problems);
  } catch (thrown) {
    if (!(thrown instanceof EvalError)) throw thrown;
    problems.push(thrown.problem);
    report.failed = true;
  } finally {
    await run?.close();
  }
  report.machine.loadAfter = loadavg();
  return { ...report, problems };
}

/** Runs measures one by one; one that fails is a problem, and the others go on. */
function attempts(say: EvalOptions['say'], problems: Problem[], afterwards?: () => Promise<unknown>) {
  return async (name: string, work: () => void | Promise<void>): Promise<void> => {
    say(name);
    try {
      await work();
    } catch (thrown) {
      problems.push({ kind: 'measureSkipped', subject: name, message: messageOf(thrown), count: 0 });
      await afterwards?.().catch(() => undefined);
    }
  };
}

/** Everything that is measured on the films that are in the app now. */
async function measure(report: EvalReport, set: ScoredSet, app: RunningApp, queries: readonly LabelledQuery[], { root, say, reports }: EvalOptions, endpoint: EndpointRun | null, problems: Problem[]): Promise<void> {
  const { browser } = app;
  // What was taken in is on the disk: after a crash the next measure finds it in a fresh browser.
  const attempt = attempts(say, problems, () => browser.start());
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, 'training', 'elixr_training', name), 'utf8'));
  await attempt('Zero-shot', () => {
    report.zeroShot = measureZeroShot(set);
  });
  await attempt('Calibration', () => {
    report.calibration = measureCalibration(set);
  });
  await attempt('Typed phrases, synonyms', async () => {
    const { about: _, ...typed } = read('typed_phrases.json') as TypedPhrases & { readonly about?: never };
    const pairs = synonymPairs(typed, read('phrase_pairs.json') as PhrasePair[]);
    const scoresOf = await scorePhrases(browser, set, [...phrasesOf(typed), ...pairs.flatMap(({ one, other }) => [one, other])], problems);
    report.typedPhrases = measurePhrases(set, typed, scoresOf);
    report.synonyms = measureSynonyms(pairs, scoresOf);
  });
  await attempt('Semantic search', async () => {
    const hitsOf = await searchAll(browser, [...queries.map(({ q }) => q), ...set.findings.map(absenceQuery)], problems);
    if (queries.length > 0) report.retrieval = measureRetrieval(set.films, queries, hitsOf);
    report.absence = measureAbsence(set, hitsOf);
  });
  if (reports !== undefined) await attempt('Reports', async () => {
    const measured = await measureReports(set, browser, reports, endpoint, problems);
    report.reportQa = measured?.own ?? null;
    if (report.endpoint && measured) report.endpoint.reportQa = measured.endpoint;
  });
  await attempt('Time', () => measureTime(report, app, Math.min(timedFilms, set.films.length)));
}

function readLabels({ labels, split, films }: EvalOptions): LabelFile {
  const refuse = (subject: string, message: string): EvalError => new EvalError({ kind: 'inputRefused', subject, message, count: 0 });
  if (!existsSync(films) || !statSync(films).isDirectory()) throw refuse('--films', `There is no folder ${films}.`);
  if (!existsSync(labels) || !statSync(labels).isFile()) throw refuse('--labels', `There is no file ${labels}.`);
  try {
    return readLabelFile(decodeText(readFileSync(labels)), split);
  } catch (thrown) {
    if (thrown instanceof LabelFileError) throw refuse('--labels', thrown.message);
    if (thrown instanceof Error && thrown.name === 'LabelsUnreadable') throw refuse('--labels', `The label file cannot be read: ${thrown.message}.`);
    throw thrown;
  }
}

/** A file that cannot be read costs the search measures alone. */
function readQueryFile({ queries, root }: EvalOptions, problems: Problem[]): readonly LabelledQuery[] {
  const refuse = (message: string): void => void problems.push({ kind: 'inputRefused', subject: '--queries', message, count: 1 });
  try {
    const read = readQueries(decodeText(readFileSync(queries ?? join(root, 'eval', 'queries.json'))));
    read.refused.forEach(refuse);
    return read.queries;
  } catch (thrown) {
    refuse(`The queries cannot be read: ${messageOf(thrown)}.`);
    return [];
  }
}

/** Labels that the model's card has no finding for. Their films count, for the findings that they do have and against the others. */
function unknownLabels({ labelCounts }: LabelFile, findings: readonly PageFinding[]): Problem[] {
  const known = new Set([noFinding, ...findings.flatMap(({ id, name }) => [labelKey(id), labelKey(name)])]);
  return [...labelCounts]
    .filter(([label]) => !known.has(labelKey(label)))
    .map(([label, count]) => ({ kind: 'unknownLabel', subject: label, message: 'The model card has no such finding: zero-shot leaves the label out, its films stay.', count }));
}

function writeEmbeddings(path: string, modelId: string | null, { films }: ScoredSet): void {
  writeFileSync(path, JSON.stringify({ modelId, films: films.map(({ image, pooled }) => ({ image, pooled })) }));
}

/** Both passes and preprocessing of a decoded film, in a page without threads. */
async function measureTime(report: EvalReport, { browser, model: { backend } }: RunningApp, count: number): Promise<void> {
  const loadAverage = loadavg();
  const films = Array.from({ length: count }, (_, index) => ({ index, fileName: '' }));
  const { threads, milliseconds } = await browser.time({ model: shippedModel, backend: backend === 'webgpu' ? 'webgpu' : 'wasm', films, rounds: timedRounds });
  const sorted = milliseconds.toSorted((a, b) => a - b);
  report.millisecondsPerFilm = sorted[sorted.length >> 1] ?? null;
  report.timing = { threads, rounds: sorted.length, fastest: sorted[0] ?? null, slowest: sorted.at(-1) ?? null, loadAverage };
}

/** Sets of other origins, each in an app of its own and compared within itself alone. One that is not there is a problem. */
async function measureElsewhere(folder: string, run: EvalRun, { root, say }: EvalOptions, problems: Problem[]): Promise<SourceFigures[]> {
  const sources = JSON.parse(readFileSync(join(root, 'eval', 'sources.json'), 'utf8')) as OtherSource[];
  const figures: SourceFigures[] = [];
  for (const source of sources) {
    say(`Out of domain: ${source.source}`);
    try {
      const rows = readSourceRows(decodeText(readFileSync(join(folder, source.labels))), source);
      await run.withApp(`${source.source} ${resolve(folder)}`, async (app) => {
        const taken = await takeFilms({ folder: join(folder, source.films), rows, say, ...app });
        problems.push(...taken.problems.map((problem) => ({ ...problem, subject: `${source.source}/${problem.subject}` })));
        figures.push(measureSource(source, taken.films, app.model.findings));
      });
    } catch (thrown) {
      problems.push({ kind: 'sourceSkipped', subject: source.source, message: `The source was not measured: ${messageOf(thrown)}.`, count: 0 });
    }
  }
  return figures;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
}
