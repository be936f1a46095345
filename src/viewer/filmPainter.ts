import type { GrayImage } from '#src/image/grayImage.ts';
import { orientedSize, orientRaster, unorient, type Orientation } from '#src/viewer/orientation.ts';
import { filmRectangle, type Placement } from '#src/viewer/placement.ts';
import { pyramidsOf, type Pyramid } from '#src/viewer/pyramid.ts';
import { resample, type Region } from '#src/viewer/resample.ts';
import { toneTable, type Tone, type ToneTable } from '#src/viewer/tone.ts';

export type Interpolation = 'smooth' | 'pixel';

export interface FilmPainter {
  /** Paints the whole canvas: black, and the film at its place. */
  readonly paint: (context: CanvasRenderingContext2D, drawing: Drawing) => void;
}

/** Where and how a film is drawn. */
export interface Drawing {
  /** Of the oriented film. */
  readonly placement: Placement;
  readonly orientation: Orientation;
  readonly interpolation: Interpolation;
  readonly tone: Tone;
}

interface Raster {
  /** Everything that the values depend on but the part that is seen. */
  readonly key: string;
  readonly region: Region;
  readonly width: number;
  readonly height: number;
  /** Stored values at screen resolution: one channel, or red, green and blue. */
  readonly channels: readonly Float32Array[];
  readonly imageData: ImageData;
  /** Where each value of a grey film stands in tables of one shape; made at the second table, which a window drag brings. */
  entries: Entries | null;
}

interface Entries {
  readonly first: number;
  readonly steps: number;
  readonly at: Int32Array;
}

/**
 * Draws `image` at screen resolution. The stored values of the visible part are brought to screen resolution once and
 * kept until the film moves, so that a change of window costs one table look-up for each screen pixel, however large
 * the film is. No canvas of the film's size is ever made: browsers refuse those of large films. Painters of one film
 * share its `pyramids`.
 */
export function filmPainter(image: GrayImage, pyramids: readonly Pyramid[] = pyramidsOf(image)): FilmPainter {
  const film = { width: image.columns, height: image.rows };
  let raster: Raster | null = null;
  let coloured: { readonly raster: Raster; readonly table: ToneTable } | null = null;
  let table: { readonly tone: Tone; readonly made: ToneTable } | null = null;

  const rasterOf = (region: Region, interpolation: Interpolation, orientation: Orientation): Raster => {
    const key = [region.width, region.height, interpolation, orientation.flipped, orientation.turns].join();
    // A film pushed partly out of sight is still there when it comes back.
    if (raster?.key === key && contains(raster.region, region)) return raster;
    const width = region.right - region.left;
    const height = region.bottom - region.top;
    const valuesOf = (pyramid: Pyramid, part: Region): Float32Array => {
      const source = unorientedRegion(part, orientation);
      const size = { width: source.right - source.left, height: source.bottom - source.top };
      return orientRaster(resample(pyramid, source, interpolation), size, orientation);
    };
    const before = raster?.key === key ? raster : null;
    const channels = pyramids.map((pyramid, channel) => {
      const old = before?.channels[channel];
      return before && old ? moveRaster(old, before.region, region, (part) => valuesOf(pyramid, part)) : valuesOf(pyramid, region);
    });
    const kept = raster?.width === width && raster.height === height ? raster.imageData : new ImageData(width, height);
    raster = { key, region, width, height, channels, imageData: kept, entries: null };
    return raster;
  };

  return {
    paint(context, { placement, orientation, interpolation, tone }) {
      const { canvas } = context;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = 'black';
      context.fillRect(0, 0, canvas.width, canvas.height);
      const { left, top, width, height } = filmRectangle(placement, orientedSize(film, orientation), canvas);
      const region: Region = {
        width,
        height,
        left: Math.max(0, -left),
        top: Math.max(0, -top),
        right: Math.min(width, canvas.width - left),
        bottom: Math.min(height, canvas.height - top),
      };
      if (region.right <= region.left || region.bottom <= region.top) return;
      const shown = rasterOf(region, interpolation, orientation);
      if (table?.tone !== tone) table = { tone, made: toneTable(image, tone) };
      if (coloured?.raster !== shown || coloured.table !== table.made) {
        const words = new Uint32Array(shown.imageData.data.buffer);
        if (coloured?.raster === shown && shown.channels.length === 1) colourAgain(shown, table.made, words);
        else colour(shown.channels, table.made, words);
        coloured = { raster: shown, table: table.made };
      }
      context.putImageData(shown.imageData, left + shown.region.left, top + shown.region.top);
    },
  };
}

