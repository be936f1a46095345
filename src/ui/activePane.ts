import type { CommandContext } from '#src/ui/commands.ts';
import type { PaneView } from '#src/ui/session.ts';

/** The pane that commands work on; null before it stands on the screen. */
export function activePane({ store, session }: Pick<CommandContext, 'store' | 'session'>): PaneView | null {
  return session.getState().panes.get(store.getState().reading.active) ?? null;
}
