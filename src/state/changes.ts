import { toAppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { FilmRecord } from '#src/archive/archiveApi.ts';
import type { Notice } from '#src/image/imageApi.ts';
import type { Failure, Film, FilmScoring, IntakeLine, IntakeStatus } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { withoutFilms } from '#src/state/conversations.ts';
import { stopOf } from '#src/state/filmGate.ts';
import { revokeThumbnail } from '#src/state/thumbnailUrl.ts';

/** `thrown` as the data that the wording needs. */
export function failureOf(thrown: unknown): Failure {
  const { kind, facts } = toAppError(thrown);
  return { kind, facts };
}

/** `record` as a film that nobody has scored yet. */
export function filmOf(record: FilmRecord, kept: boolean): Film {
  const reason = record.kind === 'film' ? stopOf(record) : 'notAnImage';
  return { record, kept, scoring: reason ? { stage: 'notAsked', reason } : { stage: 'waiting' } };
}

export function addFilms(store: AppStore, added: readonly Film[]): void {
  store.setState(({ films, order }) => ({
    films: new Map([...films, ...added.map((film) => [film.record.filmId, film] as const)]),
    order: [...order, ...added.map((film) => film.record.filmId)],
  }));
}

/** Changes films that are still here; one that has been removed meanwhile stays removed. */
export function changeFilms(store: AppStore, changes: ReadonlyMap<FilmId, Partial<Pick<Film, 'record' | 'kept' | 'scoring'>>>): void {
  store.setState(({ films }) => {
    const changed = new Map(films);
    for (const [filmId, change] of changes) {
      const film = films.get(filmId);
      if (film) changed.set(filmId, { ...film, ...change });
    }
    return { films: changed };
  });
}

export function setScoring(store: AppStore, filmId: FilmId, scoring: FilmScoring): void {
  changeFilms(store, new Map([[filmId, { scoring }]]));
}

/** Takes films out of the state, and out of all that shows them. */
export function forgetFilms(store: AppStore, gone: ReadonlySet<FilmId>): void {
  const { films, order, selected, search, marks, ask, conversations, reading, annotations } = store.getState();
  for (const filmId of gone) {
    const thumbnail = films.get(filmId)?.record.thumbnail;
    if (thumbnail) revokeThumbnail(thumbnail);
  }
  const left = order.filter((filmId) => !gone.has(filmId));
  const searchGone = search.stage !== 'idle' && search.of.kind !== 'phrase' && gone.has(search.of.filmId);
  store.setState({
    films: new Map([...films].filter(([filmId]) => !gone.has(filmId))),
    order: left,
    annotations: new Map([...annotations].filter(([filmId]) => !gone.has(filmId))),
    reading: { ...reading, panes: reading.panes.map((filmId) => (filmId && gone.has(filmId) ? null : filmId)), question: null },
    selected: selected !== null && gone.has(selected) ? neighbourOf(selected, order, left) : selected,
    marks: new Map([...marks].filter(([filmId]) => !gone.has(filmId))),
    search: searchGone
      ? { stage: 'idle' }
      : search.stage === 'done'
        ? { ...search, hits: search.hits.filter((hit) => !gone.has(hit.filmId)) }
        : search,
    ask: ask.stage !== 'idle' && gone.has(ask.filmId) ? { stage: 'idle' } : ask,
    conversations: withoutFilms(conversations, gone),
  });
}

/** The film after a removed one, else the last that is left. */
function neighbourOf(removed: FilmId, order: readonly FilmId[], left: readonly FilmId[]): FilmId | null {
  const remaining = new Set(left);
  const after = order.slice(order.indexOf(removed) + 1).find((filmId) => remaining.has(filmId));
  return after ?? left.at(-1) ?? null;
}

export function setLine(store: AppStore, lineId: number, status: IntakeStatus, notices?: readonly Notice[]): void {
  store.setState(({ intake }) => {
    const at = intake.findIndex((line) => line.lineId === lineId);
    const line = intake[at];
    return line ? { intake: intake.with(at, { ...line, status, ...(notices ? { notices } : {}) }) } : {};
  });
}

/** Adds lines after that of `lineId`, or at the end. */
export function addLines(store: AppStore, lines: readonly IntakeLine[], lineId?: number): void {
  store.setState(({ intake }) => {
    const at = lineId === undefined ? intake.length : intake.findIndex((line) => line.lineId === lineId) + 1;
    return { intake: [...intake.slice(0, at), ...lines, ...intake.slice(at)] };
  });
}

/** Brings the lines named into the order in which they are named; the places that they hold stay theirs. */
export function orderLines(store: AppStore, lineIds: readonly number[]): void {
  store.setState(({ intake }) => {
    const lineOf = new Map(intake.map((line) => [line.lineId, line]));
    const moved = lineIds.flatMap((lineId) => lineOf.get(lineId) ?? []);
    const named = new Set(lineIds);
    let next = 0;
    return { intake: intake.map((line) => (named.has(line.lineId) ? (moved[next++] ?? line) : line)) };
  });
}