function contains(outer: Region, inner: Region): boolean {
  return outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom;
}

/** `old` over `from` as a raster over `to`: what both show is copied, only the rest is made anew. */
function moveRaster(old: Float32Array, from: Region, to: Region, valuesOf: (part: Region) => Float32Array): Float32Array {
  const shared = {
    left: Math.max(from.left, to.left), top: Math.max(from.top, to.top), right: Math.min(from.right, to.right), bottom: Math.min(from.bottom, to.bottom),
  };
  if (shared.left >= shared.right || shared.top >= shared.bottom) return valuesOf(to);
  const width = to.right - to.left;
  const values = new Float32Array(width * (to.bottom - to.top));
  const copy = (source: Float32Array, over: Region, part: Omit<Region, 'width' | 'height'>): void => {
    for (let y = part.top; y < part.bottom; y++) {
      const start = (y - over.top) * (over.right - over.left) + part.left - over.left;
      values.set(source.subarray(start, start + part.right - part.left), (y - to.top) * width + part.left - to.left);
    }
  };
  copy(old, from, shared);
  const strips: readonly Region[] = [
    { ...to, bottom: shared.top },
    { ...to, top: shared.bottom },
    { ...to, top: shared.top, bottom: shared.bottom, right: shared.left },
    { ...to, top: shared.top, bottom: shared.bottom, left: shared.right },
  ];
  for (const strip of strips) if (strip.left < strip.right && strip.top < strip.bottom) copy(valuesOf(strip), strip, strip);
  return values;
}

/** The part of the film itself that an oriented `region` shows. */
function unorientedRegion(region: Region, orientation: Orientation): Region {
  const one = unorient(orientation, region, { x: region.left, y: region.top });
  const other = unorient(orientation, region, { x: region.right, y: region.bottom });
  return {
    ...orientedSize(region, orientation),
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
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

/** The same for a raster that has been coloured before: one look-up a pixel. */
function colourAgain(raster: Raster, table: ToneTable, words: Uint32Array): void {
  const { first, steps, grey } = table;
  const [values] = raster.channels;
  if (!values) return;
  if (raster.entries?.first !== first || raster.entries.steps !== steps) {
    const at = new Int32Array(values.length);
    for (let pixel = 0; pixel < at.length; pixel++) at[pixel] = entryOf(table, values[pixel] ?? 0);
    raster.entries = { first, steps, at };
  }
  const colours = new Uint32Array(grey.length);
  for (let entry = 0; entry < grey.length; entry++) colours[entry] = ((grey[entry] ?? 0) * 0x010101) | 0xff000000;
  const { at } = raster.entries;
  for (let pixel = 0; pixel < words.length; pixel++) words[pixel] = colours[at[pixel] ?? 0] ?? 0;
}

function entryOf({ first, steps, grey }: ToneTable, value: number): number {
  const entry = (value - first) * steps + 1.5;
  // NaN, which is padding, fails all comparisons and becomes entry 0.
  return entry >= grey.length ? grey.length - 1 : entry < 1 ? 1 : entry | 0;
}

function greyAt(table: ToneTable, value: number): number {
  return table.grey[entryOf(table, value)] ?? 0;
}

interface Painters {
  readonly painter: FilmPainter;
  readonly pyramids: readonly Pyramid[];
}

/** Films looked at last: enough for four panes, few enough to bound what their rasters take (about 25 MB a large film). */
const mostHeld = 4;
const held = new Map<GrayImage, Painters>();

/** The painter of a film that was shown a moment ago, with its raster, or a new one. */
export function paintersOf(image: GrayImage): Painters {
  const found = held.get(image);
  const pyramids = found?.pyramids ?? pyramidsOf(image);
  const painters = found ?? { pyramids, painter: filmPainter(image, pyramids) };
  held.delete(image);
  held.set(image, painters);
  for (const oldest of held.keys()) {
    if (held.size <= mostHeld) break;
    held.delete(oldest);
  }
  return painters;
}
