import { describe, expect, it } from 'vitest';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import type { SearchHit } from '#src/state/appState.ts';
import { earnedByField, rankBySide } from '#src/state/byPosition.ts';
import type { ComposedSearch } from '#src/state/composeSearch.ts';

const card = { tokenGrid: [2, 3] as const, embeddingSize: 3 };
const idOf = (digit: string): FilmId => filmId(digit.repeat(64));
const effusion = Float32Array.of(1, 0, 0);
const tube = Float32Array.of(0, 1, 0);

/** A film whose fields show effusion and tube as said, row after row; the third value is what all chest films share. */
function film(effusions: readonly number[], tubes: readonly number[] = []): { readonly tokens: Float32Array; readonly pooled: Float32Array } {
  const tokens = Float32Array.from(effusions.flatMap((value, at) => [value, tubes[at] ?? 0, 1]));
  const mean = [0, 1, 2].map((axis) => effusions.reduce((sum, _, at) => sum + (tokens[3 * at + axis] ?? 0), 0) / effusions.length);
  const norm = Math.hypot(...mean);
  return { tokens, pooled: Float32Array.from(mean, (value) => value / norm) };
}

// The left of the picture is the patient's right.
const films = new Map([
  ['1', film([9, 0, 0, 9, 0, 0])],
  ['2', film([0, 0, 5, 0, 0, 5])],
  ['3', film([4, 0, 4, 4, 0, 4])],
  ['4', film([0, 7, 0, 0, 7, 0])],
].map(([digit, made]) => [idOf(digit as string), made as ReturnType<typeof film>] as const));
const pooledOf = (id: FilmId) => films.get(id)?.pooled;
const places = { maps: new Map([...films].map(([id, { tokens }]) => [id, tokens])), card: { ...card, tokenGrid: [2, 3] as [number, number] } };

function composed(side: 'left' | 'right' | 'both' | null, others: Partial<ComposedSearch> = {}): ComposedSearch {
  const sided = side ? { side: { side, source: side } } : {};
  return {
    query: effusion,
    offset: 0,
    unit: 'similarity',
    parts: [{ kind: 'phrase', text: 'effusion', absent: false, source: 'effusion', ...sided }],
    scaled: [{ direction: effusion, absent: false, middle: 0, weight: 2 }],
    weights: [1],
    standsOutFrom: null,
    ...others,
  };
}

const scan = (query: Float32Array): SearchHit[] =>
  [...films].map(([filmIdOf, { pooled }]) => ({ filmId: filmIdOf, score: query.reduce((sum, value, at) => sum + value * (pooled[at] ?? 0), 0), earnedBy: null }));
const order = (hits: readonly SearchHit[]): string => hits.map((hit) => hit.filmId[0]).join('');

describe('a search with a side', () => {
  it('ranks films by the half of the picture that shows that side of the patient', () => {
    expect(order(rankBySide(scan(effusion), composed('left'), pooledOf, places)).slice(0, 3)).toBe('234');
    expect(order(rankBySide(scan(effusion), composed('right'), pooledOf, places))[0]).toBe('1');
    expect(order(rankBySide(scan(effusion), composed('left'), pooledOf, places)).at(-1)).toBe('1');
  });

  it('takes the weaker half where both are asked for', () => {
    const ranked = rankBySide(scan(effusion), composed('both'), pooledOf, places);
    expect(order(ranked).slice(0, 2).split('').sort().join('')).toBe('34');
    expect(ranked.at(-1)?.score).toBeCloseTo(0, 6);
  });

  it('scores a film with as much on either side as it scores whole', () => {
    const whole = scan(effusion).find((hit) => hit.filmId === idOf('3'))?.score ?? NaN;
    for (const side of ['left', 'right', 'both'] as const) {
      expect(rankBySide(scan(effusion), composed(side), pooledOf, places).find((hit) => hit.filmId === idOf('3'))?.score).toBeCloseTo(whole, 6);
    }
  });

  it('leaves out films without a token map, and changes nothing where no part has a side', () => {
    const maps = new Map([...places.maps].filter(([id]) => id !== idOf('2')));
    expect(order(rankBySide(scan(effusion), composed('left'), pooledOf, { ...places, maps }))).not.toContain('2');
    const hits = scan(effusion);
    expect(rankBySide(hits, composed(null), pooledOf, places).map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => (b ?? 0) - (a ?? 0)));
  });

  it('says which part earned the hit, its side counted', () => {
    const both = composed('left', {
      parts: [
        { kind: 'phrase', text: 'effusion', absent: false, source: 'effusion on the left', side: { side: 'left', source: 'on the left' } },
        { kind: 'phrase', text: 'tube', absent: true, source: 'without tube' },
      ],
      scaled: [{ direction: effusion, absent: false, middle: 0.3, weight: 1 }, { direction: tube, absent: true, middle: 0.3, weight: -1 }],
      weights: [0.5, -0.5],
    });
    const ranked = rankBySide(scan(effusion), both, pooledOf, places);
    const earned = new Map(ranked.map((hit) => [hit.filmId, hit.earnedBy]));
    expect(earned.get(idOf('2'))).toBe(0);
    expect(earned.get(idOf('1'))).toBe(1);
  });
});

describe('a region with words', () => {
  it('says which of them the best field has', () => {
    const of = composed(null, {
      query: Float32Array.of(1, 1, 0),
      parts: [{ kind: 'region' }, { kind: 'phrase', text: 'tube', absent: false, source: 'tube' }],
      scaled: [{ direction: effusion, absent: false, middle: 0, weight: 1 }, { direction: tube, absent: false, middle: 0, weight: 1 }],
    });
    const made = [film([3, 0, 0, 0, 0, 0]), film([1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 6, 0])];
    const maps = new Map(made.map(({ tokens }, at) => [idOf(String(at)), tokens]));
    const hits = made.map((_, at): SearchHit => ({ filmId: idOf(String(at)), score: 1, earnedBy: null }));
    expect(earnedByField([...hits, { filmId: idOf('9'), score: 0, earnedBy: null }], of, { ...places, maps }).map(({ earnedBy }) => earnedBy)).toEqual([0, 1, null]);
  });
});
