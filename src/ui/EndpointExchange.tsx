import { Button } from 'react-aria-components';
import type { AskState, Exchange } from '#src/state/askState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { ReviewOfReport } from '#src/ui/ReviewOfReport.tsx';
import { WeighedAnswer } from '#src/ui/WeighedAnswer.tsx';
import { wording } from '#src/ui/wording.ts';

/** What became of a request: under way, failed, or answered. */
export function EndpointExchange({ ask }: { readonly ask: Exclude<AskState, { stage: 'idle' }> }) {
  const { actions } = useParts();
  const outside = useAppState(({ films }) => {
    const film = films.get(ask.filmId);
    return film ? outsideOf(film) : null;
  });
  const { ask: words } = wording;
  switch (ask.stage) {
    case 'preview': return null;
    case 'sending':
      return (
        <div className="answer">
          <p className="quiet small" role="status" data-testid="ask-waiting">
            {ask.waitingSeconds !== null ? words.waiting(ask.waitingSeconds) : ask.repairing ? words.repairing : words.sending}
          </p>
          {ask.answer !== '' && <p data-testid="answer-so-far">{ask.answer}</p>}
          <Button className="button small" data-testid="stop-answer" onPress={actions.cancelAsking}>
            {words.stop}
          </Button>
        </div>
      );
    case 'failed':
      return (
        <>
          <p className="warning panel-note" role="alert" data-testid="ask-failure" data-kind={ask.failure.kind}>
            {wordFailure(ask.failure).what} {wordFailure(ask.failure).remedy}
          </p>
          {ask.answer !== '' && (
            <div className="answer">
              <p data-testid="unfinished-answer">{ask.answer}</p>
              <p className="quiet small">{words.unfinished}</p>
            </div>
          )}
        </>
      );
    case 'answered':
      return (
        <div className="answer" role="status">
          {ask.review ? (
            <ReviewOfReport review={ask.review} />
          ) : (
            <>
              <h3 className="panel-sub">{words.answer}</h3>
              <WeighedAnswer answer={ask.answer} weighed={ask.weighed} />
            </>
          )}
          {ask.cut && <p className="warning small">{words.cut}</p>}
          <p className="quiet small">{words.answerNote(ask.content.includes('picture'))}</p>
          {outside && (
            <p className="warning small" data-testid="answer-outside">
              {wording.gate.outside(outside)}
            </p>
          )}
          <Given exchange={ask} />
        </div>
      );
  }
}

/** The evidence that the answer was given, folded. */
function Given({ exchange: { preview } }: { readonly exchange: Exchange }) {
  return (
    <details className="given" data-testid="given">
      <summary className="quiet small">{wording.ask.given}</summary>
      <pre tabIndex={0}>{preview.prompt}</pre>
    </details>
  );
}
