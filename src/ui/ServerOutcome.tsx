import { Button } from 'react-aria-components';
import type { ElsewhereHit, SearchServerState, ServerOutcome as Outcome } from '#src/state/searchServerState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { CopyButton } from '#src/ui/CopyButton.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { shortDate } from '#src/ui/filmFacts.ts';
import { searchServerWording as words } from '#src/ui/searchServerWording.ts';
import { useNames } from '#src/ui/useNames.ts';
import { wording } from '#src/ui/wording.ts';

/** Rows that are drawn; the export has them all. */
const mostShown = 100;

/** What the search server made of the search on the screen. */
export function ServerOutcome({ outcome }: { readonly outcome: Outcome }) {
  const server = useAppState((state) => state.searchServer);
  return (
    <div className="server-outcome" data-testid="server-outcome" data-stage={outcome.stage} data-kind={outcome.stage === 'failed' ? outcome.failure.kind : undefined}>
      <Said outcome={outcome} server={server} />
      {outcome.stage === 'answered' && outcome.elsewhere.length > 0 && <Elsewhere hits={outcome.elsewhere} />}
    </div>
  );
}

function Said({ outcome, server }: { readonly outcome: Outcome; readonly server: SearchServerState }) {
  const { actions } = useParts();
  const search = useAppState((state) => state.search);
  switch (outcome.stage) {
    case 'asking': return <span className="quiet">{words.outcome.asking}</span>;
    case 'notPut': return <span className="quiet">{words.outcome.notPut[outcome.reason]}</span>;
    case 'answered': {
      const missing = server.coverage?.missing ?? 0;
      return (
        <span className="quiet">
          {words.outcome.answered(outcome)} {missing > 0 && words.outcome.halfFull(missing)}
        </span>
      );
    }
    case 'failed':
      return (
        <span className="warning">
          {wordFailure(outcome.failure).what}{' '}
          <Button
            className="link"
            onPress={() => void actions.askServer().then(() => (search.stage === 'done' ? actions.search(search.of) : undefined))}
          >
            {words.again}
          </Button>
        </span>
      );
  }
}

function Elsewhere({ hits }: { readonly hits: readonly ElsewhereHit[] }) {
  const { hidden } = useNames();
  return (
    <details className="elsewhere">
      <summary>{words.elsewhere(hits.length)}</summary>
      <p className="quiet small">{words.elsewhereNote}</p>
      <table>
        <thead>
          <tr>
            {Object.values(words.columns).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hits.slice(0, mostShown).map(({ filmId, score, facts }) => (
            <tr key={filmId} data-testid="elsewhere-hit" data-film-id={filmId}>
              <td className="number">{wording.findings.score(score)}</td>
              <td>
                <CopyButton text={() => filmId} label={words.copyId} testId="copy-checksum" />
                <code>{filmId.slice(0, 8)}</code>
              </td>
              <td>{hidden ? '' : facts.sex}</td>
              <td>{hidden ? '' : facts.age}</td>
              <td>{facts.view || facts.modality}</td>
              <td>{hidden ? '' : shortDate(facts.date)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
