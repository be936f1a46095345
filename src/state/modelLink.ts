import { toAppError } from '#src/lib/appError.ts';
import type { Remote } from '#src/lib/rpc.ts';
import type { TextEmbedding } from '#src/model/embedding.ts';
import type { EmbeddedFilm, FilmForModel, LoadModel, LoadProgress, ModelApi, ModelStatus, SelfTestRun } from '#src/model/modelApi.ts';
import { failureOf } from '#src/state/changes.ts';
import type { AppStore } from '#src/state/appStore.ts';

/** The model as the pipeline uses it: loaded once, loaded again after a crash, its state shown in the store. */
export interface ModelLink {
  /** Loads the model unless it was tried before. Rejects as `ModelApi.load` does, and so again until `forgetFailure`. */
  readonly ready: () => Promise<ModelStatus>;
  /** Lets the next call try to load again. */
  readonly forgetFailure: () => void;
  readonly embedImage: (image: FilmForModel) => Promise<EmbeddedFilm>;
  /** The golden answers again, on what runs now. */
  readonly selfTest: () => Promise<SelfTestRun>;
  readonly embedTexts: (texts: readonly string[], signal?: AbortSignal) => Promise<readonly TextEmbedding[]>;
}

export function createModelLink(model: Remote<ModelApi>, where: LoadModel, store: AppStore): ModelLink {
  let loading: Promise<ModelStatus> | undefined;

  const load = async (): Promise<ModelStatus> => {
    store.setState({ model: { stage: 'loading', progress: null } });
    try {
      const status = await model.load(where, {
        onProgress: (progress) => {
          if (store.getState().model.stage === 'loading') {
            store.setState({ model: { stage: 'loading', progress: progress as LoadProgress } });
          }
        },
      });
      store.setState({ model: { stage: 'ready', status } });
      return status;
    } catch (thrown) {
      store.setState({ model: { stage: 'failed', failure: failureOf(thrown) } });
      throw thrown;
    }
  };

  const ready = (): Promise<ModelStatus> => (loading ??= load());

  /** A call that a lost GPU or a dead worker ended is made once more, on what is left. */
  const withRetry = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let retried = false; ; retried = true) {
      await ready();
      try {
        return await call();
      } catch (thrown) {
        const { kind } = toAppError(thrown);
        if (kind === 'WorkerCrashed') loading = undefined;
        else if (kind === 'GpuLost') store.setState({ model: { stage: 'ready', status: await model.status({}) } });
        else throw thrown;
        if (retried) throw thrown;
      }
    }
  };

  return {
    ready,
    forgetFailure: () => {
      if (store.getState().model.stage === 'failed') loading = undefined;
    },
    embedImage: (image) => withRetry(() => model.embedImage(image)),
    selfTest: () => withRetry(() => model.selfTest({})),
    embedTexts: (texts, signal) => withRetry(() => model.embedTexts({ texts }, signal ? { signal } : {})),
  };
}
