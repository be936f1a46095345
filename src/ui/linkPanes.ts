import { mayLink, viewOf } from '#src/state/patients.ts';
import type { AppParts } from '#src/ui/appContext.ts';
import type { PaneView, SessionStore } from '#src/ui/session.ts';

interface Links {
  /** The pane has changed: those linked to it take its pose, if it is the one that the reader works in. */
  readonly follow: (index: number) => void;
  /** A pane that has just shown a film takes the pose of the active one. */
  readonly adopt: (index: number) => void;
  /** Changes made by `run` move no other pane. */
  readonly hold: (run: () => void) => void;
}

interface LinkParts extends Pick<AppParts, 'store'> {
  readonly session: SessionStore;
}

/** One for all panes of a page: whichever pane moves the others, they must not move it back. */
const holding = new WeakMap<SessionStore, { count: number }>();

/** Window, zoom and place are shared by panes with films of one person in one view, and by no others. */
export function linkPanes({ store, session }: LinkParts): Links {
  const held = holding.get(session) ?? { count: 0 };
  holding.set(session, held);
  const hold = (run: () => void): void => {
    held.count++;
    try {
      run();
    } finally {
      held.count--;
    }
  };
  const pair = (one: PaneView | undefined, other: PaneView | undefined): boolean => {
    const { films, reading } = store.getState();
    const first = one?.shown && films.get(one.shown.filmId);
    const second = other?.shown && films.get(other.shown.filmId);
    return reading.linked && !!first && !!second && first !== second && viewOf(first.record.facts) === viewOf(second.record.facts) && mayLink(first, second, reading.confirmed);
  };
  return {
    hold,
    follow: (index) => {
      if (held.count > 0 || store.getState().reading.active !== index) return;
      const { panes } = session.getState();
      const source = panes.get(index);
      const pose = source?.view.pose();
      if (!pose) return;
      hold(() => {
        for (const [at, pane] of panes) if (at !== index && pair(source, pane)) pane.view.setPose(pose);
      });
    },
    adopt: (index) => {
      const { active } = store.getState().reading;
      const { panes } = session.getState();
      const pose = index !== active && pair(panes.get(active), panes.get(index)) ? panes.get(active)?.view.pose() : null;
      if (pose) panes.get(index)?.view.setPose(pose);
    },
  };
}
