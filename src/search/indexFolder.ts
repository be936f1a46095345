import { AppError } from '#src/lib/appError.ts';
import { openPatiently } from '#src/lib/openPatiently.ts';
import { headerBytes, readHeader, recordBytesOf, type IndexHeader } from '#src/search/indexHeader.ts';
import { openIndexEngine, type IndexEngine } from '#src/search/indexEngine.ts';
import { compactInto } from '#src/search/indexTransfer.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import type { IndexShape, StoredSpace } from '#src/search/searchApi.ts';
import { memoryBytes, type Bytes } from '#src/search/storedBytes.ts';

const vectorFolder = 'embeddings';
const tokenFolder = 'embedding-tokens';
/** Fewer dead rows than this are not worth a rewrite. */
const fewestDead = 64;
const mostTries = 100;

export interface OpenedIndex {
  readonly engine: IndexEngine;
  readonly inMemory: boolean;
  readonly close: () => void;
}

interface OpenFile {
  readonly bytes: Bytes;
  readonly close: () => void;
}

/** The name of a space's files, without their generation. */
function nameOf({ space }: { readonly space: EmbeddingSpace }): string {
  return `${space.modelId.replace(/[^\w.-]/g, '_')}-p${space.preprocessingVersion}`;
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<OpenFile> {
  const access = await exclusive(folder, name);
  const bytes: Bytes = {
    size: () => access.getSize(),
    read: (into, at) => readInto(access, into, at),
    write: (from, at) => access.write(from, { at }),
    truncate: (size) => access.truncate(size),
    flush: () => access.flush(),
  };
  return { bytes, close: () => access.close() };
}

/** Reads straight into memory that threads share, by a copy where the engine refuses to. */
function readInto(access: FileSystemSyncAccessHandle, into: Uint8Array, at: number): number {
  try {
    return access.read(into, { at });
  } catch (thrown) {
    if (!(thrown instanceof TypeError) || into.buffer instanceof ArrayBuffer) throw thrown;
    const copied = new Uint8Array(into.length);
    const read = access.read(copied, { at });
    into.set(copied.subarray(0, read));
    return read;
  }
}

/** The lock of a tab that has just died may be free a moment before its file is. */
async function exclusive(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  for (let tries = 1; ; tries++) {
    try {
      return await openPatiently(async () => (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle());
    } catch (thrown) {
      if (!(thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError') || tries === mostTries) throw thrown;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

async function folders(): Promise<{ readonly vectors: FileSystemDirectoryHandle; readonly tokens: FileSystemDirectoryHandle }> {
  const root = await navigator.storage.getDirectory();
  const [vectors, tokens] = await Promise.all([vectorFolder, tokenFolder].map((name) => root.getDirectoryHandle(name, { create: true })));
  if (!vectors || !tokens) throw new Error('a folder is missing');
  return { vectors, tokens };
}

async function removeEntry(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
    if (!(thrown instanceof DOMException && thrown.name === 'NotFoundError')) throw thrown;
  });
}

/**
 * The newest generation of the space's files that was completed; half-made and overtaken ones are removed. 1 where there is
 * none. A file that cannot be read as an index is left alone and named when it is opened.
 */
async function currentGeneration(name: string): Promise<number> {
  const { vectors, tokens } = await folders();
  const generations: { generation: number; complete: boolean }[] = [];
  const entries: [string, FileSystemHandle][] = [];
  for await (const entry of vectors.entries()) entries.push(entry);
  for (const [entry, handle] of entries) {
    // Earlier versions of this app wrote one file without a generation; its films are embedded again.
    if (entry === name) await removeEntry(vectors, entry);
    const generation = entry.startsWith(`${name}.`) ? Number(entry.slice(name.length + 1)) : NaN;
    if (!Number.isInteger(generation) || handle.kind !== 'file') continue;
    const head = new Uint8Array(await (await (handle as FileSystemFileHandle).getFile()).slice(0, headerBytes).arrayBuffer());
    generations.push({ generation, complete: isComplete(head) });
  }
  const current = Math.max(0, ...generations.filter(({ complete }) => complete).map(({ generation }) => generation));
  for (const { generation } of generations) {
    if (generation === current) continue;
    await removeEntry(vectors, `${name}.${generation}`);
    await removeEntry(tokens, `${name}.${generation}`);
  }
  return current || 1;
}

/** A header that is of another kind or version counts: its file is named when it is opened, not removed. */
function isComplete(head: Uint8Array): boolean {
  try {
    return typeof readHeader(head) !== 'string';
  } catch {
    return true;
  }
}

async function openGeneration(shape: IndexShape, generation: number): Promise<OpenedIndex> {
  const { vectors, tokens } = await folders();
  const name = `${nameOf(shape)}.${generation}`;
  const vectorFile = await openFile(vectors, name);
  let tokenFile: OpenFile | undefined;
  const close = (): void => {
    vectorFile.close();
    tokenFile?.close();
  };
  try {
    tokenFile = await openFile(tokens, name);
    const engine = openIndexEngine({ vectors: vectorFile.bytes, tokens: tokenFile.bytes }, shape);
    const closeAll = (): void => {
      engine.end();
      close();
    };
    return { engine, inMemory: false, close: closeAll };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/**
 * Opens the index of a space on disk, this worker alone: it holds the lock. `mayCompact`: rewrites the files once a third
 * of the rows is dead; rows are new then. Errors: `StorageRefused`, and as `openIndexEngine`.
 */
export async function openOnDisk(shape: IndexShape, mayCompact: boolean): Promise<OpenedIndex> {
  let generation: number;
  let opened: OpenedIndex;
  try {
    generation = await currentGeneration(nameOf(shape));
    opened = await openGeneration(shape, generation);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('StorageRefused', 'the index cannot be opened', { cause: thrown });
  }
  const { engine } = opened;
  if (!mayCompact || engine.dead() < fewestDead || engine.dead() * 3 < engine.rows()) return opened;
  const { vectors, tokens } = await folders();
  const name = `${nameOf(shape)}.${generation + 1}`;
  const made = { vectors: await openFile(vectors, name), tokens: await openFile(tokens, name) };
  try {
    compactInto(engine, shape, { vectors: made.vectors.bytes, tokens: made.tokens.bytes });
  } catch (thrown) {
    // No room for a copy: the old files serve on.
    made.vectors.bytes.truncate(0);
    made.tokens.bytes.truncate(0);
    if (thrown instanceof AppError && thrown.kind === 'StorageFull') return opened;
    throw thrown;
  } finally {
    made.vectors.close();
    made.tokens.close();
  }
  opened.close();
  return openGeneration(shape, await currentGeneration(nameOf(shape)));
}

/** An index that lasts for this visit. */
export function openInMemory(shape: IndexShape): OpenedIndex {
  const engine = openIndexEngine({ vectors: memoryBytes(), tokens: memoryBytes() }, shape);
  return { engine, inMemory: true, close: engine.end };
}

/** What lies on the disk and can be read: a file of a newer version, or a damaged one, is passed over here and named when it is opened. */
export async function storedSpaces(): Promise<StoredSpace[]> {
  const { vectors } = await folders();
  const spaces: StoredSpace[] = [];
  for await (const handle of vectors.values()) {
    if (handle.kind !== 'file') continue;
    const file = await (handle as FileSystemFileHandle).getFile();
    const header = headerOf(new Uint8Array(await file.slice(0, headerBytes).arrayBuffer()));
    if (!header?.space) continue;
    const { space, embeddingSize, tokenCount } = header;
    spaces.push({ space, embeddingSize, tokenCount, records: Math.floor((file.size - headerBytes) / recordBytesOf(embeddingSize)) });
  }
  return spaces;
}

function headerOf(head: Uint8Array): IndexHeader | null {
  try {
    const header = readHeader(head);
    return typeof header === 'string' ? null : header;
  } catch {
    return null;
  }
}

/** Removes every generation of a space's index. It must be closed. */
export async function removeSpace(space: EmbeddingSpace): Promise<void> {
  const { vectors, tokens } = await folders();
  const name = nameOf({ space });
  for (const folder of [vectors, tokens]) {
    const entries: string[] = [];
    for await (const entry of folder.keys()) entries.push(entry);
    for (const entry of entries) if (entry.startsWith(`${name}.`)) await removeEntry(folder, entry);
  }
}

/** Removes every index of every space. They must be closed. */
export async function removeAllIndexes(): Promise<void> {
  const root = await navigator.storage.getDirectory().catch(() => undefined);
  if (!root) return;
  await removeEntry(root, vectorFolder);
  await removeEntry(root, tokenFolder);
}
