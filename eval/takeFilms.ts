import { basename } from 'node:path';
import type { EvalBrowser } from './evalBrowser.ts';
import type { EvalServer } from './evalServer.ts';
import { findFilmFiles } from './filmFiles.ts';
import type { LabelRow } from './labelledFilms.ts';
import type { TakenFilm } from './pageApi.ts';
import { EvalError, type Problem } from './problem.ts';
import type { ScoredFilm } from './scoredFilms.ts';

/** Films handed to the app at a time; after each lot its answers are safe here. */
const lot = 40;

export interface TakenFilms<Row extends LabelRow> {
  readonly films: readonly (Row & ScoredFilm)[];
  readonly problems: readonly Problem[];
}

export interface TakeFilms<Row extends LabelRow> {
  readonly folder: string;
  readonly rows: readonly Row[];
  readonly server: EvalServer;
  readonly browser: EvalBrowser;
  readonly say: (line: string) => void;
}

/**
 * Takes the films of `rows` in as the app does when they are dropped. A browser that dies is started again: what it had taken
 * in is on the disk. A lot during which it dies twice goes film by film, so that one film alone is lost.
 */
export async function takeFilms<Row extends LabelRow>({ folder, rows, server, browser, say }: TakeFilms<Row>): Promise<TakenFilms<Row>> {
  const found = findFilmFiles(folder, rows.map(({ image }) => image));
  const problems: Problem[] = [...found.problems];
  const here = rows.flatMap((row, at) => {
    const path = found.paths[at];
    return path === undefined ? [] : [{ row, path }];
  });
  if (here.length === 0) throw new EvalError({ kind: 'missingFilm', subject: folder, message: `None of the ${rows.length} films is in the folder.`, count: rows.length });
  server.offer(here.map(({ path }) => path));

  const films: (Row & ScoredFilm)[] = [];
  const rowOf = new Map<string, Row>();
  const take = (row: Row, taken: TakenFilm): void => {
    if (taken.stage === 'failed') {
      problems.push({ kind: taken.during === 'embedding' ? 'filmNotScored' : 'unreadableFilm', subject: row.image, message: `${taken.kind}: ${taken.message}`, count: 1 });
      return;
    }
    if (taken.stage === 'notAsked') {
      problems.push({ kind: 'filmNotAsked', subject: row.image, message: `The app does not ask the model about this film: ${taken.reason}.`, count: 1 });
      return;
    }
    const before = rowOf.get(taken.filmId);
    if (before) {
      problems.push({ kind: 'sameFilm', subject: row.image, message: `Its file is that of ${before.image}, byte for byte; that row counts.`, count: 1 });
      return;
    }
    rowOf.set(taken.filmId, row);
    films.push({ ...row, filmId: taken.filmId, scores: taken.scores, probabilities: taken.probabilities, pooled: taken.pooled });
  };

  const ask = async (from: number, to: number): Promise<void> => {
    const wanted = here.slice(from, to).map(({ path }, at) => ({ index: from + at, fileName: `${from + at}/${basename(path)}` }));
    for (let attempt = 0; ; attempt++) {
      try {
        const answers = await browser.call('takeIn', wanted);
        here.slice(from, to).forEach(({ row }, at) => {
          const answer = answers[at];
          if (answer) take(row, answer);
        });
        return;
      } catch (thrown) {
        const message = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown);
        problems.push({ kind: 'browserRestarted', subject: here[from]?.row.image ?? '', message: `The browser was started again: ${message}`, count: to - from });
        const started = await browser.start();
        if (!started.ok) throw new EvalError({ kind: 'modelFailed', subject: started.kind, message: started.message, count: rows.length });
        if (attempt === 0) continue;
        if (to - from === 1) {
          const row = here[from]?.row;
          if (row) take(row, { stage: 'failed', during: 'reading', kind: 'WorkerCrashed', message: 'The browser died of this film, twice.' });
          return;
        }
        for (let at = from; at < to; at++) await ask(at, at + 1);
        return;
      }
    }
  };

  const startedAt = performance.now();
  for (let from = 0; from < here.length; from += lot) {
    const to = Math.min(here.length, from + lot);
    await ask(from, to);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`  ${to} of ${here.length} films, ${Math.round(seconds)} s, about ${Math.round((seconds / to) * (here.length - to))} s to go`);
  }
  if (films.length === 0) throw new EvalError({ kind: 'filmNotScored', subject: folder, message: 'No film could be scored; what became of each is listed.', count: here.length });
  return { films, problems };
}
