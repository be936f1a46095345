import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exceptions, tolerance } from './conformance/exceptions.mjs';
import { runConformance } from './conformance/runConformance.ts';
import { haveShared, sharedFolder } from './shared.ts';

/** What scripts/compareConformance.mjs found: the hash here, and the reference's where it is another or none. */
interface Expected {
  readonly sha256?: string;
  readonly reference?: string | null;
  /** In levels of 256. */
  readonly max?: number;
  readonly mean?: number;
  readonly error?: string;
}
const expected = JSON.parse(readFileSync(resolve(import.meta.dirname, 'conformance/expected.json'), 'utf8')) as Readonly<Record<string, Expected>>;
const keys = ['path', 'ok', 'transferSyntax', 'modality', 'rows', 'columns', 'frames', 'photometricInterpretation', 'sha256', 'min', 'max', 'milliseconds'];
/** Failures that say nothing about the file. */
const unnamed = ['Bug', 'WorkerCrashed'];

describe('what was compared with the reference', () => {
  const entries = Object.entries(expected);

  it('holds every file that the reference decodes', () => {
    const decoded = entries.filter(([, { reference, sha256 }]) => reference !== null && (reference ?? sha256) !== undefined);
    expect(decoded.length).toBeGreaterThanOrEqual(251);
    expect(decoded.filter(([, { error }]) => error !== undefined)).toEqual([]);
  });

  it('is equal, or within tolerance, or an exception with its reason', () => {
    const beyond = entries.filter(([, { max = 0, mean = 0 }]) => max > tolerance.max || mean > tolerance.mean).map(([path]) => path);
    expect(beyond.sort()).toEqual(Object.keys(exceptions).sort());
  });
});

describe.runIf(haveShared('dicom'))('the corpus', () => {
  it('gives the same pixels or the same named error for every file', { timeout: 300_000 }, async () => {
    const records = await runConformance(resolve(sharedFolder, 'dicom'));
    const found = Object.fromEntries(records.map(({ path, sha256, error }) => [path, sha256 ?? error?.kind]));
    expect(found).toEqual(Object.fromEntries(Object.entries(expected).map(([path, { sha256, error }]) => [path, sha256 ?? error])));
    for (const record of records) {
      expect(Object.keys(record)).toEqual(record.ok ? keys : [...keys, 'error']);
      expect(unnamed).not.toContain(record.error?.kind);
    }
  });
});
