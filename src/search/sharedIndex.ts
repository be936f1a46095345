import { AppError, toAppError, type ErrorFacts, type ErrorKind } from '#src/lib/appError.ts';
import { perform, type AnswerOf, type ArgumentsOf, type IndexCall } from '#src/search/indexCalls.ts';
import { openOnDisk, removeAllIndexes, removeSpace, storedSpaces, type OpenedIndex } from '#src/search/indexFolder.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import type { IndexShape, StoredSpace } from '#src/search/searchApi.ts';

/**
 * One index for all tabs. A file is open for writing in one place only, so the tab that holds the lock owns the index and
 * answers the others over a channel; when it goes, the browser gives the lock to the next, which reads the same files, so
 * that rows stay what they were. Calls that were under way then are asked again.
 */
export interface SharedIndex {
  readonly call: <Call extends IndexCall>(call: Call, args: ArgumentsOf<Call>, shape: IndexShape) => Promise<AnswerOf<Call>>;
  readonly spaces: () => Promise<StoredSpace[]>;
  readonly drop: (space: EmbeddingSpace) => Promise<void>;
  /** Removes every index of every space. */
  readonly clear: () => Promise<void>;
}

const name = 'elixr-web-index';

type AnyCall = IndexCall | 'clear' | 'spaces' | 'drop';

type Message =
  | { readonly kind: 'call'; readonly id: string; readonly call: AnyCall; readonly args: unknown; readonly shape: IndexShape | null }
  | { readonly kind: 'answer'; readonly id: string; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: string; readonly error: { readonly kind: ErrorKind; readonly message: string; readonly facts: ErrorFacts } }
  /** A tab has become the owner. */
  | { readonly kind: 'owner' };

/** Errors: `StorageRefused` where the browser keeps nothing for this page. */
function openChannel(): BroadcastChannel {
  try {
    return new BroadcastChannel(name);
  } catch (thrown) {
    throw new AppError('StorageRefused', 'the browser gives this page no channel', { cause: thrown });
  }
}

interface Asked {
  readonly message: Message & { readonly kind: 'call' };
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

export function shareIndex(): SharedIndex {
  const channel = openChannel();
  const asked = new Map<string, Asked>();
  const opened = new Map<string, Promise<OpenedIndex>>();
  let owner = false;
  let decided: Promise<void> | undefined;
  /** The first owner may rewrite the files; one that takes over must keep the rows that others know. */
  let mayCompact = false;

  const indexOf = (shape: IndexShape): Promise<OpenedIndex> => {
    const key = JSON.stringify(shape);
    let index = opened.get(key);
    if (!index) {
      index = openOnDisk(shape, mayCompact);
      opened.set(key, index);
      index.catch(() => opened.delete(key));
    }
    return index;
  };

  const clearHere = async (): Promise<void> => {
    const all = [...opened.values()];
    opened.clear();
    for (const index of all) await index.then(({ close }) => close(), () => undefined);
    await removeAllIndexes();
  };

  const dropHere = async (space: EmbeddingSpace): Promise<void> => {
    for (const [key, index] of [...opened]) {
      const { modelId, preprocessingVersion } = (JSON.parse(key) as IndexShape).space;
      if (modelId !== space.modelId || preprocessingVersion !== space.preprocessingVersion) continue;
      opened.delete(key);
      await index.then(({ close }) => close(), () => undefined);
    }
    await removeSpace(space);
  };

  const performHere = async ({ call, args, shape }: Pick<Message & { kind: 'call' }, 'call' | 'args' | 'shape'>): Promise<unknown> => {
    if (call === 'clear') return clearHere();
    if (call === 'spaces') return storedSpaces();
    if (call === 'drop') return dropHere(args as EmbeddingSpace);
    if (!shape) throw new AppError('Bug', 'a call without a shape');
    return perform(call, await indexOf(shape), args as never, shape);
  };

  const answer = async (message: Message & { kind: 'call' }): Promise<void> => {
    const { id } = message;
    try {
      channel.postMessage({ kind: 'answer', id, value: await performHere(message) } satisfies Message);
    } catch (thrown) {
      const { kind, message: text, facts } = toAppError(thrown);
      channel.postMessage({ kind: 'failure', id, error: { kind, message: text, facts } } satisfies Message);
    }
  };

  const settle = ({ message, resolve, reject }: Asked): void => {
    asked.delete(message.id);
    performHere(message).then(resolve, (thrown: unknown) => reject(toAppError(thrown)));
  };

  const becomeOwner = (): void => {
    owner = true;
    channel.postMessage({ kind: 'owner' } satisfies Message);
    for (const waiting of [...asked.values()]) settle(waiting);
  };

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'call') {
      if (owner) void answer(data);
    } else if (data.kind === 'owner') {
      for (const { message } of asked.values()) channel.postMessage(message);
    } else {
      const waiting = asked.get(data.id);
      if (!waiting) return;
      asked.delete(data.id);
      if (data.kind === 'answer') waiting.resolve(data.value);
      else waiting.reject(new AppError(data.error.kind, data.error.message, { facts: data.error.facts }));
    }
  });

  const forever = new Promise<void>(() => undefined);
  const decide = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const held = navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (!lock) {
          // Granted when the owner goes.
          void navigator.locks.request(name, () => {
            becomeOwner();
            return forever;
          });
          resolve();
          return;
        }
        mayCompact = true;
        becomeOwner();
        resolve();
        await forever;
      });
      held.catch((thrown: unknown) => {
        decided = undefined;
        reject(new AppError('StorageRefused', 'the browser gives this page no lock', { cause: thrown }));
      });
    });

  const ask = async (call: AnyCall, args: unknown, shape: IndexShape | null): Promise<unknown> => {
    await (decided ??= decide());
    if (owner) return performHere({ call, args, shape });
    return new Promise((resolve, reject) => {
      const message = { kind: 'call', id: crypto.randomUUID(), call, args, shape } as const;
      asked.set(message.id, { message, resolve, reject });
      channel.postMessage(message);
    });
  };

  return {
    call: <Call extends IndexCall>(call: Call, args: ArgumentsOf<Call>, shape: IndexShape) => ask(call, args, shape) as Promise<AnswerOf<Call>>,
    spaces: () => ask('spaces', {}, null) as Promise<StoredSpace[]>,
    drop: async (space) => {
      await ask('drop', space, null);
    },
    clear: async () => {
      await ask('clear', {}, null);
    },
  };
}
