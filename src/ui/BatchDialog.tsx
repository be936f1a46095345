import { ArrowDown, ArrowUp, Download, Pause, Play } from 'lucide-react';
import { memo, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { batchRecord, csvOf, promptsVersion, setVersion } from '#src/findings/batchTable.ts';
import type { Finding } from '#src/findings/finding.ts';
import { atPrevalence } from '#src/findings/prevalence.ts';
import { logOddsAboveOperatingPoint } from '#src/findings/zeroShot.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { isHidden, type WeighingState } from '#src/state/weighingState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { gateCell } from '#src/ui/gateCell.ts';
import { PromptSetNote } from '#src/ui/PromptSetNote.tsx';
import { saveFile } from '#src/ui/saveFile.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useResults } from '#src/ui/useResults.ts';
import { useNames } from '#src/ui/useNames.ts';
import { useVirtualRows } from '#src/ui/useVirtualRows.ts';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh.batch;
const rowHeight = 28;

interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

const none: readonly Finding[] = [];

/** What may be seen of a film's scores: nothing while it is still to be read first. */
function findingsOf({ record, scoring }: Film, weighing: WeighingState): readonly Finding[] {
  return scoring.stage === 'scored' && !isHidden(weighing, record.filmId) ? scoring.findings : none;
}

/** How high a film stands in a column; what has no value goes last. */
function keyOf(film: Film, column: string, weighing: WeighingState): number | string {
  const { facts } = film.record;
  if (column === 'date') return facts.studyDate;
  if (column === 'view') return facts.viewPosition;
  if (column === 'state') return film.scoring.stage;
  if (column === 'gate') return gateCell(film);
  const finding = findingsOf(film, weighing).find(({ id }) => id === column);
  return finding ? (logOddsAboveOperatingPoint(finding) ?? finding.score) : Number.NEGATIVE_INFINITY;
}

/** All films and all findings: sorted, filtered, exported. */
export function BatchDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useParts();
  const films = useAppState((state) => state.films);
  const order = useAppState((state) => state.order);
  const paused = useAppState((state) => state.scoringPaused);
  const weighing = useAppState((state) => state.weighing);
  const model = useAppState((state) => state.model);
  const applied = useAppState((state) => state.workshop.applied);
  const { hidden, nameOf } = useNames();
  const [text, setText] = useState('');
  const [above, setAbove] = useState('');
  const results = useResults();
  const [of, setOf] = useState<string | null>(null);
  const chosen = results.find(({ name }) => name === of);
  const [dates, setDates] = useState({ from: '', to: '' });
  const [sorting, setSorting] = useState<Sorting>({ column: '', descending: true });
  const [ticked, setTicked] = useState<ReadonlySet<FilmId>>(new Set());
  const lastToggled = useRef(0);
  const filter = useDeferredValue(text.trim().toLowerCase());

  const all = useMemo(() => (chosen ? chosen.films.map(({ filmId }) => filmId) : order).flatMap((filmId) => films.get(filmId) ?? []).filter(({ record }) => record.kind === 'film'), [films, order, chosen]);
  const columns = useMemo(() => {
    const found = new Map<string, string>();
    for (const film of all) for (const { id, name } of findingsOf(film, weighing)) if (!found.has(id)) found.set(id, wording.capital(name));
    return [...found].map(([id, name]) => ({ id, name }));
  }, [all, weighing]);
  const shown = useMemo(() => {
    const plain = (date: string): string => date.replaceAll('-', '');
    const kept = all.filter((film) => {
      const { facts, fileName } = film.record;
      if (above !== '' && findingsOf(film, weighing).find(({ id }) => id === above)?.standing !== 'above') return false;
      if (dates.from !== '' && facts.studyDate < plain(dates.from)) return false;
      if (dates.to !== '' && (facts.studyDate === '' || facts.studyDate > plain(dates.to))) return false;
      if (filter === '') return true;
      const told = [gateCell(film), ...(hidden ? [facts.viewPosition, facts.modality, facts.bodyPartExamined] : [fileName, ...Object.values(facts)])];
      return [nameOf(film), ...told].some((value) => String(value).toLowerCase().includes(filter));
    });
    if (sorting.column === '') return kept;
    const keys = new Map(kept.map((film) => [film, sorting.column === 'film' ? nameOf(film).toLowerCase() : keyOf(film, sorting.column, weighing)]));
    const sign = sorting.descending ? -1 : 1;
    return kept.sort((a, b) => {
      const [left, right] = [keys.get(a) ?? '', keys.get(b) ?? ''];
      return left === right ? 0 : left < right ? -sign : sign;
    });
  }, [all, filter, above, dates, sorting, hidden, weighing]);
  // What is filtered out stays chosen, and is left out of the file all the same.
  const marked = useMemo(() => shown.filter(({ record }) => ticked.has(record.filmId)), [shown, ticked]);
  const toggle = useCallback(
    (index: number, range: boolean): void => {
      const from = range ? Math.min(lastToggled.current, index) : index;
      const to = range ? Math.max(lastToggled.current, index) : index;
      lastToggled.current = index;
      const ids = shown.slice(from, to + 1).map(({ record }) => record.filmId);
      setTicked((now) => {
        const next = new Set(now);
        const on = !now.has(shown[index]?.record.filmId ?? ids[0] ?? ('' as FilmId));
        for (const filmId of ids) if (on) next.add(filmId); else next.delete(filmId);
        return next;
      });
    },
    [shown],
  );
  // One and the same for all rows: they render again for their own film's sake alone.
  const choose = useCallback(
    (filmId: FilmId): void => {
      actions.select(filmId);
      onClose();
    },
    [actions, onClose],
  );
  const { first, end, scroller, onScroll } = useVirtualRows(shown.length, rowHeight);
  const scored = useMemo(() => all.filter(({ scoring }) => scoring.stage === 'scored').length, [all]);

  const save = (kind: 'csv' | 'json'): void => {
    if (model.stage !== 'ready') return;
    const { card } = model.status;
    const source = { modelId: card.id, preprocessingVersion: card.preprocessing.version, ...(applied ? { promptSet: applied.name, promptSetVersion: setVersion(applied) } : { promptSet: words.ownPrompts, promptSetVersion: promptsVersion(card) }) };
    const records = (marked.length > 0 ? marked : shown).map((film) => {
      const { filmId, fileName, facts } = film.record;
      // What is kept off the screen is kept out of the file.
      const identity = hidden ? { fileName: '', patientId: '', studyDate: '' } : { fileName, patientId: facts.patientId, studyDate: facts.studyDate };
      const row = { filmId, ...identity, viewPosition: facts.viewPosition, state: film.scoring.stage, gate: gateCell(film), outside: outsideOf(film) !== null };
      return batchRecord({ ...row, findings: findingsOf(film, weighing), present: weighing.judgements.get(filmId)?.present ?? {} }, source, weighing.prevalences);
    });
    const blob = kind === 'csv' ? new Blob([csvOf(records)], { type: 'text/csv' }) : new Blob([JSON.stringify(records, null, 1)], { type: 'application/json' });
    saveFile(blob, words.fileName(kind));
  };
  const sort = (column: string): void => setSorting((now) => ({ column, descending: now.column === column ? !now.descending : !['film', 'date', 'view', 'state', 'gate'].includes(column) }));
  const heads = [...(['film', 'date', 'view', 'state', 'gate'] as const).map((id) => ({ id, name: words.columns[id] })), ...columns];
  const template = `20px minmax(170px, 1.6fr) 86px 52px 76px 112px repeat(${columns.length}, minmax(92px, 1fr))`;
  // The narrowest that the template allows, with its gaps and padding: positioned rows do not widen what they lie in.
  const minWidth = 20 + 170 + 86 + 52 + 76 + 112 + 92 * columns.length + 8 * (columns.length + 5) + 16;
  return (
    <Sheet title={words.title} onClose={onClose} size="full">
      <div className="batch-bar">
        <TextField value={text} onChange={setText}>
          <Label>{words.filter}</Label>
          <Input data-testid="batch-filter" placeholder={words.filterHint} />
        </TextField>
        {results.length > 0 && (
          <label>
            {words.of}
            <select data-testid="batch-of" value={chosen ? `=${chosen.name}` : ''} onChange={({ target: { value } }) => setOf(value === '' ? null : value.slice(1))}>
              <option value="">{words.title}</option>
              {results.map(({ name, title, films: { length } }) => (
                <option key={name} value={`=${name}`}>
                  {words.result(title, length)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          {words.above}
          <select data-testid="batch-above" value={above} onChange={(event) => setAbove(event.target.value)}>
            <option value="">{words.any}</option>
            {columns.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {(['from', 'to'] as const).map((side) => (
          <label key={side}>
            {words[side]}
            <input type="date" value={dates[side]} onChange={(event) => setDates((now) => ({ ...now, [side]: event.target.value }))} />
          </label>
        ))}
        <span className="spring" />
        <Button className="button small" data-testid="batch-pause" onPress={() => actions.setScoringPaused(!paused)}>
          {paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
          {paused ? words.resume : words.pause}
        </Button>
        {(['csv', 'json'] as const).map((kind) => (
          <Button key={kind} className="button small" data-testid={`batch-${kind}`} isDisabled={model.stage !== 'ready' || shown.length === 0} onPress={() => save(kind)}>
            <Download size={14} aria-hidden />
            {words[kind]}
          </Button>
        ))}
      </div>
      <p className="quiet small" data-testid="batch-progress" data-scored={scored}>{`${words.progress(scored, all.length, shown.length)}. ${hidden ? words.noteHidden : words.note}`}{marked.length > 0 && <strong data-testid="batch-marked">{` ${words.marked(marked.length)}`}</strong>}</p>
      <PromptSetNote />
      {shown.length === 0 && <p className="quiet">{words.none}</p>}
      <div ref={scroller} className="batch" role="table" tabIndex={0} aria-label={words.table} aria-rowcount={shown.length + 1} onScroll={onScroll} data-testid="batch">
        <div role="row" aria-rowindex={1} className="batch-row batch-head" style={{ gridTemplateColumns: template, minWidth }}>
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label={words.markAll}
              data-testid="batch-mark-all"
              checked={shown.length > 0 && marked.length === shown.length}
              onChange={({ target }) => setTicked(new Set(target.checked ? shown.map(({ record }) => record.filmId) : []))}
            />
          </span>
          {heads.map(({ id, name }) => (
            <span key={id} role="columnheader" aria-sort={sorting.column !== id ? 'none' : sorting.descending ? 'descending' : 'ascending'}>
              <Button className="link" aria-label={words.sortBy(name)} onPress={() => sort(id)}>
                {name}
                {sorting.column === id && (sorting.descending ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden />)}
              </Button>
            </span>
          ))}
        </div>
        <div role="rowgroup" className="batch-rows" style={{ height: shown.length * rowHeight, minWidth }}>
          {shown.slice(first, end).map((film, at) => (
            <Row
              key={film.record.filmId}
              film={film}
              name={nameOf(film)}
              date={hidden ? '' : shortDate(film.record.facts.studyDate)}
              index={first + at}
              ticked={ticked.has(film.record.filmId)}
              onToggle={toggle}
              columns={columns}
              template={template}
              findings={findingsOf(film, weighing)}
              hidden={isHidden(weighing, film.record.filmId)}
              prevalences={weighing.prevalences}
              onChoose={choose}
            />
          ))}
        </div>
      </div>
    </Sheet>
  );
}

interface RowProps {
  readonly film: Film;
  readonly name: string;
  /** Empty where there are none, and where they are not to be seen yet. */
  readonly findings: readonly Finding[];
  /** True while the film is still to be read first. */
  readonly hidden: boolean;
  readonly date: string;
  readonly index: number;
  readonly ticked: boolean;
  /** `range`: all rows from the one toggled last. */
  readonly onToggle: (index: number, range: boolean) => void;
  readonly columns: readonly { readonly id: string }[];
  readonly template: string;
  readonly prevalences: Readonly<Record<string, number>>;
  readonly onChoose: (filmId: FilmId) => void;
}

const Row = memo(function Row({ film, name, findings, hidden, date, index, ticked, onToggle, columns, template, prevalences, onChoose }: RowProps) {
  const { filmId, facts } = film.record;
  const gate = gateCell(film);
  const outside = outsideOf(film) !== null;
  return (
    <div role="row" aria-rowindex={index + 2} className="batch-row" data-testid="batch-row" data-film-id={filmId} style={{ gridTemplateColumns: template, top: index * rowHeight }}>
      <span role="cell">
        <input type="checkbox" aria-label={words.mark(name)} checked={ticked} onChange={({ nativeEvent }) => onToggle(index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)} />
      </span>
      <span role="cell">
        <button type="button" className="link" onClick={() => onChoose(filmId)}>
          {name}
        </button>
      </span>
      <span role="cell">{date}</span>
      <span role="cell">{facts.viewPosition}</span>
      <span role="cell" className="quiet">{hidden ? words.readFirst : words.states[film.scoring.stage]}</span>
      <span role="cell" className={outside ? 'warning' : 'quiet'} title={gate}>{gate}</span>
      {columns.map(({ id }) => {
        const finding = findings.find((candidate) => candidate.id === id);
        const prevalence = finding?.basis ? (prevalences[id] ?? finding.basis.prevalence) : null;
        return (
          <span key={id} role="cell" className={`number ${outside ? 'warning' : (finding?.standing ?? '')}`} title={outside && finding ? wording.gate.outsideShort : undefined}>
            {finding && (!outside && finding.probability !== null && finding.basis && prevalence !== null ? wording.percent(atPrevalence(finding.probability, finding.basis.prevalence, prevalence)) : wording.findings.score(finding.score))}
          </span>
        );
      })}
    </div>
  );
});
