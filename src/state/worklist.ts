import type { FilmId } from '#src/lib/brand.ts';
import type { FilmMark } from '#src/archive/archiveApi.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { AppState, Film, Worklist } from '#src/state/appState.ts';
import { plainName, takenAt } from '#src/state/patients.ts';

export type { FilmMark };

/** Films of one study, or of one folder. */
export interface StudyGroup {
  readonly key: string;
  readonly films: readonly Film[];
}

/** Studies of one patient as the tags name them; without tags, the films of one folder. */
export interface PatientGroup {
  readonly key: string;
  /** From 1, by when the first of its films was taken in: a name that holds however the list is sorted. */
  readonly place: number;
  /** Null for a patient; a folder's name may be empty. */
  readonly folder: string | null;
  readonly studies: readonly StudyGroup[];
}

/** What the list is made of. */
export type Listed = Pick<AppState, 'films' | 'order' | 'worklist' | 'selected'>;

interface Keys {
  readonly patient: string;
  readonly study: string;
  readonly folder: string | null;
}

const nothing: FilmMark = { read: false, flagged: false };
const known = new WeakMap<StudyFacts, Keys>();

export function markOf({ record }: Film): FilmMark {
  return record.mark ?? nothing;
}

/** The films that the list shows, grouped and sorted. The chosen film stays in it, whatever is filtered out. */
export function groupFilms({ films, order, worklist, selected }: Listed): readonly PatientGroup[] {
  const asked: Listed = { films, order, worklist, selected: worklist.show === 'all' ? null : selected };
  const same = grouped !== null && (['films', 'order', 'worklist', 'selected'] as const).every((name) => grouped?.asked[name] === asked[name]);
  if (!same || !grouped) grouped = { asked, groups: groupAnew(asked) };
  return grouped.groups;
}

/** The last answer: the list and the step to its next film ask for one and the same. */
let grouped: { readonly asked: Listed; readonly groups: readonly PatientGroup[] } | null = null;

function groupAnew({ films, order, worklist, selected }: Listed): readonly PatientGroup[] {
  const patients = new Map<string, { place: number; folder: string | null; studies: Map<string, Film[]> }>();
  for (const filmId of order) {
    const film = films.get(filmId);
    if (!film) continue;
    const { patient, study, folder } = keysOf(film);
    const group = patients.get(patient) ?? { place: patients.size + 1, folder, studies: new Map<string, Film[]>() };
    patients.set(patient, group);
    if (filmId !== selected && !isListed(film, worklist)) continue;
    const list = group.studies.get(study);
    if (list) list.push(film);
    else group.studies.set(study, [film]);
  }
  const kept = new Map<string, KeptGroup>();
  const groups = [...patients].map(([key, { studies, place, folder }]): PatientGroup => {
    const films = [...studies.values()];
    const before = lastGroups.get(key);
    // A patient of whom nothing has changed keeps the group, and with it what was made of it.
    const same = before !== undefined && before.group.place === place && before.films.length === films.length && films.every((list, at) => isSame(list, before.films[at] ?? []));
    const group = same ? before.group : { key, place, folder, studies: [...studies].map(([study, list]) => ({ key: study, films: bySeries(list) })) };
    kept.set(key, { group, films });
    return group;
  });
  lastGroups = kept;
  return sorted(groups.filter(({ studies }) => studies.length > 0), worklist);
}

/** A group as it was made, and the films that it was made of, study by study. */
interface KeptGroup {
  readonly group: PatientGroup;
  readonly films: readonly (readonly Film[])[];
}

let lastGroups: ReadonlyMap<string, KeptGroup> = new Map();

function isSame(one: readonly Film[], other: readonly Film[]): boolean {
  return one.length === other.length && one.every((film, at) => film === other[at]);
}

/** Films of one series stand together, where its first film does. */
function bySeries(films: readonly Film[]): readonly Film[] {
  if (films.length < 3) return films;
  const series = new Map<string, Film[]>();
  for (const film of films) {
    const { seriesInstanceUid } = film.record.facts;
    const list = series.get(seriesInstanceUid);
    if (list) list.push(film);
    else series.set(seriesInstanceUid, [film]);
  }
  return [...series.values()].flat();
}

/** Film by film, as the list shows them. */
export function filmsOf(groups: readonly PatientGroup[]): readonly FilmId[] {
  return groups.flatMap(({ studies }) => studies.flatMap(({ films }) => films.map(({ record }) => record.filmId)));
}

/** Films of each series by the place where it begins; none where each film is a series of its own, or all are of one. */
export function seriesHeads(films: readonly Film[]): ReadonlyMap<number, number> {
  const seriesAt = (at: number): string | undefined => films[at]?.record.facts.seriesInstanceUid;
  const begins = [...films.keys()].filter((at) => at === 0 || seriesAt(at) !== seriesAt(at - 1));
  if (begins.length < 2 || begins.length === films.length) return new Map();
  return new Map(begins.map((at, place) => [at, (begins[place + 1] ?? films.length) - at]));
}

function isListed(film: Film, { show }: Worklist): boolean {
  const { read, flagged } = markOf(film);
  return show === 'all' || (show === 'unread' ? !read : flagged);
}

/** The same ID under another name, birth date or issuer is another patient here: the list joins nobody in doubt. */
function keysOf({ record: { facts, fileName, filmId } }: Film): Keys {
  const before = known.get(facts);
  if (before) return before;
  const { patientId, patientName, patientBirthDate, studyInstanceUid, studyDate } = facts;
  const name = plainName(patientName);
  const keys = ((): Keys => {
    if (patientId !== '') {
      const patient = JSON.stringify([patientId, facts.issuerOfPatientId ?? '', name, patientBirthDate]);
      return { patient, study: studyInstanceUid || studyDate, folder: null };
    }
    if (studyInstanceUid !== '') return { patient: JSON.stringify([studyInstanceUid, name]), study: studyInstanceUid, folder: null };
    if (name !== '') return { patient: filmId, study: filmId, folder: null };
    const folder = fileName.slice(0, Math.max(0, fileName.lastIndexOf('/')));
    return { patient: `folder ${folder}`, study: folder, folder };
  })();
  known.set(facts, keys);
  return keys;
}

/** Newest first, or highest score first: a group stands where its first film would. */
function sorted(groups: readonly PatientGroup[], { by }: Worklist): readonly PatientGroup[] {
  if (by === 'takenIn') return groups;
  const weightOf = (film: Film): number => {
    if (by === 'date') return Number(takenAt(film.record.facts)) || -Infinity;
    const { scoring } = film;
    return scoring.stage === 'scored' ? (scoring.findings.find(({ id }) => id === by)?.score ?? -Infinity) : -Infinity;
  };
  const weighed = groups.map(({ studies, ...group }) => {
    const within = studies.map((study) => {
      const films = study.films.map((film) => ({ film, weight: weightOf(film) }));
      if (by !== 'date') films.sort(heaviestFirst);
      return { study: { key: study.key, films: films.map(({ film }) => film) }, weight: Math.max(...films.map(({ weight }) => weight)) };
    });
    within.sort(heaviestFirst);
    return { group: { ...group, studies: within.map(({ study }) => study) }, weight: within[0]?.weight ?? -Infinity };
  });
  return weighed.sort(heaviestFirst).map(({ group }) => group);
}

function heaviestFirst(one: { readonly weight: number }, other: { readonly weight: number }): number {
  return one.weight === other.weight ? 0 : other.weight - one.weight;
}
