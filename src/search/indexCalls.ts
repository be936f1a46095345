import { AppError } from '#src/lib/appError.ts';
import type { IndexEngine } from '#src/search/indexEngine.ts';
import type { OpenedIndex } from '#src/search/indexFolder.ts';
import { exportIndex, importIndex } from '#src/search/indexTransfer.ts';
import type { IndexShape, OpenedTable, SearchApi } from '#src/search/searchApi.ts';

/** The calls that reach an opened index, from this tab or from another. */
export type IndexCall = Exclude<keyof SearchApi, 'clear' | 'spaces' | 'drop'>;
export type ArgumentsOf<Call extends keyof SearchApi> = Parameters<SearchApi[Call]>[0];
export type AnswerOf<Call extends keyof SearchApi> = Awaited<ReturnType<SearchApi[Call]>>;

type Handlers = { readonly [Call in IndexCall]: (index: OpenedIndex, args: ArgumentsOf<Call>, shape: IndexShape) => AnswerOf<Call> | Promise<AnswerOf<Call>> };

export function tableOf({ engine, inMemory }: OpenedIndex): OpenedTable {
  return { ...engine.table(), inMemory };
}

/** The engine, if the caller's rows are its rows. */
function sameRows({ engine }: OpenedIndex, { epoch }: { readonly epoch: string }): IndexEngine {
  if (epoch !== engine.epoch) throw new AppError('IndexMoved', 'the rows are of another epoch');
  return engine;
}

const handlers: Handlers = {
  open: tableOf,
  add: (index, args, { space }) => {
    const { modelId, preprocessingVersion } = args.embedding;
    if (modelId !== space.modelId || preprocessingVersion !== space.preprocessingVersion) {
      throw new AppError('IndexOfOtherModel', 'an embedding of another space', { facts: { model: modelId } });
    }
    return sameRows(index, args).add(args.filmId, args.embedding, args.replaces);
  },
  remove: (index, args) => sameRows(index, args).remove(args.rows),
  rank: (index, args) => sameRows(index, args).rank(args.query, args.limit, args.filter),
  rankTokens: (index, args) => sameRows(index, args).rankTokens(args.query, args.limit, args.filter),
  read: (index, args, { space, tokenCount }) => {
    const { pooled, tokens } = sameRows(index, args).read(args.row);
    const side = Math.round(Math.sqrt(tokenCount));
    return { ...space, pooled, tokens, tokenRows: side, tokenColumns: tokenCount / side };
  },
  readTokens: (index, args) => sameRows(index, args).readTokens(args.rows),
  exportFile: ({ engine }, _, shape) => exportIndex(engine, shape),
  importFile: async (index, { file, wanted }, shape) => {
    const counts = await importIndex(index.engine, shape, file, wanted);
    return { ...tableOf(index), ...counts };
  },
};

export function perform<Call extends IndexCall>(call: Call, index: OpenedIndex, args: ArgumentsOf<Call>, shape: IndexShape): Promise<AnswerOf<Call>> {
  return Promise.resolve(handlers[call](index, args, shape));
}
