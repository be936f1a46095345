import { useState } from 'react';
import { useAppState } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';

/** What went wrong since the dialog was opened: the banner that says so too lies behind it. */
export function SheetFailure() {
  const failure = useAppState((state) => state.failure);
  const [atOpening] = useState(failure);
  if (!failure || failure === atOpening) return null;
  const { what, remedy } = wordFailure(failure);
  return (
    <p className="warning" role="alert" data-testid="sheet-failure" data-kind={failure.kind}>
      <strong>{what}</strong> {remedy}
    </p>
  );
}
