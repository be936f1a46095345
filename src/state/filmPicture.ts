import type { FilmId } from '#src/lib/brand.ts';
import type { FilmPicture } from '#src/llm/endpoint.ts';
import type { Workers } from '#src/state/workers.ts';

/** Longer side, in px: what models that see take without tiling, and enough to read a chest film roughly. */
const pictureSide = 1024;

/** The film as it would be sent to an endpoint: reduced, in its default window, a JPEG that carries no tag of the file. */
export function createPicture(image: Pick<Workers['image'], 'picture'>, bytesOf: (filmId: FilmId) => Promise<ArrayBuffer>): (filmId: FilmId) => Promise<FilmPicture> {
  return async (filmId) => {
    const bytes = await bytesOf(filmId);
    const { columns, rows, jpeg } = await image.picture({ bytes, side: pictureSide }, { transfer: [bytes] });
    return { mimeType: 'image/jpeg', base64: base64Of(new Uint8Array(await jpeg.arrayBuffer())), columns, rows };
  };
}

function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(from, from + 0x8000)));
  return btoa(parts.join(''));
}
