import type { FilmId } from '#src/lib/brand.ts';
import { contributions } from '#src/findings/queryVector.ts';
import { sideScore } from '#src/findings/sideScore.ts';
import { dotProduct } from '#src/findings/zeroShot.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { lateralViews } from '#src/search/filmConstraint.ts';
import type { Film, SearchHit } from '#src/state/appState.ts';
import type { ComposedSearch } from '#src/state/composeSearch.ts';

interface Places {
  /** Token maps of the hits, tokenGrid × embeddingSize. */
  readonly maps: ReadonlyMap<FilmId, Float32Array>;
  readonly card: Pick<ModelCard, 'tokenGrid' | 'embeddingSize'>;
}

/** Whether left and right can be told on the film by place: a lateral has both on one another. */
export function hasSides({ record: { facts } }: Film): boolean {
  return !lateralViews.includes(facts.viewPosition.trim().toUpperCase());
}

/**
 * The hits ranked again by where on the film the parts with a side score: what such a part gave the whole film gives way to what
 * it gives the half that is asked for. Hits without a token map are left out: nothing says where.
 */
export function rankBySide(hits: readonly SearchHit[], { scaled, parts, weights }: ComposedSearch, pooledOf: (filmId: FilmId) => Float32Array | undefined, { maps, card: { tokenGrid: [tokenRows, tokenColumns] } }: Places): SearchHit[] {
  const ranked = hits.flatMap((hit): SearchHit[] => {
    const tokens = maps.get(hit.filmId);
    const pooled = pooledOf(hit.filmId);
    if (!tokens || !pooled || hit.score === null) return [];
    const given = contributions(scaled, pooled);
    let { score } = hit;
    for (const [at, part] of parts.entries()) {
      const direction = scaled[at]?.direction;
      if (part.kind !== 'phrase' || !part.side || !direction) continue;
      const change = sideScore(direction, { tokens, tokenRows, tokenColumns }, part.side.side) - dotProduct(direction, pooled);
      score += (weights[at] ?? 0) * change;
      given[at] = (given[at] ?? 0) + (scaled[at]?.weight ?? 0) * change;
    }
    return [{ ...hit, score, earnedBy: parts.length > 1 ? given.indexOf(Math.max(...given)) : null }];
  });
  return ranked.sort((left, right) => (right.score ?? 0) - (left.score ?? 0));
}

/** Hits of a region with the part that gave most in the field that the film was found by; those without a token map as they are. */
export function earnedByField(hits: readonly SearchHit[], { query, scaled }: ComposedSearch, { maps, card: { embeddingSize: size } }: Places): SearchHit[] {
  return hits.map((hit) => {
    const tokens = maps.get(hit.filmId);
    if (!tokens || !query) return hit;
    let [best, most] = [0, -Infinity];
    for (let at = 0; at < tokens.length; at += size) {
      const score = dotProduct(query, tokens.subarray(at, at + size));
      if (score > most) [best, most] = [at, score];
    }
    const given = contributions(scaled, tokens.subarray(best, best + size));
    return { ...hit, earnedBy: given.indexOf(Math.max(...given)) };
  });
}
