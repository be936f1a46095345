import { useState } from 'react';
import { Button, Form, Input, TextField } from 'react-aria-components';
import { answerQuestion } from '#src/assistant/answerQuestion.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { questionWording } from '#src/ui/questionWording.ts';

/** A question about the film on the screen, answered on this device by its scores. */
export function DeviceQuestion() {
  const film = useAppState((state) => (state.selected === null ? undefined : state.films.get(state.selected)));
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<{ readonly filmId: string; readonly question: string } | null>(null);
  if (film?.scoring.stage !== 'scored') return null;
  const { filmId, facts } = film.record;
  const answer = asked?.filmId === filmId ? answerQuestion(asked.question, { findings: film.scoring.findings, viewPosition: facts.viewPosition }) : null;
  return (
    <Form
      className="device-question"
      onSubmit={(event) => {
        event.preventDefault();
        setAsked({ filmId, question: text });
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
      {answer && asked && (
        <div role="status" data-testid="device-answer" data-answer={answer.kind === 'answered' ? answer.answer : answer.reason}>
          <p className="quiet small">{asked.question}</p>
          <p>{answer.kind === 'answered' ? questionWording.answered(answer) : questionWording.noAnswer[answer.reason]}</p>
          {answer.kind === 'answered' && answer.evidence.length > 0 && (
            <ul className="plain small">
              {answer.evidence.map((evidence) => (
                <li key={evidence.findingId}>{questionWording.evidence(evidence)}</li>
              ))}
            </ul>
          )}
          {answer.kind === 'answered' && <p className="quiet small">{questionWording.note}</p>}
        </div>
      )}
    </Form>
  );
}
