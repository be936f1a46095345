import { AppError } from '#src/lib/appError.ts';
import { serve, transferred } from '#src/lib/rpc.ts';
import { perform, type AnswerOf, type ArgumentsOf, type IndexCall } from '#src/search/indexCalls.ts';
import { openInMemory, type OpenedIndex } from '#src/search/indexFolder.ts';
import type { IndexShape, OpenedTable, SearchApi } from '#src/search/searchApi.ts';
import { shareIndex, type SharedIndex } from '#src/search/sharedIndex.ts';

let shared: SharedIndex | undefined;
let shape: IndexShape | undefined;
/** Set while this visit does without the disk. */
let memory: OpenedIndex | undefined;

async function call<Call extends IndexCall>(name: Call, args: ArgumentsOf<Call>): Promise<AnswerOf<Call>> {
  if (!shape) throw new AppError('Bug', 'the index has not been opened');
  if (memory) return perform(name, memory, args, shape);
  return (shared ??= shareIndex()).call(name, args, shape);
}

const hasDisk = (): boolean => 'getDirectory' in (navigator.storage ?? {}) && 'locks' in navigator;

const moved = <Table extends OpenedTable>(table: Table): Table => transferred(table, [table.pooled.buffer, table.rows.buffer]);

const api: SearchApi = {
  open: async ({ inMemory = false, ...opened }) => {
    shape = opened;
    memory?.close();
    memory = undefined;
    if (inMemory) memory = openInMemory(opened);
    else if (!hasDisk()) throw new AppError('StorageRefused', 'the browser has no file system for this page');
    return moved(await call('open', opened));
  },
  add: (args) => call('add', args),
  remove: (args) => call('remove', args),
  spaces: async () => (hasDisk() && !memory ? (shared ??= shareIndex()).spaces() : []),
  drop: async ({ space }) => {
    if (hasDisk() && !memory) await (shared ??= shareIndex()).drop(space);
  },
  clear: async () => {
    if (navigator.locks && !memory) await (shared ??= shareIndex()).clear();
    if (!shape) return null;
    if (memory) {
      memory.close();
      memory = openInMemory(shape);
    }
    return moved(await call('open', shape));
  },
  rank: (args) => call('rank', args),
  rankTokens: (args) => call('rankTokens', args),
  read: (args) => call('read', args),
  readTokens: async (args) => {
    const maps = await call('readTokens', args);
    return transferred(maps, [maps.tokens.buffer, maps.there.buffer]);
  },
  exportFile: (args) => call('exportFile', args),
  importFile: async (args) => moved(await call('importFile', args)),
};
serve(api);
