import type { Film } from '#src/state/appState.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { filmName } from '#src/ui/filmFacts.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

/** How films are called on the screen: by their patient, or by their place in the list while identity is hidden. */
export function useNames(): { readonly hidden: boolean; readonly nameOf: (film: Film) => string } {
  const hidden = useAppState((state) => state.identityHidden);
  // A list of thousands renders by row: only hidden names depend on the others.
  const order = useAppState((state) => (state.identityHidden ? state.order : null));
  return {
    hidden,
    nameOf: ({ record: { filmId, facts, fileName } }) => (hidden ? viewerWording.hiddenName((order ?? []).indexOf(filmId) + 1) : filmName(facts, fileName)),
  };
}
