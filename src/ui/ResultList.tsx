import { Ban, Check, Circle, Info, Minus } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { IntakeLine } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { CopyButton } from '#src/ui/CopyButton.tsx';
import { countResults, filters, lineName, lineText, linesAsText, resultOf, type IntakeResult, type ResultFilter } from '#src/ui/intakeResults.ts';
import { useGrowingRows } from '#src/ui/useGrowingRows.ts';
import { wording } from '#src/ui/wording.ts';

const icons: Readonly<Record<IntakeResult, ReactNode>> = {
  running: <Circle size={13} aria-hidden />,
  opened: <Check size={13} aria-hidden />,
  noticed: <Info size={13} aria-hidden />,
  refused: <Ban size={13} aria-hidden />,
  neither: <Minus size={13} aria-hidden />,
};

interface ResultListProps {
  readonly onChosen: () => void;
  /** At the end of the filters: what else can be done with the list. */
  readonly children?: ReactNode;
}

/** One line a file: filters with counts, what became of it and why, copy as text. */
export function ResultList({ onChosen, children }: ResultListProps) {
  const { store } = useParts();
  // Hundreds of files change their stage within a second: the lines follow in parts, between other work.
  const intake = useDeferredValue(useAppState((state) => state.intake));
  const [filter, setFilter] = useState<ResultFilter>('all');
  const counts = useMemo(() => countResults(intake), [intake]);
  const lines = useMemo(() => (filter === 'all' ? intake : intake.filter((line) => resultOf(line) === filter)), [intake, filter]);
  return (
    <div className="results">
      <div className="result-bar">
        <ToggleButtonGroup
          className="result-filters"
          aria-label={wording.results.filters}
          disallowEmptySelection
          selectedKeys={[filter]}
          onSelectionChange={(keys) => setFilter(filters.find((name) => keys.has(name)) ?? 'all')}
        >
          {filters.map((name) => (
            <ToggleButton
              key={name}
              id={name}
              className={`result-filter ${name}`}
              data-testid={`filter-${name}`}
              aria-label={wording.results.filter(wording.results.named[name], counts[name])}
            >
              {name !== 'all' && icons[name]}
              <span className="filter-name">{wording.results.named[name]}</span>
              <span className="number">{counts[name]}</span>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <CopyButton label={wording.results.copy} testId="copy-results" text={() => linesAsText(lines, store.getState())} />
        {children}
      </div>
      <Lines key={filter} lines={lines} onChosen={onChosen} />
      {lines.length === 0 && <p className="quiet result-more">{wording.results.none}</p>}
    </div>
  );
}

function Lines({ lines, onChosen }: { readonly lines: readonly IntakeLine[]; readonly onChosen: () => void }) {
  const { shown, more, end } = useGrowingRows(lines);
  return (
    <ul className="intake-list" aria-label={wording.intake.list}>
      {shown.map((line) => (
        <Line key={line.lineId} line={line} onChosen={onChosen} />
      ))}
      {more && <li ref={end} aria-hidden />}
    </ul>
  );
}

const Line = memo(function Line({ line, onChosen }: { readonly line: IntakeLine; readonly onChosen: () => void }) {
  const { actions, store } = useParts();
  const hidden = useAppState((state) => state.identityHidden);
  const { status } = line;
  const fileName = lineName(line, hidden);
  const filmId = 'filmId' in status ? status.filmId : null;
  const result = resultOf(line);
  const { what, remedy } = lineText(line, store.getState().films);
  const nameAt = fileName.lastIndexOf('/') + 1;
  const name = (
    <>
      {fileName.slice(nameAt)}
      {nameAt > 0 && <span className="folder">{fileName.slice(0, nameAt - 1)}</span>}
    </>
  );
  return (
    <li
      className={`intake-line ${result} ${status.stage}`}
      data-testid="intake-line"
      data-stage={status.stage}
      data-result={result}
      data-kind={status.stage === 'failed' ? status.failure.kind : undefined}
    >
      <span className="result-icon">{icons[result]}</span>
      {filmId === null ? (
        <span className="file-name" title={fileName}>
          {name}
        </span>
      ) : (
        <button
          type="button"
          className="file-name link"
          title={fileName}
          onClick={() => {
            actions.select(filmId);
            onChosen();
          }}
        >
          {name}
        </button>
      )}
      <span className="stage">
        {what} {remedy !== '' && <span className="remedy">{remedy}</span>}
      </span>
    </li>
  );
});
