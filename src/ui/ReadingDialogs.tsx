import { useState, type ReactNode } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { withAnnotation, withCalibration } from '#src/annotations/history.ts';
import type { Film } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { useSession, useSessionStore, type Prompt } from '#src/ui/session.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useNames } from '#src/ui/useNames.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';

/** What drawing and comparing still need to ask. */
export function ReadingDialogs() {
  const prompt = useSession((session) => session.prompt);
  const question = useAppState((state) => state.reading.question);
  return (
    <>
      {prompt?.kind === 'calibrate' && <CalibrateDialog prompt={prompt} />}
      {prompt?.kind === 'text' && <TextDialog key={prompt.annotationId} prompt={prompt} />}
      {question && <PersonDialog />}
    </>
  );
}

interface AskFormProps {
  readonly title: string;
  readonly label: string;
  readonly apply: string;
  readonly first: string;
  readonly decimal?: boolean;
  readonly note?: ReactNode;
  readonly onAnswer: (answer: string) => void;
  readonly onClose: () => void;
}

function AskForm({ title, label, apply, first, decimal = false, note, onAnswer, onClose }: AskFormProps) {
  const [answer, setAnswer] = useState(first);
  return (
    <Sheet title={title} onClose={onClose}>
      <Form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(answer);
        }}
      >
        <TextField value={answer} onChange={setAnswer} autoFocus>
          <Label>{label}</Label>
          <Input inputMode={decimal ? 'decimal' : 'text'} data-testid="prompt" />
        </TextField>
        {note}
        <div className="sheet-foot">
          <Button className="button" onPress={onClose}>
            {wording.cancel}
          </Button>
          <Button className="button primary" type="submit">
            {apply}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

function CalibrateDialog({ prompt: { filmId, points } }: { readonly prompt: Extract<Prompt, { kind: 'calibrate' }> }) {
  const { actions } = useParts();
  const session = useSessionStore();
  const [refused, setRefused] = useState(false);
  const close = (): void => session.setState({ prompt: null });
  const { calibrate } = viewerWording;
  const { what, remedy } = wordFailure({ kind: 'CalibrationInvalid', facts: {} });
  return (
    <AskForm
      title={calibrate.title}
      label={calibrate.label}
      apply={calibrate.apply}
      first=""
      decimal
      note={refused ? <p className="warning" role="alert">{what} {remedy}</p> : <p className="quiet">{calibrate.note}</p>}
      onClose={close}
      onAnswer={(answer) => {
        const millimetres = Number(answer.trim().replace(',', '.'));
        const [from, to] = points;
        const valid = answer.trim() !== '' && Number.isFinite(millimetres) && millimetres > 0 && Math.hypot(from.x - to.x, from.y - to.y) > 0;
        setRefused(!valid);
        if (!valid) return;
        actions.changeAnnotations(filmId, (film) => withCalibration(film, { points, millimetres }));
        close();
      }}
    />
  );
}

function TextDialog({ prompt: { filmId, annotationId } }: { readonly prompt: Extract<Prompt, { kind: 'text' }> }) {
  const { actions } = useParts();
  const session = useSessionStore();
  const annotation = useAppState((state) => state.annotations.get(filmId)?.present.annotations.find((each) => each.annotationId === annotationId));
  const close = (): void => session.setState({ prompt: null });
  const { text } = viewerWording;
  return (
    <AskForm
      title={text.title}
      label={text.label}
      apply={text.apply}
      first={annotation?.text ?? ''}
      onClose={close}
      onAnswer={(answer) => {
        if (annotation) actions.changeAnnotations(filmId, (film) => withAnnotation(film, { ...annotation, text: answer.trim() }));
        close();
      }}
    />
  );
}

/** Never links two people: the reader sees what differs and decides. */
function PersonDialog() {
  const { actions } = useParts();
  const films = useAppState((state) => state.films);
  const question = useAppState((state) => state.reading.question);
  const current = question && films.get(question.current);
  const prior = question && films.get(question.prior);
  if (!current || !prior) return null;
  const { title, body, yes, no } = viewerWording.question;
  return (
    <Sheet title={title} onClose={() => actions.answerQuestion(false)}>
      <p>{body}</p>
      <div className="person-pair">
        <Person heading={viewerWording.question.current} film={current} />
        <Person heading={viewerWording.question.prior} film={prior} />
      </div>
      <div className="sheet-foot">
        <Button className="button" autoFocus onPress={() => actions.answerQuestion(false)}>
          {no}
        </Button>
        <Button className="button primary" data-testid="one-person" onPress={() => actions.answerQuestion(true)}>
          {yes}
        </Button>
      </div>
    </Sheet>
  );
}

function Person({ heading, film }: { readonly heading: string; readonly film: Film }) {
  const { nameOf, hidden } = useNames();
  const { facts } = film.record;
  const { born, issuer } = viewerWording.question;
  const lines = [
    nameOf(film),
    ...(hidden ? [] : [facts.patientId, facts.patientBirthDate && born(shortDate(facts.patientBirthDate)), facts.issuerOfPatientId && issuer(facts.issuerOfPatientId), shortDate(facts.studyDate)]),
  ].filter((line) => line);
  return (
    <section>
      <h3 className="quiet">{heading}</h3>
      {lines.map((line, at) => (
        <p key={at}>{line}</p>
      ))}
    </section>
  );
}
