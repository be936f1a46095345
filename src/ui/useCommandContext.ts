import { createContext, useContext, useMemo } from 'react';
import { useParts } from '#src/ui/appContext.ts';
import type { CommandContext } from '#src/ui/commands.ts';
import { useSessionStore } from '#src/ui/session.ts';

/** Opens the dialogs that commands may open. */
export const OpenDialogContext = createContext<CommandContext['open']>(() => undefined);

export function useCommandContext(): CommandContext {
  const { store, actions } = useParts();
  const session = useSessionStore();
  const open = useContext(OpenDialogContext);
  return useMemo(() => ({ store, actions, session, open }), [store, actions, session, open]);
}
