import { FilePlus, FolderPlus, Maximize2, Square } from 'lucide-react';
import { useRef, useState, type ChangeEvent } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { resultOf } from '#src/ui/intakeResults.ts';
import { byPath, incoming } from '#src/ui/readDrop.ts';
import { ResultList } from '#src/ui/ResultList.tsx';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

export function IntakePanel({ onChosen }: { readonly onChosen: () => void }) {
  const { actions } = useParts();
  const intake = useAppState((state) => state.intake);
  const samples = useAppState((state) => state.samples);
  const [whole, setWhole] = useState(false);
  const done = intake.filter((line) => resultOf(line) !== 'running').length;
  const busy = done < intake.length;
  return (
    <div className="intake">
      <Unfinished />
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
          {whole ? (
            <Sheet title={wording.intake.title} size="large" onClose={() => setWhole(false)}>
              <ResultList
                onChosen={() => {
                  setWhole(false);
                  onChosen();
                }}
              />
            </Sheet>
          ) : (
            <ResultList onChosen={onChosen}>
              <Button className="icon-button small" data-testid="open-results" aria-label={wording.results.enlarge} onPress={() => setWhole(true)}>
                <Maximize2 size={14} aria-hidden />
              </Button>
            </ResultList>
          )}
        </>
      )}
    </div>
  );
}

/** Files that the last visit had not read: this page cannot reach them any more, the reader can. */
function Unfinished() {
  const { actions } = useParts();
  const unfinished = useAppState((state) => state.unfinished);
  if (!unfinished) return null;
  return (
    <div className="unfinished" role="status" data-testid="unfinished" data-unread={unfinished.unread}>
      <p>{wording.intake.unfinished(unfinished.unread, unfinished.total)}</p>
      <Button className="button small" data-testid="forget-unfinished" onPress={actions.forgetUnfinished}>
        {wording.intake.forget}
      </Button>
    </div>
  );
}

/** Native file inputs, since only they open a folder picker; the buttons are what is seen and reached by keyboard. */
export function FilePicker() {
  const { actions } = useParts();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const taken = (event: ChangeEvent<HTMLInputElement>): void => {
    // A folder comes in the order of its disk.
    const chosen = byPath([...(event.target.files ?? [])].map(incoming));
    event.target.value = '';
    // The browser has been busy with the choice itself for long enough: hundreds of lines are drawn in a task of their own.
    if (chosen.length > 0) setTimeout(() => void actions.takeIn(chosen));
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
