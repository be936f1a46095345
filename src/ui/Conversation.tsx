import { Trash2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { WeighedAnswer } from '#src/ui/WeighedAnswer.tsx';
import { wording } from '#src/ui/wording.ts';

/** What was asked of the endpoint about a film before, folded, newest first. */
export function Conversation({ filmId }: { readonly filmId: FilmId }) {
  const { actions } = useParts();
  const turns = useAppState((state) => state.conversations.get(filmId));
  const shown = useAppState(({ ask }) => (ask.stage === 'answered' && ask.filmId === filmId && ask.task === 'question' ? ask.answer : null));
  // The newest stands above, whole.
  const earlier = turns?.at(-1)?.answer === shown ? turns?.slice(0, -1) : turns;
  if (!turns) return null;
  const { talk } = wording.ask;
  return (
    <details className="given talk" data-testid="conversation">
      <summary className="quiet small">{talk.title(earlier?.length ?? 0)}</summary>
      <ol className="talk-turns">
        {earlier?.toReversed().map(({ question, answer, weighed, host, at }) => (
          <li key={at} data-testid="earlier-turn">
            <p className="talk-question">{question}</p>
            <WeighedAnswer answer={answer} weighed={weighed} name="earlier-answer" />
            <p className="quiet small">{talk.by(host, at)}</p>
          </li>
        ))}
      </ol>
      <p className="quiet small">{talk.note}</p>
      <Button className="button small" data-testid="forget-conversation" onPress={() => actions.forgetConversation(filmId)}>
        <Trash2 size={14} aria-hidden />
        {talk.forget}
      </Button>
    </details>
  );
}
