import { readFileSync } from 'node:fs';
import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import type { ReportDoubt } from '#src/assistant/doubtOf.ts';
import type { EvalBrowser } from './evalBrowser.ts';
import { percentileInterval } from './groupedAuc.ts';
import { decodeText } from './labelledFilms.ts';
import type { Problem } from './problem.ts';
import { buildReportCases, readReports, sortSentences, type Fault, type ReportCase } from './reportCases.ts';
import type { Interval, ScoredSet } from './scoredFilms.ts';

/**
 * From so many log-odds beyond an operating point on, a score alone is taken to say that a report does not fit. Chosen on the same cases
 * of NIH's split val, where reports that fit stay below it nine times in ten.
 */
export const doubtfulScore = 1.93;
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

/** Reports built for the films from a file of written ones, checked by the app. Null, and a problem, where that cannot be. */
export async function measureReports(set: ScoredSet, browser: EvalBrowser, file: string, problems: Problem[]): Promise<ReportQa | null> {
  try {
    const sentences = sortSentences(readReports(decodeText(readFileSync(file))));
    const judge = async (within: ReportCase['within']): Promise<ReportQaFigures> => {
      const cases = buildReportCases(set, sentences, films, within);
      const doubts = await browser.call('checkReports', cases.map(({ filmId, text }) => ({ filmId, text })));
      return figuresOf(cases.map((each, at) => ({ ...each, doubt: doubts[at] ?? { rules: false, scores: 0 } })));
    };
    return { ...(await judge('impression')), whole: await judge('whole') };
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

function share<T>(of: readonly T[], is: (each: T) => boolean): number {
  return of.filter(is).length / of.length;
}

function recallOf(judged: readonly Judged[], flagged: (each: Judged) => boolean): Record<string, number> {
  const faults = (['added', 'removed', 'swapped'] satisfies Fault[]).filter((fault) => judged.some((each) => each.fault === fault));
  return Object.fromEntries(faults.map((fault) => [fault, share(judged.filter((each) => each.fault === fault), flagged)]));
}

function decided(judged: readonly Judged[], flagged: (each: Judged) => boolean): ReportFigures {
  const balanced = (of: readonly Judged[]): number =>
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
