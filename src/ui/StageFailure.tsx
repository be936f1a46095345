import type { Failure } from '#src/state/appState.ts';
import { wordFailure } from '#src/ui/failureWording.ts';

export function StageFailure({ failure }: { readonly failure: Failure }) {
  const { what, remedy } = wordFailure(failure);
  return (
    <div className="stage-note failed" role="alert">
      <strong>{what}</strong> {remedy}
    </div>
  );
}
