import { useState, type ReactNode } from 'react';
import type { CommandContext } from '#src/ui/commands.ts';
import { createSession, SessionContext } from '#src/ui/session.ts';
import { OpenDialogContext } from '#src/ui/useCommandContext.ts';

/** Hands what the hands are doing, and the way to dialogs, to toolbar, panes and palette. */
export function ReadingRoom({ onOpen, children }: { readonly onOpen: CommandContext['open']; readonly children: ReactNode }) {
  const [session] = useState(createSession);
  return (
    <SessionContext value={session}>
      <OpenDialogContext value={onOpen}>{children}</OpenDialogContext>
    </SessionContext>
  );
}
