/** Each is a synchronous call to the browser's process: made when a row shows it, not for thousands of films at once. */
const urls = new WeakMap<Uint8Array, string>();

/** The object URL of a thumbnail (a JPEG), the same at every call until `revokeThumbnail`. */
export function thumbnailUrl(thumbnail: Uint8Array<ArrayBuffer>): string {
  const known = urls.get(thumbnail);
  if (known !== undefined) return known;
  const made = URL.createObjectURL(new Blob([thumbnail], { type: 'image/jpeg' }));
  urls.set(thumbnail, made);
  return made;
}

export function revokeThumbnail(thumbnail: Uint8Array<ArrayBuffer>): void {
  const url = urls.get(thumbnail);
  if (url !== undefined) URL.revokeObjectURL(url);
  urls.delete(thumbnail);
}
