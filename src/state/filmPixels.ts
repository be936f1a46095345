import type { FilmId } from '#src/lib/brand.ts';
import type { Remote } from '#src/lib/rpc.ts';
import { enlargeFilm } from '#src/image/enlargeFilm.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { ImageApi } from '#src/image/imageApi.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { createFrameCache } from '#src/state/frameCache.ts';
import { createPixelCache, type PixelCache } from '#src/state/pixelCache.ts';

export interface PixelsWanted {
  /** From 0, which is the default. */
  readonly frame?: number;
  readonly signal?: AbortSignal;
  /** Hears a coarse film of the same size while the whole one is still being decoded. */
  readonly onPreview?: (image: GrayImage) => void;
}

export type PixelsOf = (filmId: FilmId, wanted?: PixelsWanted) => Promise<GrayImage>;

/** Pixels of films that are here: from memory, or decoded again from their bytes. */
export function createFilmPixels(
  store: AppStore,
  image: Remote<ImageApi>,
  bytesOf: (filmId: FilmId) => Promise<ArrayBuffer>,
): { readonly pixels: PixelCache; readonly pixelsOf: PixelsOf } {
  const decode = async (filmId: FilmId, frame: number, onPreview?: (reduced: GrayImage) => void, signal?: AbortSignal): Promise<GrayImage> => {
    const bytes = await bytesOf(filmId);
    return image.decodeFrame(
      { bytes, frame, preview: onPreview !== undefined },
      {
        transfer: [bytes],
        ...(signal ? { signal } : {}),
        ...(onPreview ? { onProgress: (reduced) => onPreview(reduced as GrayImage) } : {}),
      },
    );
  };
  const cache = createPixelCache((filmId, onPreview) => decode(filmId, 0, onPreview));
  const frames = createFrameCache((filmId, frame, signal) => decode(filmId, frame, undefined, signal));
  const pixels: PixelCache = {
    ...cache,
    drop: (filmId) => {
      cache.drop(filmId);
      frames.drop(filmId);
    },
    clear: () => {
      cache.clear();
      frames.clear();
    },
  };

  return {
    pixels,
    pixelsOf: (filmId, { frame = 0, signal, onPreview } = {}) => {
      const record = store.getState().films.get(filmId)?.record;
      const enlarged = onPreview && record && ((reduced: GrayImage) => onPreview(enlargeFilm(reduced, record.columns, record.rows)));
      return frame === 0 ? pixels.get(filmId, enlarged) : frames.get(filmId, frame, signal);
    },
  };
}
