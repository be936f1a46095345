import { isRecord } from '#src/lib/isRecord.ts';
import type { AppState, UnfinishedIntake } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';

/** Numbers alone: a file's name may be a patient's. */
const storageKey = 'elixr-web.intake';

/** What an earlier visit left unread: a page that is closed half-way loses its hold on the files. */
export function readJournal(storage: Pick<Storage, 'getItem'>): UnfinishedIntake | null {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? 'null');
    if (!isRecord(stored)) return null;
    const { unread, total } = stored;
    return typeof unread === 'number' && typeof total === 'number' && unread > 0 && total >= unread ? { unread, total } : null;
  } catch {
    return null;
  }
}

/** Files of the list whose film is not on this device yet and still to come. Sample films are made anew and are none. */
export function unreadOf({ intake, films, samples }: Pick<AppState, 'intake' | 'films' | 'samples'>): number {
  if (samples) return 0;
  let unread = 0;
  for (const { status } of intake) {
    if (status.stage === 'waiting' || status.stage === 'decoding') unread++;
    else if (status.stage === 'embedding' && films.get(status.filmId)?.kept === false) unread++;
  }
  return unread;
}

/** Notes while files are taken in how many are left, so that the next visit can say so. */
export function keepJournal(store: AppStore, storage: Pick<Storage, 'setItem'>): void {
  let noted = 0;
  store.subscribe((now, before) => {
    if (now.intake === before.intake && now.films === before.films) return;
    // Nothing is kept where there is no storage: all of it would be unread.
    const unread = now.storage.stage === 'refused' ? 0 : unreadOf(now);
    if (unread === noted) return;
    noted = unread;
    try {
      storage.setItem(storageKey, JSON.stringify(unread === 0 ? null : { unread, total: now.intake.length }));
    } catch {
      // Refused storage is reported by the archive.
    }
  });
}

export function clearJournal(storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(storageKey, 'null');
  } catch {
    // As above.
  }
}
