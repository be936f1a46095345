import { beforeEach, describe, expect, it, vi } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { FilmMark } from '#src/archive/archiveApi.ts';
import type { Finding } from '#src/findings/finding.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore, type AppStore } from '#src/state/appStore.ts';
import { addFilms } from '#src/state/changes.ts';
import { createListing } from '#src/state/listing.ts';
import { timelineOf } from '#src/state/patients.ts';
import { hangingOf } from '#src/state/reading.ts';
import { defaultSettings } from '#src/state/settings.ts';
import type { Workers } from '#src/state/workers.ts';
import { defaultWeighing } from '#src/state/weighingSettings.ts';
import { filmsOf, groupFilms, markOf, seriesHeads } from '#src/state/worklist.ts';

const id = (number: number): FilmId => filmId(number.toString(16).padStart(64, '0'));
const film = (number: number, facts: Partial<StudyFacts> = {}, fileName = `${number}.png`, score?: number): Film => ({
  record: {
    filmId: id(number), fileName, addedAt: number, byteLength: 0, kind: 'film', notices: [], columns: 10, rows: 10, thumbnail: null, text: null,
    facts: { ...emptyFacts('dicom'), ...facts },
  },
  kept: true,
  scoring: score === undefined ? { stage: 'waiting' } : { stage: 'scored', findings: [{ id: 'effusion', score } as Finding] },
});
const jane = { patientId: 'P1', patientName: 'DOE^JANE' };
const films: readonly Film[] = [
  film(0, { ...jane, studyInstanceUid: '1.1', studyDate: '20260101', viewPosition: 'LL' }, 'a.dcm', 0.1),
  film(1, { patientId: 'P2', patientName: 'ROE^RAY', studyInstanceUid: '2.1', studyDate: '20260301' }, 'b.dcm', 0.5),
  film(2, { ...jane, studyInstanceUid: '1.1', studyDate: '20260101', viewPosition: 'PA' }, 'c.dcm', 0.3),
  film(3, { ...jane, studyInstanceUid: '1.2', studyDate: '20260401', viewPosition: 'PA' }, 'd.dcm'),
  film(4, {}, 'tray/one.png', 0.9),
  film(5, { ...jane, patientName: 'DOE^JOHN', studyInstanceUid: '1.3' }, 'e.dcm', 0.4),
  film(6, {}, 'tray/two.png'),
  film(7, {}, 'three.png'),
  film(8, { patientName: 'NO^ID', studyInstanceUid: '9.1' }, 'x/four.dcm'),
];

let store: AppStore;
let listing: ReturnType<typeof createListing>;
const keepMark = vi.fn(async (_: { readonly filmId: FilmId; readonly mark: FilmMark }) => undefined);
beforeEach(() => {
  keepMark.mockClear();
  store = createAppStore(defaultSettings, defaultWeighing(), true);
  store.setState({ storage: { stage: 'ready', estimate: null } });
  listing = createListing(store, { keepMark } as unknown as Workers['archive']);
  addFilms(store, films);
});
const listed = (): number[] => filmsOf(groupFilms(store.getState())).map((each) => parseInt(each, 16));
const shape = (): (readonly number[])[][] =>
  groupFilms(store.getState()).map(({ studies }) => studies.map((study) => study.films.map(({ record }) => parseInt(record.filmId, 16))));
const hanging = (): (number | null)[] => hangingOf(store.getState()).map((each) => (each ? parseInt(each, 16) : null));
const mark = (number: number): FilmMark => markOf(store.getState().films.get(id(number)) ?? expect.fail('no film'));

describe('the worklist', () => {
  it('has a head for each series of several, in a study that has several; one reading of the list each', () => {
    const of = (...series: string[]): Film[] => series.map((seriesInstanceUid, at) => film(100 + at, { seriesInstanceUid }));
    expect([...seriesHeads(of('a', 'a', 'b', 'c', 'c', 'c'))]).toEqual([[0, 2], [2, 1], [3, 3]]);
    for (const none of [of('a', 'a'), of('a', 'b', 'c'), of('', ''), of('a'), []]) expect(seriesHeads(none).size).toBe(0);
    let reads = 0;
    const counted = of(...Array.from({ length: 500 }, () => '')).map((each): Film => ({ ...each, get record() { reads++; return each.record; } }));
    seriesHeads(counted);
    expect(reads).toBeLessThan(500 * 4);
  });

  it('keeps the films of a series together, in the order in which series came', () => {
    const of = (number: number, seriesInstanceUid: string): Film => film(number, { patientId: 'P8', patientName: 'STACK', studyInstanceUid: '8.1', seriesInstanceUid });
    addFilms(store, [of(100, 'a'), of(101, 'b'), of(102, 'a'), of(103, 'c'), of(104, 'b')]);
    expect(shape().at(-1)).toEqual([[100, 102, 101, 104, 103]]);
  });

  it('groups by patient and study, in doubt apart, and films without tags by folder', () => {
    expect(shape()).toEqual([[[0, 2], [3]], [[1]], [[4, 6]], [[5]], [[7]], [[8]]]);
    expect(groupFilms(store.getState()).map(({ folder }) => folder)).toEqual([null, null, 'tray', null, '', null]);
  });

  it('sorts by date and by the score of a finding, what has none last; places stay', () => {
    listing.arrangeWorklist({ by: 'date' });
    expect(shape()).toEqual([[[3], [0, 2]], [[1]], [[4, 6]], [[5]], [[7]], [[8]]]);
    listing.arrangeWorklist({ by: 'effusion' });
    expect(shape()).toEqual([[[4, 6]], [[1]], [[5]], [[2, 0], [3]], [[7]], [[8]]]);
    expect(groupFilms(store.getState()).map(({ place }) => place)).toEqual([3, 2, 4, 1, 5, 6]);
  });

  it('lists the unread or the flagged, and the chosen film in any case', () => {
    store.setState({ selected: id(1) });
    for (const number of [0, 1, 2, 3]) listing.markFilm(id(number), { read: true });
    listing.markFilm(id(2), { flagged: true });
    listing.arrangeWorklist({ show: 'unread' });
    expect(listed()).toEqual([1, 4, 6, 5, 7, 8]);
    listing.arrangeWorklist({ show: 'flagged' });
    expect(listed()).toEqual([2, 1]);
    expect(groupFilms(store.getState())[0]?.place).toBe(1);
  });
});

