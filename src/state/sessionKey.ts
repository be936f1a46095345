import { isRecord } from '#src/lib/isRecord.ts';

export type SessionStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const storageKey = 'elixr-web.endpoint-key';

/** The key that this tab's session holds for `origin`; empty where it holds none, or one of another host. */
export function readSessionKey(session: SessionStore | null, origin: string): string {
  try {
    const stored: unknown = JSON.parse(session?.getItem(storageKey) ?? 'null');
    return isRecord(stored) && stored.origin === origin && typeof stored.key === 'string' ? stored.key : '';
  } catch {
    return '';
  }
}

/** Keeps the key for this tab alone; null forgets it. Best effort: where the browser keeps nothing, memory still holds it. */
export function writeSessionKey(session: SessionStore | null, kept: { readonly origin: string; readonly key: string } | null): void {
  try {
    if (kept) session?.setItem(storageKey, JSON.stringify(kept));
    else session?.removeItem(storageKey);
  } catch {
    // The key lasts until the page goes.
  }
}
