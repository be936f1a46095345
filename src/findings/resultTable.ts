/** One row of an exported result: nothing of it names a patient but the file's name, which is the user's own. */
export interface ResultRow {
  readonly rank: number;
  readonly fileName: string;
  readonly filmId: string;
  readonly score: number | null;
  readonly earnedBy: string;
  readonly mark: 'right' | 'wrong' | '';
  /** True for a film that the gate stopped and the reader had scored anyway. */
  readonly outsideDomain: boolean;
}

export interface ResultTable {
  readonly query: string;
  readonly modelId: string;
  readonly tags: readonly string[];
  readonly rows: readonly ResultRow[];
}

/**
 * RFC 4180. A text cell that begins with = + - @, tab or carriage return gets an apostrophe before it: a spreadsheet would
 * run it as a formula.
 */
export function toCsv({ query, modelId, tags, rows }: ResultTable): string {
  const text = (value: string): string => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const head = ['rank', 'file', 'film', 'score', 'earned by', 'mark', 'outside domain', 'query', 'model', 'tags'];
  const lines = rows.map(({ rank, fileName, filmId, score, earnedBy, mark, outsideDomain }) =>
    [rank, text(fileName), text(filmId), score ?? '', text(earnedBy), text(mark), outsideDomain, text(query), text(modelId), text(tags.join('; '))].join(','),
  );
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
}

export function toJson(table: ResultTable): string {
  return `${JSON.stringify({ format: 'elixr-web-result', version: 1, ...table }, null, 2)}\n`;
}
