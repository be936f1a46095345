import { readFileSync } from 'node:fs';
import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import type { ReportDoubt } from '#src/assistant/doubtOf.ts';
import { noEvidence, type FilmEvidence } from '#src/findings/filmEvidence.ts';
import type { ReportReview } from '#src/llm/reportReview.ts';
import type { EvalBrowser } from './evalBrowser.ts';
import { severalAtOnce, type EndpointRun } from './endpointRun.ts';
import { percentileInterval } from './groupedAuc.ts';
import { decodeText } from './labelledFilms.ts';
import type { Problem } from './problem.ts';
import { buildReportCases, readReports, sortSentences, type Fault, type ReportCase } from './reportCases.ts';
import type { EndpointFigures } from './report.ts';
import type { Interval, ScoredSet } from './scoredFilms.ts';

/**
 * From so many log-odds beyond an operating point on, a score alone is taken to say that a report does not fit. Chosen on the same cases
 * of NIH's split val, where reports that fit stay below it nine times in ten.
 */
export const doubtfulScore = 2.12;
const films = 200;

export interface ReportFigures {
  /** Mean of the shares of fitting reports let be and of faulty ones flagged. */
  readonly balancedAccuracy: number;
  readonly balancedAccuracyInterval: Interval;
  readonly specificity: number;
  readonly recall: Readonly<Record<string, number>>;
}

export interface ReportQaFigures extends ReportFigures {
  readonly cases: number;
  readonly films: number;
  readonly rules: ReportFigures;
  readonly scores: ReportFigures;
  /** Recall of each fault by the scores where at least 80 % of the fitting reports are let be. */
  readonly recallAt80: Readonly<Record<string, number>>;
  /** Of the scores' doubt about fitting reports; what `doubtfulScore` is read from on val. */
  readonly fittingScoreQuantile90: number;
}

export interface ReportQa extends ReportQaFigures {
  /** The fault stands in findings and impression alike: nothing in the report contradicts itself. */
  readonly whole: ReportQaFigures;
}

interface Judged extends Pick<ReportCase, 'patient' | 'fault' | 'filmId'> {
  readonly doubt: ReportDoubt;
}

const draws = 1000;

export interface EndpointReportFigures extends ReportFigures {
  readonly cases: number;
  /** Share of the cases that it said anything to; "cannot tell" and no answer let a report be. */
  readonly coverage: number;
}

interface Measured {
  readonly own: ReportQa;
  readonly endpoint: EndpointFigures['reportQa'];
}

/** Reports built for the films from a file of written ones, checked by the app, and by a language model where there is one. Null, and a problem, where that cannot be. */
export async function measureReports(set: ScoredSet, browser: EvalBrowser, file: string, endpoint: EndpointRun | null, problems: Problem[]): Promise<Measured | null> {
  try {
    const sentences = sortSentences(readReports(decodeText(readFileSync(file))));
    const judge = async (within: ReportCase['within']): Promise<ReportQaFigures> => {
      const cases = buildReportCases(set, sentences, films, within);
      const doubts = await browser.call('checkReports', cases.map(({ filmId, text }) => ({ filmId, text })));
      return figuresOf(cases.map((each, at) => ({ ...each, doubt: doubts[at] ?? { rules: false, scores: 0 } })));
    };
    const own = { ...(await judge('impression')), whole: await judge('whole') };
    if (!endpoint) return { own, endpoint: null };
    const evidence = new Map<string, FilmEvidence>();
    const review = async (within: ReportCase['within']): Promise<EndpointReportFigures> => {
      const cases = buildReportCases(set, sentences, films, within);
      for (const { filmId } of cases) if (!evidence.has(filmId)) evidence.set(filmId, await browser.call('evidence', { filmId }));
      const said = await severalAtOnce(cases, ({ filmId, text }) => endpoint.fits(text, evidence.get(filmId) ?? noEvidence));
      return reviewFigures(cases.map((each, at) => ({ ...each, fits: said[at] ?? null })));
    };
    return { own, endpoint: { impression: await review('impression'), whole: await review('whole') } };
  } catch (thrown) {
    problems.push({ kind: 'inputRefused', subject: '--reports', message: `No reports were checked: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, count: 0 });
    return null;
  }
}

export function figuresOf(judged: readonly Judged[]): ReportQaFigures {
  const fitting = judged.filter(({ fault }) => fault === 'none').map(({ doubt }) => doubt.scores).sort((one, other) => one - other);
  const at80 = fitting[Math.ceil(fitting.length * 0.8) - 1] ?? Number.NaN;
  const above = (threshold: number) => ({ doubt }: Judged): boolean => doubt.scores > threshold;
  return {
    cases: judged.length,
    films: new Set(judged.map(({ filmId }) => filmId)).size,
    ...decided(judged, (each) => each.doubt.rules || above(doubtfulScore)(each)),
    rules: decided(judged, ({ doubt }) => doubt.rules),
    scores: decided(judged, above(doubtfulScore)),
    recallAt80: recallOf(judged, above(at80)),
    fittingScoreQuantile90: fitting[Math.ceil(fitting.length * 0.9) - 1] ?? Number.NaN,
  };
}

/** A language model's word about each report. */
export function reviewFigures(judged: readonly (Pick<ReportCase, 'patient' | 'fault'> & { readonly fits: ReportReview['fits'] | null })[]): EndpointReportFigures {
  return { cases: judged.length, coverage: share(judged, ({ fits }) => fits === 'yes' || fits === 'no'), ...decided(judged, ({ fits }) => fits === 'no') };
}

function share<T>(of: readonly T[], is: (each: T) => boolean): number {
  return of.filter(is).length / of.length;
}

function recallOf<T extends Pick<ReportCase, 'fault'>>(judged: readonly T[], flagged: (each: T) => boolean): Record<string, number> {
  const faults = (['added', 'removed', 'swapped'] satisfies Fault[]).filter((fault) => judged.some((each) => each.fault === fault));
  return Object.fromEntries(faults.map((fault) => [fault, share(judged.filter((each) => each.fault === fault), flagged)]));
}

function decided<T extends Pick<ReportCase, 'patient' | 'fault'>>(judged: readonly T[], flagged: (each: T) => boolean): ReportFigures {
  const balanced = (of: readonly T[]): number =>
    (share(of.filter(({ fault }) => fault === 'none'), (each) => !flagged(each)) + share(of.filter(({ fault }) => fault !== 'none'), flagged)) / 2;
  const samples: number[] = [];
  bootstrapByPatient(
    judged.map(({ patient }) => patient),
    (rows) => {
      samples.push(balanced(rows.flatMap((row) => judged[row] ?? [])));
      return [0];
    },
    { draws },
  );
  return {
    balancedAccuracy: balanced(judged),
    balancedAccuracyInterval: percentileInterval(samples),
    specificity: share(judged.filter(({ fault }) => fault === 'none'), (each) => !flagged(each)),
    recall: recallOf(judged, flagged),
  };
}
