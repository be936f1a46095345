import { ask } from '#src/llm/ask.ts';
import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { composeQuestion } from '#src/llm/composeQuestion.ts';
import { originOf, type EndpointSettings } from '#src/llm/endpoint.ts';
import { previewRequest } from '#src/llm/previewRequest.ts';
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
  let prepared: { readonly settings: EndpointSettings; readonly prompt: string } | undefined;
  let sending = new AbortController();

  return {
    forgetKey: () => {
      key = '';
    },
    saveEndpoint: ({ url, model, dialect, key: newKey }) => {
      if (newKey !== null) key = newKey;
      store.setState({ endpoint: { url: url.trim(), model: model.trim(), dialect, hasKey: key !== '' } });
    },
    previewQuestion: (filmId, question) => {
      const { endpoint, films } = store.getState();
      const film = films.get(filmId);
      try {
        if (!film) throw new AppError('FilmMissing', 'the film was removed');
        const settings = { url: endpoint.url, model: endpoint.model, dialect: endpoint.dialect, key };
        const refused = checkEndpoint(settings);
        if (refused) throw refused;
        const findings = film.scoring.stage === 'scored' ? film.scoring.findings : [];
        const prompt = composeQuestion({ question, findings, facts: film.record.facts });
        prepared = { settings, prompt };
        store.setState({ ask: { stage: 'preview', filmId, question, preview: previewRequest(settings, prompt) } });
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
        const answer = await ask({ ...prepared, outbound, signal });
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
