import type { DragTool, FilmView, ViewState } from '#src/viewer/filmView.ts';

export interface ViewerKeys {
  readonly view: FilmView;
  readonly state: ViewState | null;
  readonly choose: (tool: DragTool) => void;
  readonly onShortcuts: () => void;
  readonly step: (by: 1 | -1) => void;
}

/** Single keys work anywhere but in a field or a dialog. */
export function listenToKeys({ view, state, choose, onShortcuts, step }: ViewerKeys): () => void {
  const keys: Readonly<Record<string, () => void>> = {
    w: () => choose('window'),
    p: () => choose('pan'),
    z: () => choose('zoom'),
    i: () => view.setInverted(!state?.inverted),
    f: view.fit,
    '1': view.actualSize,
    r: view.reset,
    '+': () => view.zoomBy(1.25),
    '=': () => view.zoomBy(1.25),
    '-': () => view.zoomBy(0.8),
    PageDown: () => step(1),
    PageUp: () => step(-1),
    '/': () => document.getElementById('search-box')?.focus(),
    '?': onShortcuts,
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target instanceof Element && target.closest('input, textarea, [role="dialog"]')) return;
    const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
