import type { FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';

/** Decoded pixels held in memory, in bytes: about thirty 12-bit films of 3000×3000. */
export const pixelBudget = 512 * 1024 * 1024;

export interface PixelCache {
  /** The film's pixels, from memory or by `load`; asked twice while loading, it loads once. */
  readonly get: (filmId: FilmId) => Promise<GrayImage>;
  readonly put: (filmId: FilmId, image: GrayImage) => void;
  readonly drop: (filmId: FilmId) => void;
  readonly clear: () => void;
}

/** Keeps the films looked at last within `budget` bytes; the newest film always stays, however large. */
export function createPixelCache(load: (filmId: FilmId) => Promise<GrayImage>, budget = pixelBudget): PixelCache {
  /** In order of use, oldest first: a Map iterates in insertion order. */
  const held = new Map<FilmId, GrayImage>();
  const loading = new Map<FilmId, Promise<GrayImage>>();
  let bytes = 0;

  const drop = (filmId: FilmId): void => {
    const image = held.get(filmId);
    if (image) bytes -= byteLength(image);
    held.delete(filmId);
  };

  const put = (filmId: FilmId, image: GrayImage): void => {
    drop(filmId);
    held.set(filmId, image);
    bytes += byteLength(image);
    for (const oldest of held.keys()) {
      if (bytes <= budget || oldest === filmId) break;
      drop(oldest);
    }
  };

  return {
    put,
    drop,
    get: (filmId) => {
      const image = held.get(filmId);
      if (image) {
        held.delete(filmId);
        held.set(filmId, image);
        return Promise.resolve(image);
      }
      const running = loading.get(filmId);
      if (running) return running;
      const started = load(filmId)
        .then((loaded) => {
          // Dropped or cleared while loading: shown once, not held.
          if (loading.get(filmId) === started) put(filmId, loaded);
          return loaded;
        })
        .finally(() => {
          if (loading.get(filmId) === started) loading.delete(filmId);
        });
      loading.set(filmId, started);
      return started;
    },
    clear: () => {
      held.clear();
      loading.clear();
      bytes = 0;
    },
  };
}

function byteLength(image: GrayImage): number {
  return image.pixels.byteLength + (image.rgb?.byteLength ?? 0);
}
