import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, FileTrigger, Form, Input, Label, TextField } from 'react-aria-components';
import type { ResultSet } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useNames } from '#src/ui/useNames.ts';
import { wording } from '#src/ui/wording.ts';

/** Results put aside, their export, and the index as a file. */
export function SavedResults({ onClose }: { readonly onClose: () => void }) {
  const sets = useAppState((state) => state.resultSets);
  const { saved } = wording.search;
  return (
    <Sheet title={saved.title} onClose={onClose} size="wide">
      <PresentResult />
      <section className="fields">
        <h3>{saved.list}</h3>
        {sets.length === 0 ? <p className="quiet">{saved.nothing}</p> : sets.map((set) => <SavedResult key={set.name} set={set} onClose={onClose} />)}
        {sets.length > 0 && <p className="quiet small">{saved.forTable}</p>}
      </section>
      <IndexFile />
    </Sheet>
  );
}

function fileNameOf(name: string | undefined): string {
  return name === undefined ? wording.search.saved.fileName : name.replace(/[^\p{L}\p{N} _-]/gu, '_');
}

/** The files of the films themselves. */
function Originals({ name }: { readonly name?: string }) {
  const { actions } = useParts();
  const { saved } = wording.search;
  const [packed, setPacked] = useState<number | null>(null);
  const [outcome, setOutcome] = useState('');
  const packing = useRef<AbortController>(null);
  // Byte for byte as they were taken in, the files name their patients.
  const { hidden } = useNames();
  useEffect(() => () => packing.current?.abort(), []);
  const pack = async (): Promise<void> => {
    const controller = new AbortController();
    packing.current = controller;
    setOutcome('');
    setPacked(0);
    const found = await actions.packResult(name, controller.signal, setPacked);
    if (controller.signal.aborted) return;
    setPacked(null);
    if (!found) return;
    saveFile(found.zip, `${fileNameOf(name)}.zip`);
    if (found.leftOut > 0) setOutcome(saved.leftOut(found.leftOut));
  };
  return (
    <>
      <Button className="button small" data-testid="export-zip" aria-label={saved.exportAs(name ?? saved.now, saved.originals)} isDisabled={packed !== null || hidden} aria-description={hidden ? saved.zipHidden : saved.zipNote} onPress={() => void pack()}>
        {packed === null ? saved.zip : saved.packing(packed)}
      </Button>
      {outcome !== '' && <span role="status" className="warning">{outcome}</span>}
    </>
  );
}

function Formats({ name }: { readonly name?: string }) {
  const { actions } = useParts();
  const { saved } = wording.search;
  const tables = (['csv', 'json'] as const).map((format) => (
    <Button
      key={format}
      className="button small"
      data-testid={`export-${format}`}
      aria-label={saved.exportAs(name ?? saved.now, saved[format])}
      onPress={() => {
        const file = actions.exportResult(format, name);
        if (file) saveFile(file, `${fileNameOf(name)}.${format}`);
      }}
    >
      {saved[format]}
    </Button>
  ));
  return (
    <>
      {tables}
      <Originals {...(name === undefined ? {} : { name })} />
    </>
  );
}

function PresentResult() {
  const { actions } = useParts();
  const search = useAppState((state) => state.search);
  const [name, setName] = useState(search.stage === 'done' ? search.of.text : '');
  const [tags, setTags] = useState('');
  const { hidden } = useNames();
  const { saved } = wording.search;
  if (search.stage !== 'done' || search.hits.length === 0) return <p className="quiet">{saved.nothingNow}</p>;
  return (
    <Form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        actions.saveResult(name, tags.split(','));
        setTags('');
      }}
    >
      <h3>{saved.now}</h3>
      <div className="field-row">
        <TextField value={name} onChange={setName} isRequired>
          <Label>{saved.name}</Label>
          <Input data-testid="result-name" />
        </TextField>
        <TextField value={tags} onChange={setTags}>
          <Label>{saved.tags}</Label>
          <Input data-testid="result-tags" />
        </TextField>
      </div>
      <div className="sheet-foot">
        <Formats />
        <Button className="button small primary" type="submit" data-testid="save-result" isDisabled={name.trim() === ''}>
          {saved.save}
        </Button>
      </div>
      <p className="quiet small">{hidden ? saved.zipHidden : saved.zipNote}</p>
    </Form>
  );
}

function SavedResult({ set: { name, query, tags, films }, onClose }: { readonly set: ResultSet; readonly onClose: () => void }) {
  const { actions } = useParts();
  const { saved } = wording.search;
  const count = (mark: 'right' | 'wrong'): number => films.filter((film) => film.mark === mark).length;
  return (
    <div className="saved-result" data-testid="saved-result">
      <span className="saved-text">
        <strong>{name}</strong>
        <span className="quiet small">{saved.facts(films.length, count('right'), count('wrong'))}</span>
        {tags.map((tag) => (
          <span key={tag} className="badge">
            {tag}
          </span>
        ))}
      </span>
      {query !== '' && (
        <Button
          className="button small"
          onPress={() => {
            void actions.searchPhrase(query);
            onClose();
          }}
        >
          {saved.again}
        </Button>
      )}
      <Formats name={name} />
      <Button className="icon-button small" aria-label={saved.remove(name)} onPress={() => actions.removeResult(name)}>
        <Trash2 size={14} aria-hidden />
      </Button>
    </div>
  );
}

function IndexFile() {
  const { actions } = useParts();
  const [outcome, setOutcome] = useState('');
  const { saved } = wording.search;
  return (
    <section className="fields">
      <h3>{saved.index}</h3>
      <p className="quiet">{saved.indexNote}</p>
      <div className="sheet-foot start">
        <Button
          className="button small"
          data-testid="export-index"
          onPress={() => void actions.exportIndex().then((file) => file && saveFile(file, saved.indexFileName))}
        >
          {saved.exportIndex}
        </Button>
        <FileTrigger
          onSelect={(files) => {
            const file = files?.item(0);
            if (file) void actions.importIndex(file).then((counts) => setOutcome(counts ? saved.imported(counts) : ''));
          }}
        >
          <Button className="button small">{saved.importIndex}</Button>
        </FileTrigger>
        <span role="status">{outcome}</span>
      </div>
    </section>
  );
}
