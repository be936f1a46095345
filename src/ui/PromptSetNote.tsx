import { MessageSquareText } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { applySet } from '#src/findings/appliedSet.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wording } from '#src/ui/wording.ts';

const words = wording.weigh.inUse;

/** Says that scores are by another prompt set than the model card's, which of them are uncalibrated for it, and leads back. */
export function PromptSetNote() {
  const { actions } = useParts();
  const { applied, applying } = useAppState((state) => state.workshop);
  const model = useAppState((state) => state.model);
  const findings = useMemo(() => (applied && model.stage === 'ready' ? applySet(applied, model.status.card) : null), [applied, model]);
  if (!applied || !findings) return null;
  return (
    <div className="panel-note small gate-note outside" data-testid="set-in-use">
      <p>
        <MessageSquareText size={14} aria-hidden /> {words.panel(applied.name, applied.version, findings.filter(({ measured }) => !measured).length, findings.length)}
      </p>
      <Button className="button small" data-testid="set-back" isDisabled={applying} onPress={() => void actions.applySet(null)}>
        {applying ? words.applying : words.back}
      </Button>
    </div>
  );
}
