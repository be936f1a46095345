import { cpus, loadavg, totalmem } from 'node:os';
import type { Absence } from './measureAbsence.ts';
import type { Calibration } from './measureCalibration.ts';
import type { TypedPhraseFigures } from './measurePhrases.ts';
import type { Retrieval } from './measureRetrieval.ts';
import type { Synonyms } from './measureSynonyms.ts';
import type { LabelsSaved, TaughtComparison, TaughtFigures } from './measureTeaching.ts';
import type { ZeroShot } from './measureZeroShot.ts';
import type { SourceFigures } from './otherSources.ts';
import type { EndpointReportFigures, ReportQa } from './measureReports.ts';
import type { Vqa } from './measureVqa.ts';
import type { Problem } from './problem.ts';

/** What the command writes; docs/eval.md documents every key. What was not measured is null. */
export interface EvalReport {
  readonly format: 'elixr-web-eval';
  readonly version: 1;
  readonly date: string;
  readonly source: { readonly films: string; readonly labels: string; readonly split: string | null };
  modelId: string | null;
  preprocessingVersion: number | null;
  backend: string;
  threads: number | null;
  films: number;
  patients: number;
  /** Median, one thread on WASM. */
  millisecondsPerFilm: number | null;
  timing: { readonly threads: number; readonly rounds: number; readonly fastest: number | null; readonly slowest: number | null; readonly loadAverage: readonly number[] } | null;
  zeroShot: ZeroShot | null;
  typedPhrases: TypedPhraseFigures | null;
  retrieval: Retrieval | null;
  calibration: Calibration | null;
  synonyms: Synonyms | null;
  absence: Absence | null;
  dataEfficient: readonly TaughtFigures[] | null;
  dataEfficientComparisons: readonly TaughtComparison[] | null;
  dataEfficientLabels: readonly LabelsSaved[] | null;
  outOfDomain: readonly SourceFigures[] | null;
  vqa: Vqa | null;
  reportQa: ReportQa | null;
  /** The same questions and reports, by a language model. */
  endpoint: EndpointFigures | null;
  /** True where the run gave no figures at all. */
  failed: boolean;
  readonly problems: readonly Problem[];
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly node: string;
    chromium: string;
    readonly loadBefore: readonly number[];
    loadAfter: readonly number[];
  };
}

export interface EndpointFigures {
  readonly host: string;
  readonly dialect: string;
  readonly model: string;
  vqa: Vqa | null;
  /** The fault in the impression, and in the whole report. */
  reportQa: { readonly impression: EndpointReportFigures; readonly whole: EndpointReportFigures } | null;
}

export function emptyReport(source: EvalReport['source'], backend: string): EvalReport {
  return {
    format: 'elixr-web-eval',
    version: 1,
    date: new Date().toISOString(),
    source,
    modelId: null,
    preprocessingVersion: null,
    backend,
    threads: null,
    films: 0,
    patients: 0,
    millisecondsPerFilm: null,
    timing: null,
    zeroShot: null,
    typedPhrases: null,
    retrieval: null,
    calibration: null,
    synonyms: null,
    absence: null,
    dataEfficient: null,
    dataEfficientComparisons: null,
    dataEfficientLabels: null,
    outOfDomain: null,
    vqa: null,
    reportQa: null,
    endpoint: null,
    failed: false,
    problems: [],
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
      chromium: '',
      loadBefore: loadavg(),
      loadAfter: loadavg(),
    },
  };
}

/** JSON of a report: six digits, and null for what is no number. */
export function reportJson(report: EvalReport): string {
  const plain = (_: string, value: unknown): unknown => (typeof value === 'number' ? (Number.isFinite(value) ? Number(value.toFixed(6)) : null) : value);
  return `${JSON.stringify(report, plain, 2)}\n`;
}
