import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import { sha256 } from '#src/lib/sha256.ts';

const cacheName = 'elixr-web-models';

export interface FetchWeights {
  readonly url: string;
  /** Expected SHA-256 of the file, from the card. */
  readonly sha256: string;
  readonly signal: AbortSignal;
  /** Called with the share of the bytes, 0 … 1, and whether they come from this browser's cache. */
  readonly onProgress: (fraction: number, cached: boolean) => void;
}

/**
 * A file of the model folder, checked against its SHA-256. Kept in the Cache API under that checksum, so a second visit
 * fetches nothing and a new model never meets old weights. Errors: `ModelMissing`, `ModelCorrupt`, with facts.file.
 */
export async function fetchWeights({ url, sha256: expected, signal, onProgress }: FetchWeights): Promise<ArrayBuffer> {
  const file = new URL(url).pathname.split('/').at(-1) ?? '';
  const key = `${url}?sha256=${expected}`;
  const cache = await openCache();
  const cached = await cache?.match(key).catch(() => undefined);
  if (cached) {
    const bytes = await cached.arrayBuffer();
    if ((await sha256(bytes)) === expected) {
      onProgress(1, true);
      return bytes;
    }
    await cache?.delete(key);
  }
  const bytes = await download(url, file, signal, (fraction) => onProgress(fraction, false));
  if ((await sha256(bytes)) !== expected) {
    throw new AppError('ModelCorrupt', `${file} has another checksum than its card says`, { facts: { file } });
  }
  // Where the cache is refused or full, the next visit downloads again.
  await cache?.put(key, new Response(bytes.slice(0))).catch(() => undefined);
  return bytes;
}

async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(cacheName);
  } catch {
    return undefined;
  }
}

async function download(url: string, file: string, signal: AbortSignal, onFraction: (fraction: number) => void): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(url, { signal });
    if (!answer.ok || !answer.body) throw new Error(`status ${answer.status}`);
    const total = Number(answer.headers.get('Content-Length') ?? 0);
    const parts: Uint8Array[] = [];
    let received = 0;
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      received += value.length;
      onFraction(total > 0 ? Math.min(1, received / total) : 0);
    }
    const bytes = new Uint8Array(received);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes.buffer;
  } catch (thrown) {
    throwIfAborted(signal);
    throw new AppError('ModelMissing', `${file} cannot be fetched`, { cause: thrown, facts: { file } });
  }
}
