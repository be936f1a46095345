import { useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import type { TeachAim } from '#src/state/teachingState.ts';
import type { LabelSet } from '#src/teaching/labelSet.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { TeachResults } from '#src/ui/TeachResults.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { wording } from '#src/ui/wording.ts';

/** Seeds everything that is drawn: the same labels give the same classifier. */
const seed = 1;

/** What is to be taught, the run, and what came of it. */
export function TeachRunPanel({ set, onOpen }: { readonly set: LabelSet; readonly onOpen: (filmId: FilmId) => void }) {
  const { actions } = useParts();
  const run = useAppState(({ teaching }) => teaching.run);
  const model = useAppState((state) => state.model);
  const phrases = useAppState((state) => state.phrases);
  const findings = model.stage === 'ready' ? model.status.card.findings : [];
  const plain = set.name.toLowerCase();
  const priors = [...findings.map(({ id, name }) => ({ id, name })), ...phrases.map((phrase) => ({ id: `phrase:${phrase}`, name: phrase }))];
  const [classId, setClassId] = useState(set.classes[0]?.classId ?? '');
  const [chosenPrior, setPrior] = useState<string | null>(null);
  const [balanced, setBalanced] = useState(false);
  const [network, setNetwork] = useState(false);
  const priorId = chosenPrior ?? priors.find(({ id, name }) => name.toLowerCase() === plain || id === plain)?.id ?? '';
  const aim: TeachAim = { labelSetId: set.labelSetId, classId, priorId: priorId === '' ? null : priorId, classWeights: balanced ? 'balanced' : 'none', network, seed };
  const running = run.stage === 'running';
  return (
    <>
      <div className="teach-bar">
        <label>
          {words.aim}
          <select value={classId} onChange={(event) => setClassId(event.target.value)} disabled={running}>
            {set.classes.map(({ classId: id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.prior}
          <select data-testid="teach-prior" value={priorId} onChange={(event) => setPrior(event.target.value)} disabled={running}>
            <option value="">{words.noPrior}</option>
            {priors.map(({ id, name }) => (
              <option key={id} value={id}>
                {wording.capital(name)}
              </option>
            ))}
          </select>
        </label>
        <Switch className="switch" isSelected={balanced} onChange={setBalanced} isDisabled={running} aria-description={words.weightsHint}>
          <span className="switch-track" aria-hidden />
          {words.weights}
        </Switch>
        <Switch className="switch" isSelected={network} onChange={setNetwork} isDisabled={running} aria-description={words.networkHint} data-testid="teach-network">
          <span className="switch-track" aria-hidden />
          {words.network}
        </Switch>
        {running ? (
          <Button className="button" data-testid="cancel-teaching" onPress={actions.cancelTeaching}>
            {words.cancel}
          </Button>
        ) : (
          <Button className="button primary" data-testid="teach" onPress={() => void actions.teach(aim)}>
            {words.teach}
          </Button>
        )}
      </div>
      {priorId.startsWith('phrase:') && <p className="quiet small">{words.phrasePrior}</p>}
      {run.stage === 'interrupted' && (
        <p>
          {words.interrupted}{' '}
          <Button className="link" data-testid="resume-teaching" onPress={() => void actions.teach(run.aim)}>
            {words.resume}
          </Button>
        </p>
      )}
      {running && (
        <p role="status" data-testid="teach-progress">
          <progress max={1} value={run.progress?.share ?? 0} aria-label={words.teach} /> {run.progress ? words.stage(run.progress.stage) : words.starting}
        </p>
      )}
      {run.stage === 'failed' && (
        <p className="warning" role="alert" data-testid="teach-refused" data-kind={run.failure.kind}>
          {wordFailure(run.failure).what} {wordFailure(run.failure).remedy}
        </p>
      )}
      {run.stage === 'done' && <TeachResults run={run} name={set.classes.length > 2 ? `${set.name}: ${set.classes.find((each) => each.classId === run.aim.classId)?.name ?? ''}` : set.name} onOpen={onOpen} />}
    </>
  );
}
