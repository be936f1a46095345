import { ArrowRight, Undo2, X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Button, Switch, ToggleButton } from 'react-aria-components';
import { labelsAtHand, setAtHand } from '#src/state/teachingState.ts';
import { answerOf, unsure } from '#src/teaching/labelSet.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { isForFocus } from '#src/ui/viewerKeys.ts';
import '#src/ui/teaching.css';

/** While films are labelled: the answers with their keys. Its digits go before the viewer's, as long as it is there. */
export function LabelBar() {
  const { actions, store } = useParts();
  const labelling = useAppState(({ teaching }) => teaching.labelling);
  const set = useAppState(({ teaching }) => setAtHand(teaching));
  const labels = useAppState(({ teaching }) => labelsAtHand(teaching));
  const steps = useAppState(({ teaching }) => teaching.steps);
  const films = useAppState((state) => state.order.length);
  const selected = useAppState((state) => state.selected);
  const [goesOn, setGoesOn] = useState(true);
  const shown = labelling && set !== null;

  const label = useCallback(
    (value: string): void => {
      const { selected: film, order, teaching } = store.getState();
      if (!film) return;
      const same = labelsAtHand(teaching).get(film)?.value === value;
      actions.labelFilms([film], same ? null : value);
      const after = order.slice(order.indexOf(film) + 1);
      const next = [...after, ...order].find((other) => other !== film && !labelsAtHand(teaching).has(other) && store.getState().films.get(other)?.record.kind === 'film');
      if (goesOn && !same && next) actions.select(next);
    },
    [actions, store, goesOn],
  );
  useEffect(() => {
    if (!shown) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isForFocus(event)) return;
      if (document.querySelector('[role="dialog"], .overlay')) return;
      const value = /^\d$/.test(event.key) ? answerOf(set, Number(event.key)) : null;
      if (value === null) return;
      event.preventDefault();
      label(value);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [shown, set, label]);

  if (!shown) return null;
  const answer = selected ? labels.get(selected)?.value : undefined;
  const answers = [...set.classes, { classId: unsure, name: words.unsure }];
  return (
    <div className="label-bar" role="region" aria-label={words.bar(set.name)} data-testid="label-bar">
      <strong>{words.bar(set.name)}</strong>
      <span className="answers">
        {answers.map(({ classId, name }, at) => (
          <ToggleButton key={classId} className="button small" data-testid={`answer-${classId}`} isSelected={answer === classId} isDisabled={selected === null} onPress={() => label(classId)}>
            {name} {(classId === unsure || at < 9) && <kbd>{classId === unsure ? 0 : at + 1}</kbd>}
          </ToggleButton>
        ))}
      </span>
      <Button className="button small" isDisabled={steps === 0} onPress={actions.undoLabels} data-testid="undo-label">
        <Undo2 size={13} aria-hidden /> {words.undo}
      </Button>
      <Button className="button small" onPress={() => void actions.openNextFilm()} aria-description={words.nextHint} data-testid="next-telling">
        <ArrowRight size={13} aria-hidden /> {words.next}
      </Button>
      <Switch className="switch" isSelected={goesOn} onChange={setGoesOn}>
        <span className="switch-track" aria-hidden />
        {words.goOn}
      </Switch>
      <span className="spring" />
      <span className="number" data-testid="labelled-count">{words.progress(labels.size, films)}</span>
      <Button className="icon-button small" aria-label={words.stop} onPress={() => actions.setLabelling(false)}>
        <X size={14} aria-hidden />
      </Button>
      <span className="visually-hidden" role="status">{answer === undefined ? words.none : (answers.find(({ classId }) => classId === answer)?.name ?? '')}</span>
    </div>
  );
}
