import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import type { TeachingSet } from '#src/teaching/teachingSet.ts';

export interface MadeFilms extends TeachingSet {
  /** The direction along which positive films differ, blurred as a text's direction is. */
  readonly direction: Float32Array;
}

/**
 * Embeddings of films that do not exist, for tests and benches: L2-normalised, one of `share` positive, positive films moved along a
 * hidden direction; `films / patients` films a patient. Same seed, same films.
 */
export function madeFilms({ films, patients = films, size = 128, share = 0.3, apart = 3, seed = 1 }: { readonly films: number; readonly patients?: number; readonly size?: number; readonly share?: number; readonly apart?: number; readonly seed?: number }): MadeFilms {
  const random = mulberry32(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const hidden = Float64Array.from({ length: size }, normal);
  const length = Math.hypot(...hidden);
  const direction = Float32Array.from(hidden, (value) => value / length + (0.8 * normal()) / Math.sqrt(size));
  // A few directions hold most of the variance, as in embeddings of films.
  const scale = Float64Array.from({ length: size }, (_, at) => 1.5 / (1 + at / 16));
  const vectors = new Float32Array(films * size);
  const positive = Uint8Array.from({ length: films }, () => (random() < share ? 1 : 0));
  for (let film = 0; film < films; film++) {
    const row = Float64Array.from({ length: size }, (_, at) => 2 + normal() * (scale[at] ?? 1) + (positive[film] ? (apart * (hidden[at] ?? 0)) / length : 0));
    const norm = Math.hypot(...row);
    vectors.set(Float32Array.from(row, (value) => value / norm), film * size);
  }
  return { size, vectors, positive, patients: Array.from({ length: films }, (_, film) => `patient ${film % patients}`), direction };
}
