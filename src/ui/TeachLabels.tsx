import { Keyboard, Trash2, Undo2, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { labelsAtHand, patientOf } from '#src/state/teachingState.ts';
import { countLabels, isYesNo, unsure, type LabelSet } from '#src/teaching/labelSet.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { SecondReader } from '#src/ui/SecondReader.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { useNames } from '#src/ui/useNames.ts';
import { useResults } from '#src/ui/useResults.ts';
import { wording } from '#src/ui/wording.ts';

/** What is labelled, and the ways in: by key, from a table, from the search result, from the panel's readings. */
export function TeachLabels({ set, onStart, onOpen }: { readonly set: LabelSet; readonly onStart: () => void; readonly onOpen: (filmId: FilmId) => void }) {
  const { actions } = useParts();
  const labels = useAppState(({ teaching }) => labelsAtHand(teaching));
  const steps = useAppState(({ teaching }) => teaching.steps);
  const imported = useAppState(({ teaching }) => teaching.imported);
  const films = useAppState((state) => state.films);
  const [sure, setSure] = useState(false);
  const counts = useMemo(() => countLabels(labels.values()), [labels]);
  const patients = useMemo(() => new Set([...labels.keys()].map((filmId) => { const film = films.get(filmId); return film ? patientOf(film) : filmId; })).size, [labels, films]);
  const answers = [...set.classes, { classId: unsure, name: words.unsure }];
  return (
    <>
      {set.definition !== '' && <p>{set.definition}</p>}
      <p data-testid="label-counts">{words.labelled(labels.size, patients)}</p>
      <div className="teach-counts">
        {answers.map(({ classId, name }) => (
          <span key={classId} className="chip" data-testid={`count-${classId}`}>
            {name} <strong>{counts.get(classId) ?? 0}</strong>
          </span>
        ))}
      </div>
      <div className="teach-bar">
        <Button
          className="button primary"
          data-testid="start-labelling"
          aria-description={words.startHint}
          onPress={() => {
            actions.setLabelling(true);
            onStart();
          }}
        >
          <Keyboard size={14} aria-hidden />
          {words.start}
        </Button>
        <FileTrigger
          acceptedFileTypes={['.csv', '.tsv', '.txt']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void actions.importLabelTable(file.name, file);
          }}
        >
          <Button className="button" data-testid="import-labels" aria-description={words.importHint}>
            <Upload size={14} aria-hidden />
            {words.import}
          </Button>
        </FileTrigger>
        <Button className="button" isDisabled={steps === 0} onPress={actions.undoLabels} data-testid="undo-labels">
          <Undo2 size={14} aria-hidden />
          {words.undo}
        </Button>
        <Button
          className={sure ? 'button danger' : 'button quiet-button'}
          onPress={() => (sure ? actions.removeLabelSet(set.labelSetId) : setSure(true))}
          onBlur={() => setSure(false)}
        >
          <Trash2 size={14} aria-hidden />
          {sure ? words.removeSure : words.removeSet}
        </Button>
      </div>
      <p className="quiet small">{words.importHint}</p>
      {imported && (
        <div data-testid="imported">
          <p>
            {words.imported(imported.fileName, imported.column, imported.taken)} {imported.unread > 0 && words.unread(imported.unread)}
          </p>
          <RowList title={words.contradictory(imported.contradictory.length)} rows={imported.contradictory} />
          <RowList title={words.unmatched(imported.unmatched.length)} rows={imported.unmatched} />
        </div>
      )}
      <FromResult set={set} />
      {isYesNo(set) && <FromReadings />}
      <SecondReader set={set} onOpen={onOpen} />
    </>
  );
}

function RowList({ title, rows }: { readonly title: string; readonly rows: readonly string[] }) {
  // Rows name films by their files, and files are named after patients.
  const { hidden } = useNames();
  if (rows.length === 0) return null;
  if (hidden) return <p className="warning">{title}</p>;
  return (
    <details open={rows.length <= 5}>
      <summary className="warning">{title}</summary>
      <p className="teach-rows">{rows.slice(0, 500).join(', ')}</p>
    </details>
  );
}

/** The first films of a result, or those marked right and wrong in it, as labels. */
function FromResult({ set }: { readonly set: LabelSet }) {
  const { actions } = useParts();
  const results = useResults();
  const [of, setOf] = useState('');
  const [count, setCount] = useState(20);
  const result = results.find(({ name }) => name === of) ?? results[0];
  if (!result) return null;
  const { films } = result;
  const some = Math.max(1, Math.min(count, films.length));
  const marked = (['right', 'wrong'] as const).map((mark) => films.filter((film) => film.mark === mark).map(({ filmId }) => filmId));
  const [right = [], wrong = []] = marked;
  const labelMarked = (): void => {
    for (const [at, filmIds] of marked.entries()) {
      const { classId } = set.classes[at] ?? {};
      if (classId !== undefined && filmIds.length > 0) actions.labelFilms(filmIds, classId, 'search');
    }
  };
  return (
    <div className="teach-bar">
      {results.length > 1 && (
        <label>
          {words.searchResult}
          <select data-testid="teach-result" value={result.name} onChange={(event) => setOf(event.target.value)}>
            {results.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.searchCount}
        <input type="number" min={1} max={films.length} value={count} onChange={(event) => setCount(Math.floor(Number(event.target.value)) || 1)} />
      </label>
      {set.classes.map(({ classId, name }) => (
        <Button key={classId} className="button small" data-testid={`from-search-${classId}`} onPress={() => actions.labelFilms(films.slice(0, some).map(({ filmId }) => filmId), classId, 'search')}>
          {words.fromSearch(some, name)}
        </Button>
      ))}
      {isYesNo(set) && right.length + wrong.length > 0 && (
        <Button className="button small" data-testid="from-marks" onPress={labelMarked}>
          {words.fromMarks(right.length, wrong.length)}
        </Button>
      )}
    </div>
  );
}

/** Findings that the reader has agreed or disagreed with, as labels. */
function FromReadings() {
  const { actions } = useParts();
  const judgements = useAppState(({ weighing }) => weighing.judgements);
  const model = useAppState((state) => state.model);
  const read = useMemo(() => {
    const found = new Map<string, number>();
    for (const { present } of judgements.values()) for (const id of Object.keys(present)) found.set(id, (found.get(id) ?? 0) + 1);
    return [...found].sort(([, a], [, b]) => b - a).slice(0, 6);
  }, [judgements]);
  const nameOf = (id: string): string => (model.stage === 'ready' ? model.status.card.findings.find((finding) => finding.id === id)?.name : undefined) ?? id.replace(/^phrase:/, '');
  if (read.length === 0) return null;
  return (
    <div className="teach-bar">
      {read.map(([id, films]) => (
        <Button key={id} className="button small" data-testid="take-readings" onPress={() => actions.takeReadings(id)}>
          {words.readings(wording.capital(nameOf(id)), films)}
        </Button>
      ))}
    </div>
  );
}
