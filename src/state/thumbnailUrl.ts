/** Each is a synchronous call to the browser's process: made when a row shows it, not for thousands of films at once. */
const urls = new WeakMap<Blob, string>();

/** The thumbnail's object URL, the same at every call until `revokeThumbnail`. */
export function thumbnailUrl(thumbnail: Blob): string {
  const known = urls.get(thumbnail);
  if (known !== undefined) return known;
  const made = URL.createObjectURL(thumbnail);
  urls.set(thumbnail, made);
  return made;
}

export function revokeThumbnail(thumbnail: Blob): void {
  const url = urls.get(thumbnail);
  if (url !== undefined) URL.revokeObjectURL(url);
  urls.delete(thumbnail);
}
