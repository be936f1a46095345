import { describe, expect, it } from 'vitest';
import { commands } from '#src/ui/commands.ts';
import { bindingsOf, keyOf } from '#src/ui/viewerKeys.ts';

const press = (key: string, code: string, ...held: readonly ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) =>
  keyOf({ key, code, ctrlKey: held.includes('ctrlKey'), metaKey: held.includes('metaKey'), altKey: held.includes('altKey'), shiftKey: held.includes('shiftKey') });

describe('keyOf', () => {
  it.each([
    [press('w', 'KeyW'), 'W'],
    [press('F', 'KeyF', 'shiftKey'), 'Shift+F'],
    [press('z', 'KeyZ', 'metaKey'), 'Ctrl+Z'],
    [press('Z', 'KeyZ', 'ctrlKey', 'shiftKey'), 'Ctrl+Shift+Z'],
    [press('2', 'Digit2', 'altKey'), 'Alt+2'],
    [press('™', 'Digit2', 'altKey'), 'Alt+2'],
    [press('1', 'Digit1'), '1'],
    [press('?', 'Slash', 'shiftKey'), '?'],
    [press('?', 'Minus', 'shiftKey'), '?'],
    [press('/', 'Digit7', 'shiftKey'), '/'],
    [press('+', 'Equal', 'shiftKey'), '+'],
    [press('[', 'Digit8', 'altKey', 'ctrlKey'), 'Ctrl+Alt+8'],
    [press('PageDown', 'PageDown'), 'PageDown'],
    [press('ArrowLeft', 'ArrowLeft', 'shiftKey'), 'Shift+ArrowLeft'],
    [press(' ', 'Space'), 'Space'],
    [press('Shift', 'ShiftLeft', 'shiftKey'), null],
  ])('%s', (named, expected) => expect(named).toBe(expected));
});

describe('bindings', () => {
  it('give no key twice', () => {
    const keys = commands.map(({ key }) => key).filter((key) => key !== '');
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  });

  it('take a key bound anew from the command that had it, and pass over commands that are no more', () => {
    const bound = bindingsOf({ invert: 'W', gone: 'P' });
    expect(bound.get('invert')).toBe('W');
    expect(bound.get('window')).toBe('');
    expect(bound.get('pan')).toBe('P');
  });
});
