// The page side: what an app waits for, the hop to the worker included.
import { filmId } from '#src/lib/brand.ts';
import { connect } from '#src/lib/rpc.ts';
import type { ModelApi } from '#src/model/modelApi.ts';
import { startModelWorker } from '#src/model/startModelWorker.ts';
import { createLocalIndex } from '#src/search/localIndex.ts';
import type { SearchApi } from '#src/search/searchApi.ts';
import { startSearchWorker } from '#src/search/startSearchWorker.ts';
import type { EnginesApi } from './engines.worker.ts';
import { median, queriesOf, size } from './vectors.ts';

const engines = connect<EnginesApi>(() => new Worker(new URL('./engines.worker.ts', import.meta.url), { type: 'module' }));
const space = { modelId: 'bench', preprocessingVersion: 1 };
const where = (folder: string): string => new URL(folder, location.origin).href;
const model = where('/models/v3/');

async function timesOf(rounds: number, call: (at: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < rounds; at++) {
    const from = performance.now();
    await call(at);
    times.push(performance.now() - from);
  }
  return times;
}

const queries = queriesOf(40);
const query = (at: number): Float32Array => queries[at % queries.length] ?? new Float32Array(size);

/** The app's own worker and file: opening, appending, the hop, and a typed phrase to its hits. */
async function app(n: number): Promise<Record<string, number>> {
  const { tokenGrid: [tokenRows, tokenColumns] } = (await (await fetch(`${model}card.json`)).json()) as { readonly tokenGrid: readonly [number, number] };
  const tokenCount = tokenRows * tokenColumns;
  const shape = { space, embeddingSize: size, tokenCount };
  await engines.remote.writeIndex({ n, name: 'bench-p1.1', space, tokenCount });
  engines.restart();
  const opens: number[] = [];
  let search = connect<SearchApi>(startSearchWorker);
  for (let round = 0; round < 5; round++) {
    search.restart();
    // Until the browser has given the lock and the file of the worker before it back.
    await new Promise((done) => setTimeout(done, 1000));
    search = connect<SearchApi>(startSearchWorker);
    // The worker's own start is not the index's.
    await search.remote.read({ epoch: '', row: 0 }).catch(() => undefined);
    const [time] = await timesOf(1, () => search.remote.open(shape));
    opens.push(time ?? NaN);
  }
  const index = createLocalIndex(search.remote);
  const [toFilms = NaN] = await timesOf(1, () => index.open(shape));
  const ranks = await timesOf(60, (at) => index.rank({ query: query(at), limit: 50 }));
  const among = await timesOf(20, (at) => index.rank({ query: query(at), limit: 50, among: (id) => id.endsWith('7') }));
  const tokens = new Float32Array(tokenCount * size).fill(0.1);
  const appends = await timesOf(200, (at) =>
    index.add({ filmId: filmId(`f${at.toString(16).padStart(63, '0')}`), embedding: { ...space, pooled: query(at), tokens, tokenRows, tokenColumns } }));
  const towers = connect<ModelApi>(startModelWorker);
  await towers.remote.load({ folder: model, wasmFolder: where('/tfjs/'), backend: 'wasm' });
  const typed = await timesOf(20, async (at) => {
    const [text] = await towers.remote.embedTexts({ texts: [`effusion on side ${at} of the chest`] });
    await index.rank({ query: text?.vector ?? query(at), limit: 50 });
  });
  await index.clear({});
  const empty = await timesOf(200, (at) => index.rank({ query: query(at), limit: 50 }));
  search.restart();
  towers.restart();
  return {
    n,
    tokenCount,
    openMs: median(opens),
    openWithIdsMs: toFilms,
    rankFromPageMs: median(ranks),
    rankFilteredFromPageMs: median(among),
    workerHopMs: median(empty),
    appendMs: median(appends),
    typedToHitsMs: median(typed),
  };
}

Object.assign(globalThis, { engines: engines.remote, app });