describe('marks', () => {
  it('are kept once for each change: read as a film is opened, and the first film once it is left', () => {
    listing.opened(id(2), id(0));
    expect([mark(0), mark(2), mark(1)]).toEqual([{ read: true, flagged: false }, { read: true, flagged: false }, { read: false, flagged: false }]);
    listing.markFilm(id(2), { flagged: true });
    listing.markFilm(id(2), { read: false });
    listing.opened(id(0), id(2));
    expect(mark(2)).toEqual({ read: false, flagged: true });
    expect(keepMark.mock.calls.map(([{ filmId: each, mark: kept }]) => [parseInt(each, 16), kept.read, kept.flagged])).toEqual([
      [0, true, false], [2, true, false], [2, true, true], [2, false, true],
    ]);
  });

  it('hold for the visit where nothing can be kept, and say where keeping fails', async () => {
    keepMark.mockRejectedValueOnce(new Error('full'));
    listing.markFilm(id(1), { flagged: true });
    await vi.waitFor(() => expect(store.getState().failure).not.toBeNull());
    store.setState({ storage: { stage: 'refused', failure: { kind: 'StorageRefused', facts: {} } } });
    listing.markFilm(id(0), { flagged: true });
    expect(keepMark).toHaveBeenCalledTimes(1);
    expect([mark(0).flagged, mark(1).flagged]).toEqual([true, true]);
    listing.markFilm(id(77), { flagged: true });
  });
});

describe('studies', () => {
  it('hang frontal beside lateral, one after the other, and stop at the ends', () => {
    store.setState({ selected: id(0) });
    listing.hangStudy();
    expect([hanging(), store.getState().selected]).toEqual([[2, 0], id(2)]);
    expect([mark(0).read, mark(2).read]).toEqual([true, true]);
    listing.openStudy(1);
    expect(hanging()).toEqual([3]);
    listing.openStudy(-1);
    expect(hanging()).toEqual([2, 0]);
    listing.openStudy(-1);
    expect(hanging()).toEqual([2, 0]);
    for (let step = 0; step < 20; step++) listing.openStudy(1);
    expect(hanging()).toEqual([8]);
  });

  it('without tags are films one by one: a folder is nobody', () => {
    store.setState({ selected: id(1) });
    listing.openStudy(1);
    expect(hanging()).toEqual([4]);
    listing.openStudy(1);
    expect(hanging()).toEqual([6]);
  });

  it('of one patient may be four hundred', () => {
    const many = Array.from({ length: 400 }, (_, at) =>
      film(1000 + at, { patientId: 'P9', patientName: 'LONG^HISTORY', studyInstanceUid: `7.${at}`, studyDate: String(20000101 + (at * 7919) % 400), viewPosition: 'PA' }, `${at}.dcm`));
    addFilms(store, many);
    const group = groupFilms(store.getState()).at(-1);
    expect(group?.studies).toHaveLength(400);
    const [first] = many;
    if (!first) throw new Error('no film');
    const line = timelineOf(first, store.getState().films);
    expect(line).toHaveLength(400);
    const dates = line.map(({ record }) => record.facts.studyDate);
    expect(dates).toEqual(dates.toSorted());
    listing.arrangeWorklist({ by: 'date' });
    store.setState({ selected: filmsOf(groupFilms(store.getState()))[0] ?? null });
    for (let step = 0; step < 399; step++) listing.openStudy(1);
    expect(listed().indexOf(parseInt(store.getState().selected ?? '', 16))).toBeGreaterThan(390);
  });
});

describe('grouping again', () => {
  const listed = (of: readonly Film[]) => groupFilms({ films: new Map(of.map((each) => [each.record.filmId, each])), order: of.map(({ record }) => record.filmId), worklist: { by: 'takenIn', show: 'all' }, selected: null });

  it('makes a new group of a patient whose film has changed, and keeps the others as they are', () => {
    const before = listed(films);
    const changed = films.map((each, at) => (at === 1 ? { ...each, kept: false } : each));
    const after = listed(changed);
    expect(after).toHaveLength(before.length);
    after.forEach((group, at) => {
      const own = filmsOf([group]).includes(id(1));
      expect(group === before[at]).toBe(!own);
    });
    expect(after.flatMap(({ studies }) => studies.flatMap((study) => study.films)).find(({ record }) => record.filmId === id(1))?.kept).toBe(false);
  });

  it('follows films that go and patients that move up', () => {
    listed(films);
    const after = listed(films.slice(1));
    expect(after.map(({ place }) => place)).toEqual(after.map((_, at) => at + 1));
    expect(filmsOf(after)).not.toContain(id(0));
  });
});
