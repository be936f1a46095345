import { rocPointAt } from '#src/findings/rankCurves.ts';
import { readCsv } from '#src/lib/csvRows.ts';
import { groupedAuc } from './groupedAuc.ts';
import { labelKey, type LabelRow } from './labelledFilms.ts';
import { countOf } from './measureZeroShot.ts';
import type { PageFinding } from './pageApi.ts';
import type { Interval, ScoredFilm } from './scoredFilms.ts';

/** A set of another origin: what its columns mean, and what of the card's findings can be asked of it. eval/sources.json. */
export interface OtherSource {
  readonly source: string;
  /** Folder and label file, below the folder of all sources. */
  readonly films: string;
  readonly labels: string;
  /** Whose films they are: stands beside every figure. */
  readonly people: string;
  readonly columns: { readonly image: string; readonly patient: string; readonly stratum?: string };
  readonly tasks: readonly SourceTask[];
}

export interface SourceTask {
  /** Of the card, by id. */
  readonly finding: string;
  readonly asks: string;
  readonly column: string;
  /** Values of the column; "*" is any but the empty one. Films with other values are left out. */
  readonly positive: readonly string[];
  readonly negative: readonly string[];
}

export interface TaskFigures {
  readonly finding: string;
  readonly asks: string;
  /** Within the source's views where it names them. */
  readonly auc: number;
  readonly aucInterval: Interval;
  readonly aucPlain: number;
  readonly positives: number;
  readonly negatives: number;
  /** At the card's threshold. */
  readonly sensitivity: number | null;
  readonly specificity: number | null;
}

export interface SourceFigures {
  readonly source: string;
  readonly people: string;
  readonly films: number;
  readonly patients: number;
  readonly tasks: readonly TaskFigures[];
}

/** A row with all of its cells, by column. */
export interface SourceRow extends LabelRow {
  readonly cells: Readonly<Record<string, string>>;
}

const draws = 1000;

/** Rows of a source's own label file. Throws a `TypeError` that names a missing column. */
export function readSourceRows(csv: string, { columns, tasks }: OtherSource): readonly SourceRow[] {
  const [header = [], ...lines] = readCsv(csv);
  for (const name of [...Object.values(columns), ...tasks.map(({ column }) => column)]) {
    if (!header.includes(name)) throw new TypeError(`there is no column "${name}"; there are ${header.join(', ')}`);
  }
  return lines.map((line) => {
    const cells = Object.fromEntries(header.map((name, at) => [name, (line[at] ?? '').trim()]));
    const image = cells[columns.image] ?? '';
    return {
      image,
      cells,
      labels: new Set<string>(),
      patient: cells[columns.patient] || image,
      stratum: columns.stratum === undefined ? '' : labelKey(cells[columns.stratum] ?? ''),
      sex: '',
      age: Number.NaN,
      view: '',
    };
  });
}

const has = (values: readonly string[], value: string): boolean => values.includes(value) || (value !== '' && values.includes('*'));

/** Each task's finding, among the films of this source alone. */
export function measureSource({ source, people, tasks }: OtherSource, films: readonly (ScoredFilm & Pick<SourceRow, 'cells'>)[], findings: readonly PageFinding[]): SourceFigures {
  return {
    source,
    people,
    films: films.length,
    patients: new Set(films.map(({ patient }) => patient)).size,
    tasks: tasks.flatMap(({ finding: id, asks, column, positive: yes, negative: no }) => {
      const at = findings.findIndex((finding) => finding.id === id);
      const finding = findings[at];
      if (!finding) return [];
      const judged = films.filter(({ cells }) => has(yes, cells[column] ?? '') || has(no, cells[column] ?? ''));
      const positive = judged.map(({ cells }) => has(yes, cells[column] ?? ''));
      const scores = judged.map((film) => film.scores[at] ?? Number.NaN);
      const rows = { patients: judged.map(({ patient }) => patient), strata: judged.map(({ stratum }) => stratum) };
      const { columns: [figures] } = groupedAuc([{ group: id, scores, positive }], rows, draws);
      const point = finding.threshold === null ? null : rocPointAt({ scores, positive }, finding.threshold);
      return [{
        finding: id,
        asks,
        auc: figures?.auc ?? Number.NaN,
        aucInterval: figures?.aucInterval ?? null,
        aucPlain: figures?.aucPlain ?? Number.NaN,
        positives: countOf(positive),
        negatives: positive.length - countOf(positive),
        sensitivity: point?.sensitivity ?? null,
        specificity: point?.specificity ?? null,
      }];
    }),
  };
}
