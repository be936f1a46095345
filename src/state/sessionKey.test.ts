import { expect, it } from 'vitest';
import { readSessionKey, writeSessionKey } from '#src/state/sessionKey.ts';

function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

it('gives the key to the host that it was kept for, and to no other', () => {
  const session = tab();
  writeSessionKey(session, { origin: 'https://a.example', key: 'k' });
  expect(readSessionKey(session, 'https://a.example')).toBe('k');
  expect(readSessionKey(session, 'https://b.example')).toBe('');
  writeSessionKey(session, null);
  expect(readSessionKey(session, 'https://a.example')).toBe('');
});

it('lives with a session that holds rubbish, refuses or is not there', () => {
  expect(readSessionKey({ ...tab(), getItem: () => '{' }, 'https://a.example')).toBe('');
  expect(readSessionKey(null, 'https://a.example')).toBe('');
  const full = { ...tab(), setItem: () => { throw new Error('full'); } };
  expect(() => writeSessionKey(full, { origin: 'https://a.example', key: 'k' })).not.toThrow();
});
