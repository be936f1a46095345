import { isRecord } from '#src/lib/isRecord.ts';
import { readFloats } from '#src/model/readFloats.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

/** How a model's embeddings of ordinary films spread: `spread.json` of a model folder, written by training/film_spread.py. */
export interface FilmSpread {
  readonly films: number;
  /** What films those were, in words. */
  readonly source: string;
  /** `embeddingSize` values. */
  readonly mean: Float32Array;
  /** embeddingSize², symmetric, row-major. */
  readonly covariance: Float32Array;
  /** Null where the file says nothing of repeated films. */
  readonly repeats: RepeatSpread | null;
}

/** How the embeddings of two films of one patient differ where their labels do not. */
export interface RepeatSpread {
  readonly pairs: number;
  readonly patients: number;
  /** What films those were, in words. */
  readonly source: string;
  /** Of the differences, about 0: embeddingSize², symmetric, row-major. */
  readonly secondMoment: Float32Array;
}

/** The spread beside a card, or null: an older model has none, and one of another model or of wrong sizes is of no use. */
export async function fetchFilmSpread(folder: string, card: ModelCard): Promise<FilmSpread | null> {
  try {
    const answer = await fetch(new URL('spread.json', folder), { cache: 'no-cache' });
    return answer.ok ? readFilmSpread(await answer.json(), card) : null;
  } catch {
    return null;
  }
}

export function readFilmSpread(json: unknown, { id, preprocessing, embeddingSize }: Pick<ModelCard, 'id' | 'preprocessing' | 'embeddingSize'>): FilmSpread | null {
  if (!isRecord(json) || json.modelId !== id || json.preprocessingVersion !== preprocessing.version) return null;
  const { films, source } = json;
  const mean = readFloats(json.mean);
  const covariance = readSymmetric(json.covariance, embeddingSize);
  if (mean?.length !== embeddingSize || !covariance) return null;
  return typeof films === 'number' && typeof source === 'string' ? { films, source, mean, covariance, repeats: readRepeats(json.repeats, embeddingSize) } : null;
}

function readRepeats(json: unknown, embeddingSize: number): RepeatSpread | null {
  if (!isRecord(json)) return null;
  const { pairs, patients, source } = json;
  const secondMoment = readSymmetric(json.secondMoment, embeddingSize);
  return typeof pairs === 'number' && typeof patients === 'number' && typeof source === 'string' && secondMoment ? { pairs, patients, source, secondMoment } : null;
}

/** A symmetric matrix, size², of its lower triangle row by row; null where that is not what it is. */
function readSymmetric(value: unknown, size: number): Float32Array | null {
  const triangle = readFloats(value);
  if (triangle?.length !== (size * (size + 1)) / 2) return null;
  const matrix = new Float32Array(size ** 2);
  for (let row = 0, next = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1, next += 1) matrix[row * size + column] = matrix[column * size + row] = triangle[next] as number;
  }
  return matrix;
}
