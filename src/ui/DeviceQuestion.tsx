import { Grid3x3 } from 'lucide-react';
import { useState } from 'react';
import { Button, Form, Input, TextField } from 'react-aria-components';
import type { Answer, Evidence } from '#src/assistant/answerQuestion.ts';
import type { NotAsked } from '#src/findings/finding.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { questionWording } from '#src/ui/questionWording.ts';
import { wording } from '#src/ui/wording.ts';

interface Asked {
  readonly filmId: string;
  readonly question: string;
  /** Null while the model is asked. */
  readonly answer: Answer | null;
}

/** A question about the film on the screen, answered on this device by its scores. */
export function DeviceQuestion() {
  const { answerOf } = useParts();
  const film = useAppState((state) => (state.selected === null ? undefined : state.films.get(state.selected)));
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<Asked | null>(null);
  if (film?.scoring.stage !== 'scored') return null;
  const { filmId } = film.record;
  const shown = asked?.filmId === filmId ? asked : null;
  const ask = (question: string): void => {
    const waiting: Asked = { filmId, question, answer: null };
    setAsked(waiting);
    // An answer that comes after the next question is let go.
    void answerOf(filmId, question).then((answer) => setAsked((now) => (now === waiting ? { ...waiting, answer } : now)));
  };
  return (
    <Form
      className="device-question"
      onSubmit={(event) => {
        event.preventDefault();
        ask(text);
      }}
    >
      <div className="device-question-line">
        <TextField aria-label={questionWording.label} value={text} onChange={setText}>
          <Input data-testid="device-question" placeholder={questionWording.placeholder} />
        </TextField>
        <Button className="button small" type="submit" data-testid="ask-device">
          {questionWording.ask}
        </Button>
      </div>
      {shown && (
        <div role="status" data-testid="device-answer" data-answer={shown.answer === null ? 'asking' : shown.answer.kind === 'answered' ? shown.answer.answer : shown.answer.reason}>
          <p className="quiet small">{shown.question}</p>
          {shown.answer ? <Given answer={shown.answer} outside={outsideOf(film)} /> : <p className="quiet">{questionWording.asking}</p>}
        </div>
      )}
    </Form>
  );
}

function Given({ answer, outside }: { readonly answer: Answer; readonly outside: NotAsked | null }) {
  const applied = useAppState(({ workshop }) => workshop.applied);
  if (answer.kind === 'cannotTell') return <p className="device-given">{questionWording.noAnswer[answer.reason]}</p>;
  return (
    <>
      <p className="device-given">{questionWording.answered(answer)}</p>
      {outside && answer.by !== 'tag' && <p className="warning small" data-testid="device-outside">{wording.gate.outside(outside)}</p>}
      {answer.evidence.length > 0 && (
        <ul className="plain small device-evidence">
          {answer.evidence.map((evidence, at) => (
            <li key={at} data-testid="device-evidence" data-source={evidence.source}>
              <span>{questionWording.evidence(evidence)}</span>
              {evidence.source === 'score' && <Where evidence={evidence} />}
            </li>
          ))}
        </ul>
      )}
      {answer.by !== 'tag' && <p className="quiet small">{questionWording.note}</p>}
      {applied && (answer.by === 'scores' || answer.by === 'scoresWithoutSide' || answer.by === 'ifThere') && <p className="warning small">{wording.weigh.inUse.answer(applied.name, applied.version)}</p>}
    </>
  );
}

/** Shows the map of a finding that an answer rests on. */
function Where({ evidence: { findingId, name } }: { readonly evidence: Extract<Evidence, { source: 'score' }> }) {
  const { actions } = useParts();
  const on = useAppState(({ weighing }) => weighing.heat.on && weighing.heat.findingId === findingId);
  return (
    <Button className="chip" aria-pressed={on} data-testid="evidence-map" aria-label={questionWording.map(name, on)} onPress={() => actions.setHeat({ on: !on, findingId })}>
      <Grid3x3 size={12} aria-hidden />
      {questionWording.mapShort}
    </Button>
  );
}
