import { sha256 } from '#src/lib/sha256.ts';
import type { TeachRequest } from '#src/teaching/teachApi.ts';

/** Rises with every change of what a part of a run holds or of how it is computed. */
const partsVersion = 1;

/** What a run is of: two requests with one key have the same parts. Whether a network is asked for does not matter, for its parts have names of their own. */
export async function runKey({ set: { size, vectors, positive, patients }, prior, classWeights, seed }: TeachRequest): Promise<string> {
  const facts = new TextEncoder().encode(JSON.stringify([partsVersion, size, patients, classWeights, seed, prior ? [prior.vouched, ...prior.direction] : null]));
  const bytes = new Uint8Array(facts.length + positive.length + vectors.byteLength);
  bytes.set(facts);
  bytes.set(positive, facts.length);
  bytes.set(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength), facts.length + positive.length);
  return sha256(bytes);
}
