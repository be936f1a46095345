declare const brand: unique symbol;

/** A `Base` that cannot be mixed up with another `Base` of a different `Name`. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** SHA-256 of a film's file bytes, 64 lower-case hex digits: the one identity of a film on this device. */
export type FilmId = Brand<string, 'FilmId'>;

export function filmId(sha256: string): FilmId {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a film id is 64 lower-case hex digits');
  return sha256 as FilmId;
}
