import { fewestPositives, groupedAuc, type AucColumn } from './groupedAuc.ts';
import { labelKey } from './labelledFilms.ts';
import type { PageFinding } from './pageApi.ts';
import type { Interval, ScoredFilm, ScoredSet } from './scoredFilms.ts';

export interface FindingAuc {
  readonly finding: string;
  /** Within strata where there are any. */
  readonly auc: number;
  readonly aucInterval: Interval;
  readonly aucPlain: number;
  readonly positives: number;
  readonly films: number;
}

export interface ZeroShot {
  readonly meanAuc: number;
  readonly meanAucInterval: Interval;
  readonly meanAucPlain: number;
  /** Findings in the mean. */
  readonly findings: number;
  readonly withinStrata: boolean;
  readonly perFinding: readonly FindingAuc[];
  /** Findings of the card with too few positives, or none. */
  readonly leftOut: readonly { readonly finding: string; readonly positives: number }[];
  readonly bySex: readonly GroupAuc[];
  readonly byAge: readonly GroupAuc[];
  readonly byView: readonly GroupAuc[];
}

/** The mean over the findings that have enough positives within the group. */
export interface GroupAuc {
  readonly group: string;
  readonly films: number;
  readonly findings: number;
  readonly meanAuc: number;
  readonly meanAucInterval: Interval;
}

const draws = 1000;
const groupDraws = 200;
const ageBands = [[0, 18], [18, 40], [40, 60], [60, 200]] as const;

/** Whether each film has the finding's label. */
export function positivesOf(films: readonly ScoredFilm[], { id, name }: Pick<PageFinding, 'id' | 'name'>): boolean[] {
  const keys = [labelKey(id), labelKey(name)];
  return films.map(({ labels }) => keys.some((key) => labels.has(key)));
}

export const countOf = (positive: readonly boolean[]): number => positive.filter(Boolean).length;

export function rowsOf(films: readonly ScoredFilm[]): { readonly patients: string[]; readonly strata: string[] } {
  return { patients: films.map(({ patient }) => patient), strata: films.map(({ stratum }) => stratum) };
}

interface Asked extends AucColumn {
  readonly positives: number;
}

function columnsOf(films: readonly ScoredFilm[], findings: readonly PageFinding[]): Asked[] {
  return findings.map((finding, at) => {
    const positive = positivesOf(films, finding);
    return { group: finding.id, positive, positives: countOf(positive), scores: films.map(({ scores }) => scores[at] ?? Number.NaN) };
  });
}

const enough = ({ positives, positive }: Asked): boolean => positives >= fewestPositives && positives < positive.length;

/** Zero-shot AUC per finding and its mean, as the findings panel scores films. */
export function measureZeroShot({ films, findings, hasStrata }: ScoredSet): ZeroShot {
  const columns = columnsOf(films, findings);
  const kept = columns.filter(enough);
  const figures = groupedAuc(kept, rowsOf(films), draws);
  return {
    meanAuc: figures.meanAuc,
    meanAucInterval: figures.meanAucInterval,
    meanAucPlain: figures.meanAucPlain,
    findings: kept.length,
    withinStrata: hasStrata,
    perFinding: kept.map(({ group, positives }, at) => ({
      finding: group,
      auc: figures.columns[at]?.auc ?? Number.NaN,
      aucInterval: figures.columns[at]?.aucInterval ?? null,
      aucPlain: figures.columns[at]?.aucPlain ?? Number.NaN,
      positives,
      films: films.length,
    })),
    leftOut: columns.filter((column) => !enough(column)).map(({ group, positives }) => ({ finding: group, positives })),
    bySex: groups(films, findings, ['F', 'M'].map((sex) => [sex, (film) => film.sex === sex])),
    byAge: groups(films, findings, ageBands.map(([from, to]) => [to === 200 ? `${from} and over` : `${from}–${to - 1}`, ({ age }) => age >= from && age < to])),
    byView: groups(films, findings, ['PA', 'AP'].map((view) => [view, (film) => film.view === view])),
  };
}

function groups(films: readonly ScoredFilm[], findings: readonly PageFinding[], wanted: readonly (readonly [name: string, has: (film: ScoredFilm) => boolean])[]): GroupAuc[] {
  return wanted.flatMap(([group, has]) => {
    const members = films.filter(has);
    const columns = columnsOf(members, findings).filter(enough);
    if (columns.length === 0) return members.length === 0 ? [] : [{ group, films: members.length, findings: 0, meanAuc: Number.NaN, meanAucInterval: null }];
    const { meanAuc, meanAucInterval } = groupedAuc(columns, rowsOf(members), groupDraws);
    return [{ group, films: members.length, findings: columns.length, meanAuc, meanAucInterval }];
  });
}
