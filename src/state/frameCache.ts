import type { FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Decoded frames held in memory beside the films themselves, in bytes. */
export const frameBudget = 256 * 1024 * 1024;

export interface FrameCache {
  /** From memory, or by `load`. A load that is cancelled or fails is forgotten; a later call loads anew. */
  readonly get: (filmId: FilmId, frame: number, signal?: AbortSignal) => Promise<GrayImage>;
  readonly drop: (filmId: FilmId) => void;
  readonly clear: () => void;
}

/** Keeps the frames looked at last within `budget` bytes, so that a loop plays from memory from its second turn on. */
export function createFrameCache(load: (filmId: FilmId, frame: number, signal?: AbortSignal) => Promise<GrayImage>, budget = frameBudget): FrameCache {
  interface Entry {
    readonly filmId: FilmId;
    readonly image: Promise<GrayImage>;
    bytes: number;
  }
  /** In order of use, oldest first. */
  const entries = new Map<string, Entry>();
  let held = 0;

  const forget = (key: string, entry: Entry): void => {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    held -= entry.bytes;
  };

  return {
    get: (filmId, frame, signal) => {
      const key = `${filmId} ${frame}`;
      const known = entries.get(key);
      if (known) {
        entries.delete(key);
        entries.set(key, known);
        return known.image;
      }
      const image = load(filmId, frame, signal);
      const entry: Entry = { filmId, image, bytes: 0 };
      entries.set(key, entry);
      // Whoever asks between the abort and its rejection would be cancelled too.
      signal?.addEventListener('abort', () => entry.bytes === 0 && forget(key, entry), { once: true });
      image.then(
        ({ pixels, rgb }) => {
          if (entries.get(key) !== entry) return;
          entry.bytes = pixels.byteLength + (rgb?.byteLength ?? 0);
          held += entry.bytes;
          for (const [oldest, other] of entries) {
            if (held <= budget || other === entry) break;
            if (other.bytes > 0) forget(oldest, other);
          }
        },
        () => forget(key, entry),
      );
      return image;
    },
    drop: (filmId) => {
      for (const [key, entry] of [...entries]) if (entry.filmId === filmId) forget(key, entry);
    },
    clear: () => {
      entries.clear();
      held = 0;
    },
  };
}
