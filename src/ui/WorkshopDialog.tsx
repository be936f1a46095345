import { Check, Download, Plus, Save, Upload, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, FileTrigger, Input, NumberField, TextField } from 'react-aria-components';
import type { PromptSetFinding, WeightedPrompt } from '#src/findings/promptSet.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';
import { WorkshopMeasure } from '#src/ui/WorkshopMeasure.tsx';

const words = { ...wording.weigh.workshop, inUse: wording.weigh.inUse };
/** Typing rests this long, ms, before the films are scored again. */
const rest = 350;

/** Prompts edited and weighted, and how they do on the user's own films. */
export function WorkshopDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useParts();
  const { set, changed, library, labels, failure, applied, applying } = useAppState((state) => state.workshop);
  const inUse = set !== null && !changed && JSON.stringify(set) === JSON.stringify(applied);
  const isSaved = set !== null && !changed && library.some((saved) => saved.name === set.name && saved.version === set.version);
  const apply = useRef<HTMLButtonElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState('');
  const finding = set?.findings.find(({ id }) => id === chosen) ?? set?.findings[0];
  const prompts = finding && JSON.stringify([finding.id, finding.positive, finding.negative]);

  useEffect(() => void actions.openWorkshop(), [actions]);
  useEffect(() => setName(set?.name ?? ''), [set?.name]);
  const id = finding?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => void actions.measureFinding(id), rest);
    return () => clearTimeout(timer);
  }, [actions, id, prompts]);

  const read = async (files: FileList | null, take: (file: File) => unknown): Promise<void> => {
    const file = files?.[0];
    if (file) await take(file);
  };
  return (
    <Sheet title={words.title} onClose={onClose} size="wide">
      <div className="workshop-bar">
        <select aria-label={words.set} value={library.some((saved) => saved.name === set?.name) ? set?.name : ''} onChange={(event) => void actions.chooseSet(event.target.value || null)}>
          <option value="">{words.own}</option>
          {library.map((saved) => (
            <option key={saved.name} value={saved.name}>
              {words.named(saved.name, saved.version)}
            </option>
          ))}
        </select>
        <TextField aria-label={words.name} value={name} onChange={setName}>
          <Input data-testid="set-name" />
        </TextField>
        <Button className="button small" data-testid="save-set" isDisabled={!set || name.trim() === ''} onPress={() => actions.saveSet(name)}>
          <Save size={14} aria-hidden />
          {words.save}
        </Button>
        <Button
          className="button small"
          data-testid="export-set"
          isDisabled={!set}
          onPress={() => set && saveFile(new Blob([JSON.stringify(set, null, 1)], { type: 'application/json' }), words.fileName(set.name, set.version))}
        >
          <Download size={14} aria-hidden />
          {words.export}
        </Button>
        <FileTrigger acceptedFileTypes={['.json']} onSelect={(files) => void read(files, async (file) => actions.importSet(await file.text()))}>
          <Button className="button small" data-testid="import-set">
            <Upload size={14} aria-hidden />
            {words.import}
          </Button>
        </FileTrigger>
        <FileTrigger acceptedFileTypes={['.csv', '.tsv', '.txt']} onSelect={(files) => void read(files, (file) => actions.loadLabels(file.name, file))}>
          <Button className="button small" data-testid="load-labels">
            <Upload size={14} aria-hidden />
            {words.labels}
          </Button>
        </FileTrigger>
      </div>
      <p className="quiet small" data-testid="set-state">
        {set && words.state(set.name, set.version, set.modelId, changed)} {labels && words.labelled(labels.fileName, labels.matched, labels.table.labels.size, labels.table.passedOver.length)}
      </p>
      {set && (
        <div className="workshop-apply">
          <Button ref={apply} className="button small primary" data-testid="apply-set" isDisabled={!isSaved} aria-busy={applying} onPress={() => { if (!inUse && !applying) void actions.applySet(set); }}>
            <Check size={14} aria-hidden />
            {applying ? words.inUse.applying : inUse ? words.inUse.applied : words.inUse.apply}
          </Button>
          {applied && (
            <Button
              className="button small"
              data-testid="workshop-back"
              onPress={() => {
                // This one goes away: the focus stays in the dialog.
                apply.current?.focus();
                if (!applying) void actions.applySet(null);
              }}
            >
              {words.inUse.back}
            </Button>
          )}
          {!isSaved && <span className="quiet small">{changed || applied ? words.inUse.saveFirst : words.inUse.isOwn}</span>}
        </div>
      )}
      {failure && (
        <p className="warning" role="alert" data-testid="workshop-failure" data-kind={failure.kind}>
          {wordFailure(failure).what} {wordFailure(failure).remedy}
        </p>
      )}
      {finding && (
        <div className="workshop">
          <div>
            <select aria-label={words.finding} data-testid="workshop-finding" value={finding.id} onChange={(event) => setChosen(event.target.value)}>
              {set?.findings.map(({ id: other, name: label }) => (
                <option key={other} value={other}>
                  {wording.capital(label)}
                </option>
              ))}
            </select>
            <Side finding={finding} side="positive" />
            <Side finding={finding} side="negative" />
          </div>
          <WorkshopMeasure finding={finding} />
        </div>
      )}
    </Sheet>
  );
}

function Side({ finding, side }: { readonly finding: PromptSetFinding; readonly side: 'positive' | 'negative' }) {
  const { actions } = useParts();
  const measured = useAppState(({ workshop }) => workshop.measured);
  const prompts = finding[side];
  const sum = useMemo(() => prompts.reduce((total, { weight }) => total + weight, 0), [prompts]);
  const change = (next: readonly WeightedPrompt[]): void =>
    actions.changeSet((set) => ({ ...set, findings: set.findings.map((other) => (other.id === finding.id ? { ...other, [side]: next } : other)) }));
  const replace = (at: number, by: Partial<WeightedPrompt>): void => change(prompts.map((prompt, index) => (index === at ? { ...prompt, ...by } : prompt)));
  return (
    <fieldset className="workshop-side">
      <legend>{words.side[side]}</legend>
      {prompts.map((prompt, at) => {
        const similarity = measured?.findingId === finding.id ? measured.similarities.get(prompt.text) : undefined;
        const share = similarity === undefined ? null : ((side === 'positive' ? 1 : -1) * similarity * prompt.weight) / sum;
        return (
          <div key={at} className="workshop-prompt" data-testid="workshop-prompt">
            <TextField aria-label={words.prompt} value={prompt.text} onChange={(text) => replace(at, { text: text.slice(0, 400) })}>
              <Input />
            </TextField>
            <NumberField aria-label={words.weight} value={prompt.weight} minValue={0.05} maxValue={20} step={0.05} onChange={(weight) => Number.isFinite(weight) && replace(at, { weight })}>
              <Input />
            </NumberField>
            <span className="number" title={words.share}>{share === null ? '' : wording.weigh.signed(share)}</span>
            <Button className="icon-button small" aria-label={words.remove(prompt.text)} isDisabled={prompts.length === 1} onPress={() => change(prompts.filter((_, index) => index !== at))}>
              <X size={12} aria-hidden />
            </Button>
          </div>
        );
      })}
      <Button className="link" data-testid={`add-${side}`} onPress={() => change([...prompts, { text: '', weight: 1 }])}>
        <Plus size={12} aria-hidden /> {words.add}
      </Button>
      {side === 'negative' && <p className="quiet small">{words.shareNote}</p>}
    </fieldset>
  );
}
