import { commands, type Command, type CommandContext } from '#src/ui/commands.ts';

/**
 * A key press by name: "W", "Shift+F", "Ctrl+Z", "Alt+2", "?". Letters are capitals whatever the layout gives; digits
 * go by their place, so that Alt+2 holds on keyboards where it types a sign; signs carry no Shift, which is part of them.
 * Null for a modifier alone.
 */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (['Control', 'Shift', 'Alt', 'Meta', 'CapsLock', 'AltGraph', 'Dead', 'Process', 'Unidentified'].includes(key)) return null;
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  const letter = /^\p{L}$/u.test(key) ? key.toUpperCase() : (/^Key([A-Z])$/.exec(code)?.[1] && altKey ? code.slice(3) : null);
  const isSign = key.length === 1 && letter === null && !(digit && (altKey || ctrlKey || metaKey || key === digit));
  const name = isSign ? (key === ' ' ? 'Space' : key) : (letter ?? (key.length === 1 && digit ? digit : key));
  const modifiers = [ctrlKey || metaKey ? 'Ctrl' : '', altKey && !isSign ? 'Alt' : '', shiftKey && !isSign ? 'Shift' : ''];
  return [...modifiers.filter((part) => part !== ''), name].join('+');
}

/** Command → key, the reader's own before the app's. A key bound anew is taken from the command that had it. */
export function bindingsOf(own: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const taken = new Set(Object.entries(own).filter(([id]) => commands.some((command) => command.id === id)).map(([, key]) => key));
  return new Map(commands.map(({ id, key }) => [id, own[id] ?? (taken.has(key) ? '' : key)]));
}

/** Second keys that people expect; a reader's binding goes before them. */
const alsoKnownAs: Readonly<Record<string, string>> = { '=': '+', Backspace: 'Delete', 'Ctrl+Y': 'Ctrl+Shift+Z', 'Ctrl+Shift+P': 'Ctrl+K' };

const silent = 'input:not([type="range"], [type="radio"], [type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]';
/** What sliders, choices and switches do with the keyboard. All else is left to the commands: they keep the focus once they were clicked. */
const stepping = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', ' ', 'Enter']);

/** Whether a pressed key is for what has the focus, and no command. */
export function isForFocus({ target, key }: Pick<KeyboardEvent, 'target' | 'key'>): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest(silent) !== null || (target.matches('input') && stepping.has(key));
}

/** Keys work anywhere but in a field, a menu or a dialog. @returns stop */
export function listenToKeys(context: CommandContext): () => void {
  const commandFor = (key: string): Command | undefined => {
    const bindings = bindingsOf(context.store.getState().keys);
    return commands.find(({ id }) => bindings.get(id) === key);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    if (isForFocus(event)) return;
    if (document.querySelector('[role="dialog"][aria-modal], .overlay')) return;
    const key = keyOf(event);
    const command = key === null ? undefined : (commandFor(key) ?? commandFor(alsoKnownAs[key] ?? ''));
    if (!command || command.applies?.(context) === false) return;
    event.preventDefault();
    command.run(context);
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
