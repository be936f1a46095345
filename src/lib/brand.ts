declare const brand: unique symbol;

/** A `Base` that cannot be mixed up with another `Base` of a different `Name`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** SHA-256 of a film's file bytes, 64 lower-case hex digits: the one identity of a film on this device. */
export type FilmId = Brand<string, 'FilmId'>;

export function filmId(sha256: string): FilmId {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a film id is 64 lower-case hex digits');
  return sha256 as FilmId;
}

/** Film ids that stand one after the other, 64 digits each; checked all at once, since there may be a million. */
export function filmIdsOf(text: string): FilmId[] {
  if (text.length % 64 !== 0 || /[^0-9a-f]/.test(text)) throw new Error('film ids are 64 lower-case hex digits each');
  return Array.from({ length: text.length / 64 }, (_, at) => text.slice(64 * at, 64 * at + 64) as FilmId);
}
