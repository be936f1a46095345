import { FilePlus, FolderPlus, Square } from 'lucide-react';
import { memo, useRef, type ChangeEvent } from 'react';
import { Button } from 'react-aria-components';
import type { IntakeLine } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { incoming } from '#src/ui/readDrop.ts';
import { useGrowingRows } from '#src/ui/useGrowingRows.ts';
import { wording } from '#src/ui/wording.ts';

const running = new Set(['waiting', 'decoding', 'embedding']);

export function IntakePanel({ onChosen }: { readonly onChosen: () => void }) {
  const { actions } = useParts();
  const intake = useAppState((state) => state.intake);
  const samples = useAppState((state) => state.samples);
  const { shown, more, end } = useGrowingRows(intake);
  const done = intake.filter(({ status }) => !running.has(status.stage)).length;
  const busy = done < intake.length;
  return (
    <div className="intake">
      <div className="intake-head">
        <FilePicker />
        {busy && (
          <Button className="button small" onPress={actions.cancelIntake}>
            <Square size={12} aria-hidden />
            {wording.intake.cancel}
          </Button>
        )}
        {!busy && intake.length > 0 && (
          <Button className="button small quiet-button" onPress={actions.clearIntake}>
            {wording.intake.clear}
          </Button>
        )}
      </div>
      {intake.length > 0 && (
        <>
          <div className="intake-progress">
            <progress max={intake.length} value={done} aria-label={wording.intake.progress} />
            <span className="quiet">{samples ? wording.samples(samples.done, samples.total) : wording.count(done, intake.length)}</span>
          </div>
          <ul className="intake-list" aria-label={wording.intake.list}>
            {shown.map((line) => (
              <Line key={line.lineId} line={line} onChosen={onChosen} />
            ))}
            {more && <li ref={end} aria-hidden />}
          </ul>
        </>
      )}
    </div>
  );
}

const Line = memo(function Line({ line, onChosen }: { readonly line: IntakeLine; readonly onChosen: () => void }) {
  const { actions } = useParts();
  const { status, fileName } = line;
  const filmId = 'filmId' in status ? status.filmId : null;
  const said = wording.intakeStage(status);
  return (
    <li className={`intake-line ${status.stage}`} data-testid="intake-line" data-stage={status.stage} data-kind={status.stage === 'failed' ? status.failure.kind : undefined}>
      {filmId === null ? (
        <span className="file-name" title={fileName}>{fileName}</span>
      ) : (
        <Button
          className="file-name link"
          onPress={() => {
            actions.select(filmId);
            onChosen();
          }}
        >
          {fileName}
        </Button>
      )}
      <span className="stage">{said}</span>
    </li>
  );
});

/** Native file inputs, since only they open a folder picker; the buttons are what is seen and reached by keyboard. */
export function FilePicker() {
  const { actions } = useParts();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const taken = (event: ChangeEvent<HTMLInputElement>): void => {
    const chosen = [...(event.target.files ?? [])].map(incoming);
    event.target.value = '';
    if (chosen.length > 0) void actions.takeIn(chosen);
  };
  return (
    <>
      <input ref={files} type="file" multiple hidden data-testid="file-input" onChange={taken} />
      <input ref={folder} type="file" multiple hidden data-testid="folder-input" onChange={taken} {...{ webkitdirectory: '' }} />
      <Button className="button small" onPress={() => files.current?.click()}>
        <FilePlus size={14} aria-hidden />
        {wording.intake.addFiles}
      </Button>
      <Button className="button small" onPress={() => folder.current?.click()}>
        <FolderPlus size={14} aria-hidden />
        {wording.intake.addFolder}
      </Button>
    </>
  );
}
