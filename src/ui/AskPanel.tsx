import { Eye, Send } from 'lucide-react';
import { useState } from 'react';
import { Button, Form, TextArea, TextField } from 'react-aria-components';
import type { AskState } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { DeviceQuestion } from '#src/ui/DeviceQuestion.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

export function AskPanel({ onSettings }: { readonly onSettings: () => void }) {
  const { actions } = useParts();
  const selected = useAppState((state) => state.selected);
  const outside = useAppState(({ films, selected: filmId }) => { const film = filmId ? films.get(filmId) : undefined; return film ? outsideOf(film) : null; });
  const configured = useAppState((state) => state.endpoint.url !== '');
  const ask = useAppState((state) => state.ask);
  const [question, setQuestion] = useState('');
  const mine = ask.stage !== 'idle' && ask.filmId === selected ? ask : null;
  return (
    <section className="ask" aria-label={wording.ask.title}>
      <h2 className="panel-head">{wording.ask.title}</h2>
      <DeviceQuestion />
      {!configured ? (
        <div className="panel-note">
          <p className="quiet">{wording.ask.notConfigured}</p>
          <Button className="button small" onPress={onSettings}>
            {wording.ask.setUp}
          </Button>
        </div>
      ) : (
        <Form
          className="ask-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (selected && question.trim() !== '') void actions.previewQuestion(selected, question);
          }}
        >
          <TextField aria-label={wording.ask.label} value={question} onChange={setQuestion}>
            <TextArea rows={2} data-testid="question" placeholder={wording.ask.placeholder} />
          </TextField>
          <Button className="button small" type="submit" data-testid="preview-question" isDisabled={question.trim() === ''}>
            <Eye size={14} aria-hidden />
            {wording.ask.preview}
          </Button>
        </Form>
      )}
      {mine?.stage === 'failed' && (
        <p className="warning panel-note" role="alert" data-testid="ask-failure" data-kind={mine.failure.kind}>
          {wordFailure(mine.failure).what} {wordFailure(mine.failure).remedy}
        </p>
      )}
      {mine?.stage === 'sending' && (
        <div className="answer">
          <p className="quiet small" role="status">
            {mine.waitingSeconds === null ? wording.ask.sending : wording.ask.waiting(mine.waitingSeconds)}
          </p>
          {mine.answer !== '' && <p data-testid="answer-so-far">{mine.answer}</p>}
          <Button className="button small" data-testid="stop-answer" onPress={actions.cancelQuestion}>
            {wording.ask.stop}
          </Button>
        </div>
      )}
      {mine?.stage === 'failed' && mine.answer !== '' && (
        <div className="answer">
          <p data-testid="unfinished-answer">{mine.answer}</p>
          <p className="quiet small">{wording.ask.unfinished}</p>
        </div>
      )}
      {mine?.stage === 'answered' && (
        <div className="answer" role="status">
          <h3 className="panel-sub">{wording.ask.answer}</h3>
          <p data-testid="answer">{mine.answer}</p>
          {mine.cut && <p className="warning small">{wording.ask.cut}</p>}
          <p className="quiet small">{wording.ask.answerNote}</p>
          {outside && <p className="warning small" data-testid="answer-outside">{wording.gate.outside(outside)}</p>}
        </div>
      )}
      {mine?.stage === 'preview' && <PreviewSheet ask={mine} />}
    </section>
  );
}

function PreviewSheet({ ask }: { readonly ask: Extract<AskState, { stage: 'preview' }> }) {
  const { actions } = useParts();
  const { preview } = ask;
  return (
    <Sheet title={wording.ask.previewTitle} onClose={actions.cancelQuestion} size="wide">
      <p className="quiet">{wording.ask.previewNote}</p>
      <p data-testid="removed">{wording.ask.removed(preview.removed)}</p>
      <dl className="request">
        <dt>{wording.ask.to}</dt>
        <dd>
          <code>
            {preview.method} {preview.url}
          </code>
        </dd>
        <dt>{wording.ask.headers}</dt>
        <dd>
          <code>
            {Object.entries(preview.headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          </code>
        </dd>
        <dt>{wording.ask.prompt}</dt>
        <dd>
          <pre tabIndex={0}>{preview.prompt}</pre>
        </dd>
        <dt>{wording.ask.body}</dt>
        <dd>
          <pre className="raw" data-testid="preview-body" tabIndex={0}>
            {preview.body}
          </pre>
        </dd>
      </dl>
      <div className="sheet-foot">
        <Button className="button" onPress={actions.cancelQuestion}>
          {wording.cancel}
        </Button>
        <Button className="button primary" data-testid="send-question" onPress={() => void actions.sendQuestion()}>
          <Send size={14} aria-hidden />
          {wording.ask.send}
        </Button>
      </div>
    </Sheet>
  );
}
