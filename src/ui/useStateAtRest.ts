import { useEffect, useState } from 'react';
import type { AppState } from '#src/state/appState.ts';
import { useParts } from '#src/ui/appContext.ts';

export const filmsIn = (state: AppState): AppState['films'] => state.films;

/** ms after which it is looked at, however busy the page is. */
const longest = 250;

/**
 * Part of the state as it was when the page last had nothing to do, and never much older: for what costs much to show and
 * may come a moment after the rest. `select` has to be the same function each time.
 */
export function useStateAtRest<T>(select: (state: AppState) => T): T {
  const { store } = useParts();
  const [value, setValue] = useState(() => select(store.getState()));
  useEffect(() => {
    let cancel: (() => void) | null = null;
    const look = (): void => {
      cancel = null;
      setValue(() => select(store.getState()));
    };
    const ask = (): void => {
      cancel ??= whenIdle(look);
    };
    const stop = store.subscribe((now, before) => {
      if (select(now) !== select(before)) ask();
    });
    look();
    return () => {
      stop();
      cancel?.();
    };
  }, [store, select]);
  return value;
}

/** Not every browser says when it is idle. */
function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, 50);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(work, { timeout: longest });
  return () => cancelIdleCallback(asked);
}
