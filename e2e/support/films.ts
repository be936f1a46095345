import { renderSample } from '../../src/phantom/sampleFilms.ts';
import type { DroppedFile } from './app.ts';

/** Sample film `index` at `side` px: quick to make, quick to embed. */
export function phantomFilm(index: number, side = 256): DroppedFile {
  const { name, bytes } = renderSample(index, side);
  return { name, bytes };
}
