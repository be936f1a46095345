import { connect, type Connection, type Remote } from '#src/lib/rpc.ts';
import type { ArchiveApi } from '#src/archive/archiveApi.ts';
import { startArchiveWorker } from '#src/archive/startArchiveWorker.ts';
import { connectImagePool } from '#src/image/connectImagePool.ts';
import type { ImageApi } from '#src/image/imageApi.ts';
import type { ModelApi } from '#src/model/modelApi.ts';
import { startModelWorker } from '#src/model/startModelWorker.ts';
import type { OutboundApi } from '#src/outbound/outboundApi.ts';
import { startOutboundWorker } from '#src/outbound/startOutboundWorker.ts';
import type { PhantomApi } from '#src/phantom/phantomApi.ts';
import { startPhantomWorker } from '#src/phantom/startPhantomWorker.ts';
import { startUnpackWorker } from '#src/image/startUnpackWorker.ts';
import type { UnpackApi } from '#src/image/unpackApi.ts';
import { createLocalIndex } from '#src/search/localIndex.ts';
import type { SearchApi } from '#src/search/searchApi.ts';
import type { LocalIndex } from '#src/search/searchIndex.ts';
import { startSearchWorker } from '#src/search/startSearchWorker.ts';
import type { EarlierWorkers } from '#src/state/earlierIndex.ts';
import { startTeachWorker } from '#src/teaching/startTeachWorker.ts';
import type { TeachApi } from '#src/teaching/teachApi.ts';

/** The threads behind the page. Each starts at its first call. */
export interface Workers {
  readonly image: Remote<ImageApi>;
  readonly unpack: Remote<UnpackApi>;
  readonly phantom: Remote<PhantomApi>;
  readonly archive: Remote<ArchiveApi>;
  readonly model: Remote<ModelApi>;
  readonly search: LocalIndex;
  readonly earlier: EarlierWorkers;
  readonly outbound: Remote<OutboundApi>;
  /** Whole, for it computes without a pause: ending it is how teaching is cancelled. */
  readonly teach: Connection<TeachApi>;
}

export function connectWorkers(): Workers {
  const earlierSearch = connect<SearchApi>(startSearchWorker);
  const earlierModel = connect<ModelApi>(startModelWorker);
  return {
    image: connectImagePool().remote,
    unpack: connect<UnpackApi>(startUnpackWorker).remote,
    phantom: connect<PhantomApi>(startPhantomWorker).remote,
    archive: connect<ArchiveApi>(startArchiveWorker).remote,
    model: connect<ModelApi>(startModelWorker).remote,
    search: createLocalIndex(connect<SearchApi>(startSearchWorker).remote),
    earlier: {
      search: createLocalIndex(earlierSearch.remote),
      model: earlierModel.remote,
      end: () => {
        earlierSearch.restart();
        earlierModel.restart();
      },
    },
    outbound: connect<OutboundApi>(startOutboundWorker).remote,
    teach: connect<TeachApi>(startTeachWorker),
  };
}
