import { describe, expect, test } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { IntakeStatus } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { filmOf } from '#src/state/changes.ts';
import { keepJournal, readJournal } from '#src/state/intakeJournal.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';

const here = filmId('a'.repeat(64));
function storage(first: Readonly<Record<string, string>> = {}) {
  const items = new Map(Object.entries(first));
  return { items, getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
}
function journalled() {
  const kept = storage();
  const store = createAppStore(defaultSettings, readWeighing(kept), true);
  keepJournal(store, kept);
  const lines = (...statuses: IntakeStatus[]): void =>
    store.setState({ intake: statuses.map((status, lineId) => ({ lineId, fileName: 'roe_jane.dcm', notices: [], status })) });
  return { store, kept, lines };
}

describe('what a visit leaves unread', () => {
  test('is counted while files are taken in, without a name, and is nothing at the end', () => {
    const { store, kept, lines } = journalled();
    lines({ stage: 'waiting' }, { stage: 'decoding' }, { stage: 'scored', filmId: here }, { stage: 'cancelled' });
    expect(readJournal(kept)).toEqual({ unread: 2, total: 4 });
    expect([...kept.items.values()].join()).not.toContain('roe');
    // A film that is shown and not yet written would be gone.
    store.setState({ films: new Map([[here, filmOf({ filmId: here, fileName: '', addedAt: 0, byteLength: 1, kind: 'film', facts: emptyFacts('png'), notices: [], columns: 9, rows: 9, thumbnail: null, text: null }, false)]]) });
    lines({ stage: 'embedding', filmId: here }, { stage: 'passedOver' });
    expect(readJournal(kept)).toEqual({ unread: 1, total: 2 });
    lines({ stage: 'scored', filmId: here });
    expect(readJournal(kept)).toBeNull();
  });

  test('is nothing of samples, and nothing where nothing is kept', () => {
    const { store, kept, lines } = journalled();
    store.setState({ samples: { done: 0, total: 12 } });
    lines({ stage: 'waiting' });
    expect(readJournal(kept)).toBeNull();
    store.setState({ samples: null, storage: { stage: 'refused', failure: { kind: 'StorageRefused', facts: {} } } });
    lines({ stage: 'waiting' }, { stage: 'waiting' });
    expect(readJournal(kept)).toBeNull();
  });

  test.each(['{', '7', '{"unread":"3","total":4}', '{"unread":5,"total":4}', '{"unread":-1,"total":4}'])('is nothing where the note is damaged: %s', (note) => {
    expect(readJournal(storage({ 'elixr-web.intake': note }))).toBeNull();
  });
});
