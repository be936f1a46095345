import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export interface ConformanceRecord {
  readonly path: string;
  readonly ok: boolean;
  readonly sha256: string | null;
  readonly error?: { readonly kind: string; readonly message: string };
}

/** The records that `npm run conformance` writes for `folder`. */
export async function runConformance(folder: string): Promise<readonly ConformanceRecord[]> {
  const work = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const out = join(work, 'records.json');
    await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, '../../scripts/conformance.mjs'), folder, '--out', out]);
    return JSON.parse(readFileSync(out, 'utf8')) as readonly ConformanceRecord[];
  } finally {
    rmSync(work, { recursive: true });
  }
}
