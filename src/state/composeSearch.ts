import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { ParsedQuery } from '#src/findings/parseQuery.ts';
import { afterMarks, backgroundOf, directionOf, queryVector, scale, standingOutFrom, type Background, type Scaled } from '#src/findings/queryVector.ts';
import { contrastDirection, dotProduct } from '#src/findings/zeroShot.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { Embedding } from '#src/model/embedding.ts';
import type { Mark, SearchPart, SearchSubject } from '#src/state/appState.ts';
import type { PhraseBook } from '#src/state/phraseBook.ts';
import type { Scoring } from '#src/state/scoring.ts';

/** Films that the archive's spread of scores is measured by. */
const sampleSize = 2000;

/** A search as vectors: what is ranked by, what it is made of, and how its scores read. */
export interface ComposedSearch {
  /** Null where only filters are asked for. */
  readonly query: Float32Array | null;
  /** Added to a dot product with `query` it gives the score. */
  readonly offset: number;
  readonly unit: 'similarity' | 'deviations';
  readonly parts: readonly SearchPart[];
  /** As many as parts. */
  readonly scaled: readonly Scaled[];
  /** How much of a score one unit of each part's dot product is. */
  readonly weights: readonly number[];
  /** Dot product with `query` from which a film stands out of the background. */
  readonly standsOutFrom: number | null;
}

export interface ComposeParts {
  readonly card: ModelCard;
  readonly phraseBook: Pick<PhraseBook, 'vectorsOf'>;
  readonly scoring: Pick<Scoring, 'pooledOf' | 'sample'>;
  /** The embedding of a film with its token map. */
  readonly read: (filmId: FilmId) => Promise<Embedding>;
  /** Token maps of some films of the archive, tokens × embeddingSize each. */
  readonly someTokens: () => Promise<Iterable<Float32Array>>;
  readonly marks: ReadonlyMap<FilmId, Mark>;
  readonly signal: AbortSignal;
}

export async function composeSearch(of: SearchSubject, parsed: ParsedQuery, { card, phraseBook, scoring, read, someTokens, marks, signal }: ComposeParts): Promise<ComposedSearch> {
  const parts: SearchPart[] = [];
  const directions: Float32Array[] = [];
  const background = backgroundOf(scoring.sample(sampleSize), card.embeddingSize);
  if (of.kind === 'region') {
    const region = regionDirection(await read(of.filmId), of.cells, background);
    parts.push({ kind: 'region' });
    directions.push(region);
    if (parsed.parts.length === 0) return { query: region, offset: 0, unit: 'similarity', parts, scaled: [], weights: [1], standsOutFrom: null };
  }
  if (of.kind === 'like') {
    const pooled = scoring.pooledOf(of.filmId);
    if (!pooled) throw new AppError('FilmMissing', 'the film has no embedding');
    parts.push({ kind: 'film' });
    directions.push(directionOf(pooled, background));
  }
  if (parsed.parts.length > 0) {
    const { contrastPrompts } = card;
    const vectors = await phraseBook.vectorsOf([...parsed.parts.map(({ text }) => text), ...contrastPrompts], { signal });
    for (const part of parsed.parts) {
      parts.push({ kind: 'phrase', ...part });
      directions.push(contrastDirection([part.text], contrastPrompts, vectors));
    }
  }
  const [only] = directions;
  if (!only) return { query: null, offset: 0, unit: 'similarity', parts, scaled: [], weights: [], standsOutFrom: null };

  const asked = directions.map((direction, at) => {
    const part = parts[at];
    return { direction, absent: part?.kind === 'phrase' && part.absent };
  });
  if (of.kind === 'region') {
    // A field is looked for that is like the region and scores for the words: each is measured by the spread of such fields.
    const fields = backgroundOf(fieldsOf(await someTokens(), card.embeddingSize), card.embeddingSize);
    const scaled = scale(asked, fields);
    const { vector: query, offset } = queryVector(scaled, card.embeddingSize);
    return { query, offset, unit: 'deviations', parts, scaled, weights: scaled.map(({ weight }) => weight / scaled.length), standsOutFrom: null };
  }
  const scaled = scale(asked, background);
  const marked = (mark: Mark): Float32Array[] => [...marks].flatMap(([filmId, given]) => (given === mark ? (scoring.pooledOf(filmId) ?? []) : []));
  // One phrase alone keeps the score that the findings panel shows for it.
  const plain = asked.length === 1 && asked[0]?.absent === false && marks.size === 0 && of.kind === 'phrase';
  const { vector, offset } = plain ? { vector: only, offset: 0 } : queryVector(scaled, card.embeddingSize);
  const query = afterMarks(vector, marked('right'), marked('wrong'), background);
  const weights = plain ? [1] : scaled.map(({ weight }) => weight / scaled.length);
  return { query, offset, unit: plain ? 'similarity' : 'deviations', parts, scaled, weights, standsOutFrom: standingOutFrom(query, background) };
}

/** Single tokens of token maps. */
function fieldsOf(maps: Iterable<Float32Array>, size: number): Float32Array[] {
  return [...maps].flatMap((tokens) => Array.from({ length: tokens.length / size }, (_, at) => tokens.subarray(at * size, (at + 1) * size)));
}

/** The mean of the cells' tokens without what all films share: what is particular to this place in this film. */
function regionDirection({ tokens, pooled }: Embedding, cells: readonly number[], { mean }: Background): Float32Array {
  const size = pooled.length;
  const direction = new Float32Array(size);
  for (const cell of cells) {
    for (let at = 0; at < size; at++) direction[at] = (direction[at] ?? 0) + (tokens[cell * size + at] ?? 0) / cells.length;
  }
  const length = Math.hypot(...mean);
  const along = length > 0 ? dotProduct(direction, mean) / length ** 2 : 0;
  const particular = direction.map((value, at) => value - along * (mean[at] ?? 0));
  const norm = Math.hypot(...particular);
  return norm > 0 ? particular.map((value) => value / norm) : direction;
}
