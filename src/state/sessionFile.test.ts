import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { packSession, readSession, type Session } from '#src/state/sessionFile.ts';
import { yesNoClasses } from '#src/teaching/labelSet.ts';

const id = filmId('a'.repeat(64));
const session: Session = {
  films: [id],
  layout: 2,
  linked: true,
  sets: [{ labelSetId: 's', name: 'Erguss ä', definition: '', classes: yesNoClasses, madeAt: 1 }],
  labels: [{ labelSetId: 's', filmId: id, value: 'unsure', from: 'table', labelledAt: 2 }],
  classifiers: ['{}'],
  promptSets: [],
  annotations: [{ filmId: id, annotations: [{ annotationId: 'x', kind: 'length', points: [{ x: 1, y: 2 }, { x: 3, y: 4 }], text: '', madeAt: '2026-01-01T00:00:00Z' }], calibration: null }],
};

async function spoilt(name: string, change: (text: string) => string): Promise<Blob> {
  const entries = unzipSync(new Uint8Array(await packSession(session).arrayBuffer()));
  entries[name] = strToU8(change(strFromU8(entries[name] ?? new Uint8Array())));
  return new Blob([zipSync(entries) as Uint8Array<ArrayBuffer>]);
}

describe('a session file', () => {
  it('comes back as it went', async () => {
    expect(await readSession(packSession(session))).toEqual(session);
  });

  it.each([
    ['session.json', (text: string) => text.replace('session 1', 'session 9'), 'SessionInvalid'],
    ['session.json', (text: string) => text.replace('"layout":2', '"layout":3'), 'SessionInvalid'],
    ['labels.json', (text: string) => text.replace('"unsure"', '"perhaps"'), 'SessionInvalid'],
    ['labels.json', (text: string) => text.replace(/a{64}/, 'short'), 'SessionInvalid'],
    ['labels.json', (text: string) => text.replace('"labelSetId":"s","filmId"', '"labelSetId":"t","filmId"'), 'SessionInvalid'],
    ['labels.json', (text: string) => text.slice(0, 20), 'SessionInvalid'],
    ['annotations.json', (text: string) => text.replace('"length"', '"volume"'), 'AnnotationsUnreadable'],
  ])('is refused as a whole where %s is wrong', async (name, change, kind) => {
    await expect(readSession(await spoilt(name, change))).rejects.toMatchObject({ kind });
  });

  it('is refused where it is no ZIP, and unread where it has gigabytes', async () => {
    await expect(readSession(new Blob(['PK no']))).rejects.toMatchObject({ kind: 'SessionInvalid' });
    const huge = { size: 2_147_483_648, arrayBuffer: () => Promise.reject(new Error('read')) } as unknown as Blob;
    await expect(readSession(huge)).rejects.toMatchObject({ kind: 'SessionTooLarge', facts: { megabytes: 2147 } });
  });
});
