import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { complete } from '#src/llm/complete.ts';
import { composeQuestion } from '#src/llm/composeQuestion.ts';
import { previewRequest } from '#src/llm/composeRequest.ts';
import { defaultCompletion, originOf, type Asked } from '#src/llm/endpoint.ts';
import { AppError } from '#src/lib/appError.ts';
import type { AppActions } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { Workers } from '#src/state/workers.ts';

/** The endpoint actions. The key lives in this closure, for as long as the page does. */
export function createAsking(store: AppStore, outbound: Workers['outbound']): Pick<
  AppActions,
  'saveEndpoint' | 'previewQuestion' | 'sendQuestion' | 'cancelQuestion'
> & { readonly forgetKey: () => void } {
  let key = '';
  /** What the open preview shows, as it will be sent. */
  let prepared: Asked | undefined;
  let sending = new AbortController();

  return {
    forgetKey: () => {
      key = '';
    },
    saveEndpoint: ({ key: newKey, ...endpoint }) => {
      if (newKey !== null) key = newKey;
      store.setState({ endpoint: { ...endpoint, url: endpoint.url.trim(), model: endpoint.model.trim(), hasKey: key !== '' } });
    },
    previewQuestion: (filmId, question) => {
      const { endpoint, films } = store.getState();
      const film = films.get(filmId);
      try {
        if (!film) throw new AppError('FilmMissing', 'the film was removed');
        const { hasKey: _, ...kept } = endpoint;
        const settings = { ...kept, key };
        const refused = checkEndpoint(settings);
        if (refused) throw refused;
        const findings = film.scoring.stage === 'scored' ? film.scoring.findings : [];
        const prompt = composeQuestion({ question, findings, facts: film.record.facts });
        prepared = { settings, messages: [{ role: 'user', text: prompt }], options: defaultCompletion };
        store.setState({ ask: { stage: 'preview', filmId, question, preview: previewRequest(prepared) } });
      } catch (thrown) {
        store.setState({ ask: { stage: 'failed', filmId, question, failure: failureOf(thrown) } });
      }
    },
    sendQuestion: async () => {
      const { ask: shown } = store.getState();
      if (shown.stage !== 'preview' || !prepared) return;
      const { filmId, question, preview } = shown;
      sending = new AbortController();
      const { signal } = sending;
      store.setState({ ask: { stage: 'sending', filmId, question, preview } });
      try {
        await outbound.allow({ origins: [originOf(prepared.settings.url)] });
        const { text: answer } = await complete({ ...prepared, outbound, signal });
        if (!signal.aborted) store.setState({ ask: { stage: 'answered', filmId, question, preview, answer } });
      } catch (thrown) {
        if (!signal.aborted) store.setState({ ask: { stage: 'failed', filmId, question, failure: failureOf(thrown) } });
      }
    },
    cancelQuestion: () => {
      sending.abort();
      prepared = undefined;
      store.setState({ ask: { stage: 'idle' } });
    },
  };
}
