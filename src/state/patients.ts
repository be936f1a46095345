import type { FilmId } from '#src/lib/brand.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Film } from '#src/state/appState.ts';

/** Whether two films show one person, by their tags. `ask`: one ID, and something else that speaks against it. */
export type Identity = 'same' | 'ask' | 'other';

type Facts = Pick<StudyFacts, 'patientId' | 'patientName' | 'patientBirthDate' | 'studyInstanceUid'> & Partial<Pick<StudyFacts, 'issuerOfPatientId'>>;

/**
 * Films without Patient ID are one person's only within one study. With the same ID, another name, birth date or issuer
 * asks; an absent birth date or issuer says nothing, an absent name does.
 */
export function identityOf(one: Facts, other: Facts): Identity {
  if (one.patientId !== other.patientId) return 'other';
  // Names last: a worklist of thousands is asked at every film.
  const sameName = (): boolean => plainName(one.patientName) === plainName(other.patientName);
  if (one.patientId === '') return one.studyInstanceUid !== '' && one.studyInstanceUid === other.studyInstanceUid && sameName() ? 'same' : 'other';
  const against = (a = '', b = ''): boolean => a !== '' && b !== '' && a !== b;
  const doubtful = !sameName() || against(one.patientBirthDate, other.patientBirthDate) || against(one.issuerOfPatientId, other.issuerOfPatientId);
  return doubtful ? 'ask' : 'same';
}

/** Case, spacing and trailing empty components of a Person Name (PS3.5 6.2.1) make no other person. */
export function plainName(name: string): string {
  return (name.split('=')[0] ?? '').toUpperCase().split('^').map((part) => part.trim().replaceAll(/\s+/g, ' ')).join('^').replace(/\^+$/, '');
}

export function pairKey(one: FilmId, other: FilmId): string {
  return [one, other].sort().join();
}

/** Whether the panes of two films may move together. */
export function mayLink(one: Film, other: Film, confirmed: ReadonlySet<string>): boolean {
  const identity = identityOf(one.record.facts, other.record.facts);
  return identity === 'same' || (identity === 'ask' && confirmed.has(pairKey(one.record.filmId, other.record.filmId)));
}

const frontal = new Set(['PA', 'AP']);
const lateral = new Set(['LL', 'RL', 'LAT', 'LATERAL']);

/** `frontal`, `lateral`, or View Position (0018,5101) as the file has it. */
export function viewOf({ viewPosition }: Pick<StudyFacts, 'viewPosition'>): string {
  const view = viewPosition.toUpperCase();
  return frontal.has(view) ? 'frontal' : lateral.has(view) ? 'lateral' : view;
}

/** When a film was taken, to be compared as text; empty where the tags do not say. */
export function takenAt({ studyDate, studyTime }: Pick<StudyFacts, 'studyDate' | 'studyTime'>): string {
  return studyDate === '' ? '' : `${studyDate}${studyTime}`;
}

/** What two films must share to be of one person at all: the ID, or without one the study. */
function sharedKey({ patientId, studyInstanceUid }: Facts): string {
  return patientId === '' ? `study ${studyInstanceUid}` : `patient ${patientId}`;
}

/** Pictures by `sharedKey`: a worklist of thousands is gone through once, and not at every film that is looked at. */
const byKey = new WeakMap<ReadonlyMap<FilmId, Film>, ReadonlyMap<string, readonly Film[]>>();

function picturesOf(facts: Facts, films: ReadonlyMap<FilmId, Film>): readonly Film[] {
  let found = byKey.get(films);
  if (!found) {
    const made = new Map<string, Film[]>();
    for (const film of films.values()) {
      if (film.record.kind !== 'film') continue;
      const key = sharedKey(film.record.facts);
      const list = made.get(key);
      if (list) list.push(film);
      else made.set(key, [film]);
    }
    byKey.set(films, (found = made));
  }
  return found.get(sharedKey(facts)) ?? [];
}

/** Films of the same person, or of what may be the same, oldest first; `film` among them. */
export function timelineOf(film: Film, films: ReadonlyMap<FilmId, Film>): readonly Film[] {
  const own = film.record.facts;
  return picturesOf(own, films)
    .filter((each) => each.record.filmId === film.record.filmId || identityOf(own, each.record.facts) !== 'other')
    .sort((a, b) => takenAt(a.record.facts).localeCompare(takenAt(b.record.facts)) || a.record.addedAt - b.record.addedAt);
}

/** Earlier films of the same view, latest first. A film without a date has no priors. */
export function priorsOf(film: Film, films: ReadonlyMap<FilmId, Film>): readonly Film[] {
  const at = takenAt(film.record.facts);
  if (at === '') return [];
  const view = viewOf(film.record.facts);
  const earlier = ({ record: { facts } }: Film): boolean => takenAt(facts) !== '' && takenAt(facts) < at && viewOf(facts) === view;
  return timelineOf(film, films).filter(earlier).toReversed();
}
