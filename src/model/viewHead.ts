import { isRecord } from '#src/lib/isRecord.ts';
import { readFloats } from '#src/model/readFloats.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

/** A linear head on the pooled embedding that tells PA from AP: `view.json` of a model folder, written by training/view_head.py. */
export interface ViewHead {
  /** How many films its figures are of, and what films those were, in words. */
  readonly films: number;
  readonly source: string;
  /** From this share for one of the views on, the head is sure. */
  readonly sure: number;
  /** Shares of those films: where it is sure, and of these rightly. */
  readonly told: number;
  readonly rightWhereTold: number;
  /** Of all films, where it is taken for what it leans to. */
  readonly right: number;
  readonly intercept: number;
  /** `embeddingSize` values; positive for AP. */
  readonly weights: Float32Array;
}

/** The head beside a card, or null: not every model has one, and one of another model or of a wrong size is of no use. */
export async function fetchViewHead(folder: string, card: ModelCard): Promise<ViewHead | null> {
  try {
    const answer = await fetch(new URL('view.json', folder), { cache: 'no-cache' });
    return answer.ok ? readViewHead(await answer.json(), card) : null;
  } catch {
    return null;
  }
}

export function readViewHead(json: unknown, { id, preprocessing, embeddingSize }: Pick<ModelCard, 'id' | 'preprocessing' | 'embeddingSize'>): ViewHead | null {
  if (!isRecord(json) || json.modelId !== id || json.preprocessingVersion !== preprocessing.version) return null;
  const { source, films, sure, told, rightWhereTold, right, intercept } = json;
  const weights = readFloats(json.weights);
  if (weights?.length !== embeddingSize || typeof source !== 'string') return null;
  const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  return finite(films) && finite(sure) && finite(told) && finite(rightWhereTold) && finite(right) && finite(intercept) ? { films, source, sure, told, rightWhereTold, right, intercept, weights } : null;
}
