import type { GrayImage } from '#src/image/grayImage.ts';
import { filmRectangle, type Placement } from '#src/viewer/placement.ts';
import { pyramidsOf } from '#src/viewer/pyramid.ts';
import { resample, type Region } from '#src/viewer/resample.ts';
import { toneTable, type Tone, type ToneTable } from '#src/viewer/tone.ts';

export type Interpolation = 'smooth' | 'pixel';

export interface FilmPainter {
  /** Paints the whole canvas: black, and the film at its place. */
  readonly paint: (context: CanvasRenderingContext2D, placement: Placement, interpolation: Interpolation, tone: Tone) => void;
}

interface Raster {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** Stored values at screen resolution: one channel, or red, green and blue. */
  readonly channels: readonly Float32Array[];
  readonly imageData: ImageData;
}

/**
 * Draws `image` at screen resolution. The stored values of the visible part are brought to screen resolution once and
 * kept until the film moves, so that a change of window costs one table look-up for each screen pixel, however large
 * the film is. No canvas of the film's size is ever made: browsers refuse those of large films.
 */
export function filmPainter(image: GrayImage): FilmPainter {
  const pyramids = pyramidsOf(image);
  const film = { width: image.columns, height: image.rows };
  let raster: Raster | null = null;
  let table: { readonly tone: Tone; readonly made: ToneTable } | null = null;

  const rasterOf = (region: Region, interpolation: Interpolation): Raster => {
    const key = [...Object.values(region), interpolation].join();
    if (raster?.key === key) return raster;
    const width = region.right - region.left;
    const height = region.bottom - region.top;
    const channels = pyramids.map((pyramid) => resample(pyramid, region, interpolation));
    const kept = raster?.width === width && raster.height === height ? raster.imageData : new ImageData(width, height);
    raster = { key, width, height, channels, imageData: kept };
    return raster;
  };

  return {
    paint(context, placement, interpolation, tone) {
      const { canvas } = context;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = 'black';
      context.fillRect(0, 0, canvas.width, canvas.height);
      const { left, top, width, height } = filmRectangle(placement, film, canvas);
      const region: Region = {
        width,
        height,
        left: Math.max(0, -left),
        top: Math.max(0, -top),
        right: Math.min(width, canvas.width - left),
        bottom: Math.min(height, canvas.height - top),
      };
      if (region.right <= region.left || region.bottom <= region.top) return;
      const { channels, imageData } = rasterOf(region, interpolation);
      if (table?.tone !== tone) table = { tone, made: toneTable(image, tone) };
      colour(channels, table.made, new Uint32Array(imageData.data.buffer));
      context.putImageData(imageData, left + region.left, top + region.top);
    },
  };
}

/** Writes opaque RGBA, as the little-endian words that every browser's machine has. */
function colour(channels: readonly Float32Array[], table: ToneTable, words: Uint32Array): void {
  const [first, green, blue] = channels;
  if (!first) return;
  if (green && blue) {
    for (let at = 0; at < words.length; at++) {
      const rgb = greyAt(table, first[at] ?? 0) | (greyAt(table, green[at] ?? 0) << 8) | (greyAt(table, blue[at] ?? 0) << 16);
      words[at] = rgb | 0xff000000;
    }
    return;
  }
  for (let at = 0; at < words.length; at++) words[at] = (greyAt(table, first[at] ?? 0) * 0x010101) | 0xff000000;
}

function greyAt({ first, steps, grey }: ToneTable, value: number): number {
  const entry = (value - first) * steps + 1.5;
  // NaN, which is padding, fails both comparisons and becomes entry 0.
  return grey[entry >= grey.length ? grey.length - 1 : entry < 1 ? 1 : entry | 0] ?? 0;
}
