import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { commands, type CommandGroup } from '#src/ui/commands.ts';
import { MouseBindings } from '#src/ui/MouseBindings.tsx';
import { Sheet } from '#src/ui/Sheet.tsx';
import { bindingsOf, keyOf } from '#src/ui/viewerKeys.ts';
import { viewerWording, type CommandId } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';

const groups: readonly CommandGroup[] = ['tools', 'annotations', 'display', 'panes', 'films', 'app'];

/** Every key, and the way to change it. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions, store } = useParts();
  const own = useAppState((state) => state.keys);
  const [waiting, setWaiting] = useState<CommandId | null>(null);
  const bindings = bindingsOf(own);

  useEffect(() => {
    if (!waiting) return undefined;
    const take = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      if (key === null) return;
      event.preventDefault();
      event.stopPropagation();
      setWaiting(null);
      if (key === 'Escape') return;
      // Taken from whoever was given it before; a command's own key is given up by `bindingsOf`.
      for (const [id, bound] of Object.entries(store.getState().keys)) if (bound === key && id !== waiting) actions.bindKey(id, '');
      actions.bindKey(waiting, key);
    };
    window.addEventListener('keydown', take, { capture: true });
    return () => window.removeEventListener('keydown', take, { capture: true });
  }, [waiting, actions, store]);

  return (
    <Sheet title={wording.shortcuts.title} onClose={onClose} size="wide">
      <p className="quiet">{wording.shortcuts.mouse}</p>
      <p className="quiet">{viewerWording.keys.note}</p>
      <div className="key-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{viewerWording.groups[group]}</h3>
            <dl className="keys">
              {commands.filter((command) => command.group === group).map(({ id }) => (
                <div key={id}>
                  <dt>
                    <KeyButton id={id} bound={bindings.get(id) ?? ''} waiting={waiting === id} onPress={() => setWaiting(id)} />
                  </dt>
                  <dd>{viewerWording.commands[id]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <MouseBindings />
      </div>
      {Object.keys(own).length > 0 && (
        <div className="sheet-foot">
          <Button className="button" onPress={() => Object.keys(own).forEach((id) => actions.bindKey(id, ''))}>
            {viewerWording.keys.reset}
          </Button>
        </div>
      )}
    </Sheet>
  );
}

function KeyButton({ id, bound, waiting, onPress }: { readonly id: CommandId; readonly bound: string; readonly waiting: boolean; readonly onPress: () => void }) {
  const { keys, commands: names } = viewerWording;
  const shown = waiting ? keys.press : viewerWording.keyName(bound) || keys.none;
  return (
    <Button className="key-button" data-command={id} aria-label={keys.rebind(shown, names[id])} onPress={onPress}>
      {waiting ? <em>{shown}</em> : bound ? <kbd>{shown}</kbd> : <span className="quiet">{shown}</span>}
    </Button>
  );
}
