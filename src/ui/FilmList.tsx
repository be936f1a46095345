import { Flag } from 'lucide-react';
import { Fragment, memo, useDeferredValue, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import type { Film, SearchState, SearchSubject } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { filmsOf, groupFilms, markOf, seriesHeads, type PatientGroup } from '#src/state/worklist.ts';
import { thumbnailUrl } from '#src/state/thumbnailUrl.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { dragFilm } from '#src/ui/dragFilm.ts';
import { ageAndSex, personNameGroups, shortDate } from '#src/ui/filmFacts.ts';
import { HitMarks } from '#src/ui/HitMarks.tsx';
import { HitPreview } from '#src/ui/HitPreview.tsx';
import { useGrowingRows } from '#src/ui/useGrowingRows.ts';
import { useNames } from '#src/ui/useNames.ts';
import { filmsIn, useStateAtRest } from '#src/ui/useStateAtRest.ts';
import { wording } from '#src/ui/wording.ts';
import { WorklistBar } from '#src/ui/WorklistBar.tsx';
import { PatientHead, SeriesHead, StudyHead } from '#src/ui/WorklistHeads.tsx';
import { worklistWording } from '#src/ui/worklistWording.ts';

interface Row {
  readonly filmId: FilmId;
  /** Null for what was not ranked. */
  readonly score: number | null;
  /** The part of the search that earned the hit most, where it has several. */
  readonly earned?: string;
  readonly isHit: boolean;
  /** Of the first film of a patient with several. */
  readonly patient?: PatientGroup;
  /** Of the first film of a study, where the patient has several. */
  readonly study?: number;
  /** Of the first film of a series, where the study has several and one of them has several films. */
  readonly series?: number;
  /** One of several films of a patient. */
  readonly grouped?: boolean;
}

/** All films by patient and study, or the hits of a search, best first; those of the last search stay while the next one runs. */
export function FilmList({ onChosen }: { readonly onChosen: () => void }) {
  const order = useAppState((state) => state.order);
  const settledOrder = useDeferredValue(order);
  // A film's stage and marks are its own row's affair: grouping thousands anew after each may wait for a free moment.
  const films = useStateAtRest(filmsIn);
  const worklist = useAppState((state) => state.worklist);
  // Only a filtered list depends on the chosen film, which stays in it.
  const kept = useAppState((state) => (state.worklist.show === 'all' ? null : state.selected));
  const search = useAppState((state) => state.search);
  const [settled, setSettled] = useState(search);
  if (search.stage !== 'searching' && search !== settled) setSettled(search);
  const rows = useMemo(
    (): readonly Row[] => (settled.stage === 'done' ? hitRows(settled) : groupFilms({ films, order: settledOrder, worklist, selected: kept }).flatMap(rowsOf)),
    [films, settledOrder, worklist, kept, settled],
  );
  return (
    <div className="films">
      <h2 className="panel-head">
        {wording.films.title}
        <span className="quiet">{wording.films.total(order.length)}</span>
      </h2>
      {settled.stage !== 'done' && order.length > 1 && <WorklistBar />}
      {settled.stage !== 'done' && rows.length === 0 && order.length > 0 && <p className="panel-note quiet">{worklistWording.noneShown[worklist.show]}</p>}
      <FilmRows key={settled.stage === 'done' ? subjectKey(settled.of) : 'all'} rows={rows} onChosen={onChosen} />
    </div>
  );
}

/** A patient with one film needs no heading: the row says it all. */
function rowsOf(patient: PatientGroup): readonly Row[] {
  const known = rowsMade.get(patient);
  if (known) return known;
  const rows = makeRows(patient);
  rowsMade.set(patient, rows);
  return rows;
}

/** Of groups that stay as they are from one grouping to the next: among thousands of patients that is all but one. */
const rowsMade = new WeakMap<PatientGroup, readonly Row[]>();

function makeRows(patient: PatientGroup): readonly Row[] {
  const [first] = filmsOf([patient]);
  const grouped = patient.folder !== null || patient.studies.length > 1 || (patient.studies[0]?.films.length ?? 0) > 1;
  return patient.studies.flatMap(({ films }, study) => {
    const heads = seriesHeads(films);
    return films.map(({ record: { filmId } }, at): Row => {
      const series = heads.get(at);
      return {
        filmId,
        score: null,
        isHit: false,
        grouped,
        ...(grouped && filmId === first ? { patient } : {}),
        ...(grouped && patient.studies.length > 1 && at === 0 ? { study } : {}),
        ...(series === undefined ? {} : { series }),
      };
    });
  });
}

/** A new subject begins at the top of its list. */
function subjectKey(of: SearchSubject): string {
  return of.kind === 'phrase' ? `phrase ${of.text}` : `${of.kind} ${of.filmId} ${of.kind === 'region' ? of.cells.join() : ''} ${of.text}`;
}

function hitRows({ hits, parts }: SearchState & { readonly stage: 'done' }): Row[] {
  const names = parts.map(wording.search.partName);
  return hits.map(({ filmId, score, earnedBy }) => {
    const earned = earnedBy === null ? undefined : names[earnedBy];
    return { filmId, score, isHit: true, ...(earned === undefined ? {} : { earned }) };
  });
}

function FilmRows({ rows, onChosen }: { readonly rows: readonly Row[]; readonly onChosen: () => void }) {
  const { shown, more, end } = useGrowingRows(rows);
  const [hovered, setHovered] = useState<FilmId | null>(null);
  return (
    <>
      <ul className="film-list" aria-label={wording.films.list}>
        {shown.map(({ patient, study, series, ...row }, index) => (
          <Fragment key={row.filmId}>
            {patient && <PatientHead patient={patient} />}
            {study !== undefined && <StudyHead filmId={row.filmId} place={study + 1} />}
            {series !== undefined && <SeriesHead filmId={row.filmId} count={series} />}
            <FilmRow {...row} rank={index + 1} onChosen={onChosen} onHovered={setHovered} />
          </Fragment>
        ))}
        {more && <li ref={end} aria-hidden />}
      </ul>
      {hovered && rows[0]?.isHit && <HitPreview filmId={hovered} />}
    </>
  );
}

interface FilmRowProps extends Row {
  readonly rank: number;
  readonly onChosen: () => void;
  readonly onHovered: (filmId: FilmId | null) => void;
}

const FilmRow = memo(function FilmRow({ filmId, score, earned, isHit, grouped = false, rank, onChosen, onHovered }: FilmRowProps) {
  const { actions } = useParts();
  const film = useAppState((state) => state.films.get(filmId));
  const selected = useAppState((state) => state.selected === filmId);
  const { nameOf, hidden } = useNames();
  if (!film) return null;
  const { facts, thumbnail } = film.record;
  const { read, flagged } = markOf(film);
  return (
    <li className={grouped ? 'grouped' : undefined} draggable onDragStart={(event) => dragFilm(event.dataTransfer, filmId)}>
      <Button
        className="film-item"
        data-testid={isHit ? 'search-hit' : 'film-item'}
        data-film-id={filmId}
        data-scoring={film.scoring.stage}
        data-score={score ?? undefined}
        data-read={read}
        data-flagged={flagged}
        aria-current={selected ? 'true' : 'false'}
        onHoverChange={(over) => onHovered(isHit && over ? filmId : null)}
        onPress={() => {
          if (isHit) actions.openWithPrior(filmId);
          else actions.select(filmId);
          onChosen();
        }}
      >
        {thumbnail ? <img src={thumbnailUrl(thumbnail)} alt="" loading="lazy" width={56} height={56} /> : <span className="no-thumbnail" aria-hidden />}
        <span className="film-text">
          <span className="film-marks">
            {!read && <span className="unread" role="img" aria-label={worklistWording.unread} title={worklistWording.unread} />}
            {flagged && <Flag size={13} role="img" aria-label={worklistWording.flagged} />}
          </span>
          <span className="film-name" title={hidden ? undefined : personNameGroups(facts.patientName).join(' · ')}>{nameOf(film)}</span>
          <span className="quiet">{[hidden ? '' : ageAndSex(facts), [facts.viewPosition || facts.modality, facts.laterality === 'U' ? '' : facts.laterality].filter((part) => part !== '').join(' ')].filter((part) => part !== '').join(' · ')}</span>
          <span className="quiet">{hidden ? '' : shortDate(facts.studyDate) || wording.films.noDate}</span>
          {earned !== undefined && <span className="earned">{wording.search.earned(earned)}</span>}
          <Badges film={film} />
        </span>
        {score !== null && (
          <span className="hit-score" title={earned === undefined ? wording.search.score : wording.search.deviations}>
            <span className="rank">{rank}</span>
            {wording.findings.score(score)}
          </span>
        )}
      </Button>
      {isHit && <HitMarks filmId={filmId} />}
    </li>
  );
});

function Badges({ film }: { readonly film: Film }) {
  const { films } = wording;
  const { stage } = film.scoring;
  const badges: (readonly [text: string, tone: string])[] = [];
  if (film.record.facts.phantom) badges.push([films.phantom, 'info']);
  if (film.record.kind !== 'film') badges.push([films[film.record.kind], '']);
  else if (stage === 'waiting') badges.push([films.waiting, '']);
  else if (stage === 'embedding') badges.push([films.scoring, '']);
  else if (film.scoring.stage === 'notAsked') badges.push([wording.gate.short[film.scoring.reason], 'warn']);
  else if (stage === 'failed') badges.push([films.failed, 'warn']);
  const outside = outsideOf(film);
  if (outside) badges.push([wording.gate.badge(outside), 'warn']);
  if (!film.kept) badges.push([films.notKept, 'warn']);
  return (
    <span className="badges">
      {badges.map(([text, tone]) => (
        <span key={text} className={`badge ${tone}`}>
          {text}
        </span>
      ))}
    </span>
  );
}
