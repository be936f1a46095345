import type { FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Decoded pixels held in memory, in bytes: about thirty 12-bit films of 3000×3000. */
export const pixelBudget = 512 * 1024 * 1024;

export type OnPreview = (reduced: GrayImage) => void;

export interface PixelCache {
  /** The film's pixels, from memory or by `load`; asked twice while loading, it loads once. A reduced film comes first where there is one. */
  readonly get: (filmId: FilmId, onPreview?: OnPreview) => Promise<GrayImage>;
  /** What the model sees: the reduced film of films that have one, whichever way they are asked for, else the whole. */
  readonly forModel: (filmId: FilmId) => Promise<GrayImage>;
  readonly put: (filmId: FilmId, image: GrayImage) => void;
  /** A film that is being decoded elsewhere: `preview` is here, `whole` will be. */
  readonly expect: (filmId: FilmId, preview: GrayImage, whole: Promise<GrayImage>) => void;
  readonly drop: (filmId: FilmId) => void;
  readonly clear: () => void;
}

interface Held {
  readonly image: GrayImage;
  readonly preview: GrayImage | null;
}

interface Loading {
  readonly whole: Promise<GrayImage>;
  readonly preview: () => GrayImage | null;
  readonly listeners: Set<OnPreview>;
}

/** Keeps the films looked at last within `budget` bytes; the newest film always stays, however large. */
export function createPixelCache(load: (filmId: FilmId, onPreview: OnPreview) => Promise<GrayImage>, budget = pixelBudget): PixelCache {
  /** In order of use, oldest first: a Map iterates in insertion order. */
  const held = new Map<FilmId, Held>();
  const loading = new Map<FilmId, Loading>();
  let bytes = 0;

  const drop = (filmId: FilmId): void => {
    const film = held.get(filmId);
    if (film) bytes -= byteLength(film);
    held.delete(filmId);
  };

  const hold = (filmId: FilmId, film: Held): void => {
    drop(filmId);
    held.set(filmId, film);
    bytes += byteLength(film);
    for (const oldest of held.keys()) {
      if (bytes <= budget || oldest === filmId) break;
      drop(oldest);
    }
  };

  const track = (filmId: FilmId, start: (onPreview: OnPreview) => Promise<GrayImage>): Loading => {
    let preview: GrayImage | null = null;
    const listeners = new Set<OnPreview>();
    const whole = start((reduced) => {
      preview = reduced;
      for (const listener of listeners) listener(reduced);
    })
      .then((image) => {
        // Dropped or cleared while loading: shown once, not held.
        if (loading.get(filmId) === running) hold(filmId, { image, preview: running.preview() });
        return image;
      })
      .finally(() => {
        if (loading.get(filmId) === running) loading.delete(filmId);
      });
    const running: Loading = { whole, listeners, preview: () => preview };
    loading.set(filmId, running);
    return running;
  };

  const touch = (filmId: FilmId): Held | undefined => {
    const film = held.get(filmId);
    if (!film) return undefined;
    held.delete(filmId);
    held.set(filmId, film);
    return film;
  };

  const running = (filmId: FilmId): Loading => loading.get(filmId) ?? track(filmId, (onPreview) => load(filmId, onPreview));

  return {
    put: (filmId, image) => hold(filmId, { image, preview: null }),
    drop: (filmId) => {
      drop(filmId);
      loading.delete(filmId);
    },
    get: (filmId, onPreview) => {
      const film = touch(filmId);
      if (film) return Promise.resolve(film.image);
      const { whole, preview, listeners } = running(filmId);
      if (onPreview) {
        const reduced = preview();
        if (reduced) onPreview(reduced);
        listeners.add(onPreview);
      }
      return whole;
    },
    forModel: (filmId) => {
      const film = touch(filmId);
      if (film) return Promise.resolve(film.preview ?? film.image);
      const { whole, preview, listeners } = running(filmId);
      const reduced = preview();
      if (reduced) return Promise.resolve(reduced);
      return new Promise((resolve, reject) => {
        listeners.add(resolve);
        whole.then(resolve, reject);
      });
    },
    expect: (filmId, preview, whole) => {
      const expected = track(filmId, (onPreview) => {
        onPreview(preview);
        return whole;
      });
      // Whoever asks for the film hears of a failure; nobody may.
      expected.whole.catch(() => undefined);
    },
    clear: () => {
      held.clear();
      loading.clear();
      bytes = 0;
    },
  };
}

function byteLength({ image, preview }: Held): number {
  return [image, preview].reduce((sum, each) => sum + (each?.pixels.byteLength ?? 0) + (each?.rgb?.byteLength ?? 0), 0);
}
