import { Download, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import type { TakenSession } from '#src/state/teachingState.ts';
import { useParts } from '#src/ui/appContext.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { teachingWording as words } from '#src/ui/teachingWording.ts';

/** The session out and in as one file, and what came of it. */
export function SessionFiles() {
  const { actions } = useParts();
  const [taken, setTaken] = useState<TakenSession | null>(null);
  return (
    <section className="teach-form">
      <h3>{words.session}</h3>
      <p className="quiet small">{words.sessionNote}</p>
      <div className="teach-bar">
        <Button className="button" data-testid="export-session" onPress={() => void actions.exportSession().then((blob) => saveFile(blob, words.sessionName))}>
          <Download size={14} aria-hidden />
          {words.exportSession}
        </Button>
        <FileTrigger
          acceptedFileTypes={['.zip']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void actions.importSession(file).then(setTaken);
          }}
        >
          <Button className="button" data-testid="import-session">
            <Upload size={14} aria-hidden />
            {words.importSession}
          </Button>
        </FileTrigger>
      </div>
      {taken && (
        <p role="status" data-testid="session-taken">
          {words.sessionTaken(taken.labels, taken.classifiers, taken.promptSets, taken.annotated)} {taken.otherModel > 0 && words.sessionOther(taken.otherModel)}{' '}
          {taken.filmsNotHere > 0 && words.sessionNotHere(taken.filmsNotHere)}
        </p>
      )}
    </section>
  );
}
