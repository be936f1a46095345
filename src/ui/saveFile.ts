/** Hands a file to the browser to be saved. */
export function saveFile(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun by then; the blob may go.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
