import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { setAtHand } from '#src/state/teachingState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { ClassifierList } from '#src/ui/ClassifierList.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { SessionFiles } from '#src/ui/SessionFiles.tsx';
import { Sheet } from '#src/ui/Sheet.tsx';
import { TeachLabels } from '#src/ui/TeachLabels.tsx';
import { TeachRunPanel } from '#src/ui/TeachRunPanel.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import '#src/ui/teaching.css';

const tabs = ['labels', 'teach', 'classifiers'] as const;

/** From labels to a finding of one's own: label, teach and measure, use. */
export function TeachDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useParts();
  const sets = useAppState(({ teaching }) => teaching.sets);
  const set = useAppState(({ teaching }) => setAtHand(teaching));
  const busy = useAppState(({ teaching }) => teaching.run.stage !== 'idle');
  const unsaved = useAppState(({ teaching }) => teaching.unsaved);
  const failure = useAppState(({ teaching }) => teaching.failure);
  const [tab, setTab] = useState<(typeof tabs)[number]>(busy ? 'teach' : 'labels');
  const [making, setMaking] = useState(false);
  const open = (filmId: FilmId): void => {
    actions.select(filmId);
    onClose();
  };
  return (
    <Sheet title={words.title} onClose={onClose} size="large">
      <div className="teach" data-testid="teach-dialog">
        <p className="quiet small">{words.intro}</p>
        <div className="teach-bar">
          {sets.length > 0 && (
            <label>
              {words.set}
              <select data-testid="label-set" value={set?.labelSetId ?? ''} onChange={(event) => actions.chooseLabelSet(event.target.value)}>
                {sets.map(({ labelSetId, name }) => (
                  <option key={labelSetId} value={labelSetId}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          {sets.length > 0 && !making && (
            <Button className="button small" onPress={() => setMaking(true)} data-testid="new-set">
              {words.newSet}
            </Button>
          )}
        </div>
        {(making || sets.length === 0) && <NewSet first={sets.length === 0} onDone={() => setMaking(false)} />}
        {failure && (
          <p className="warning" role="alert" data-testid="teach-failure" data-kind={failure.kind}>
            {wordFailure(failure).what} {wordFailure(failure).remedy} {unsaved && words.unsaved}
          </p>
        )}
        <div className="teach-tabs" role="group" aria-label={words.tabsLabel}>
          {tabs.map((name) => (
            <Button key={name} aria-current={tab === name ? 'page' : 'false'} data-testid={`teach-tab-${name}`} onPress={() => setTab(name)}>
              {words.tabs[name]}
            </Button>
          ))}
        </div>
        {tab === 'labels' && set && <TeachLabels key={set.labelSetId} set={set} onStart={onClose} onOpen={open} />}
        {tab === 'teach' && set && <TeachRunPanel key={set.labelSetId} set={set} onOpen={open} />}
        {tab === 'classifiers' && <ClassifierList />}
        {tab === 'classifiers' && <SessionFiles />}
      </div>
    </Sheet>
  );
}

function NewSet({ first, onDone }: { readonly first: boolean; readonly onDone: () => void }) {
  const { actions } = useParts();
  const [name, setName] = useState('');
  const [definition, setDefinition] = useState('');
  const [classes, setClasses] = useState('');
  return (
    <form
      className="teach-form fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        actions.makeLabelSet(name.slice(0, 80), definition.slice(0, 2000), classes.split(',').slice(0, 9));
        onDone();
      }}
    >
      {first && <p>{words.noSet}</p>}
      <TextField value={name} onChange={setName}>
        <Label>{words.name}</Label>
        <Input data-testid="set-title" placeholder={words.nameHint} />
      </TextField>
      <TextField value={definition} onChange={setDefinition}>
        <Label>{words.definition}</Label>
        <Input />
      </TextField>
      <TextField value={classes} onChange={setClasses}>
        <Label>{words.classes}</Label>
        <Input data-testid="set-classes" />
      </TextField>
      <div>
        <Button className="button primary" type="submit" data-testid="make-set" isDisabled={name.trim() === ''}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}
