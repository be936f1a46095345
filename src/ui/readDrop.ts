import type { IncomingFile } from '#src/state/appState.ts';

const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
const inOrder = new Intl.Collator(undefined, { numeric: true });

export function incoming(file: File): IncomingFile {
  return { fileName: file.webkitRelativePath || file.name, read: () => Promise.resolve(file) };
}

/** In the order of their paths, numbers by their value. */
export function byPath(files: readonly IncomingFile[]): IncomingFile[] {
  return files.toSorted((one, other) => inOrder.compare(one.fileName, other.fileName));
}

/** Dropped or pasted files, folders walked to the bottom. Must be called before the event handler returns. */
export async function readDrop(transfer: DataTransfer): Promise<IncomingFile[]> {
  const entries = [...transfer.items].flatMap((item) => (item.kind === 'file' ? [item.webkitGetAsEntry() ?? item.getAsFile()] : []));
  if (entries.every((entry) => entry === null)) return [...transfer.files].map(incoming);
  const found: IncomingFile[] = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push(incoming(entry));
    else if (entry) await walk(entry, found);
  }
  return found;
}

async function walk(entry: FileSystemEntry, found: IncomingFile[]): Promise<void> {
  if (entry.isFile) {
    const fileEntry = entry as FileSystemFileEntry;
    found.push({
      fileName: entry.fullPath.replace(/^\//, ''),
      read: () => new Promise<File>((resolve, reject) => fileEntry.file(resolve, reject)),
    });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // One call gives at most a hundred entries; an empty answer is the end.
  try {
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) break;
      children.push(...batch);
    }
  } catch (thrown) {
    // A folder that may not be read is a line that says so; the rest of the drop goes on.
    found.push({ fileName: entry.fullPath.replace(/^\//, ''), read: () => Promise.reject(toError(thrown)) });
  }
  children.sort((one, other) => inOrder.compare(one.name, other.name));
  for (const child of children) await walk(child, found);
}
