import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { complete } from '#src/llm/complete.ts';
import { composeQuestion } from '#src/llm/composeQuestion.ts';
import { previewRequest } from '#src/llm/composeRequest.ts';
import { defaultCompletion, originOf, type Asked } from '#src/llm/endpoint.ts';
import { AppError } from '#src/lib/appError.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { nothingKnown, type KnownValues } from '#src/llm/knownValues.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { AppActions, Film, KeptEndpoint } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { knownValuesOf } from '#src/state/knownValuesOf.ts';
import { timelineOf } from '#src/state/patients.ts';
import { readSessionKey, writeSessionKey, type SessionStore } from '#src/state/sessionKey.ts';
import type { Workers } from '#src/state/workers.ts';

/** What a test of the connection sends: nothing of any film. */
const testMessage = 'This is a test of the connection. Answer with the word yes.';

/** Empty where `url` is none. */
function hostOf(url: string): string {
  return URL.canParse(url.trim()) ? originOf(url.trim()) : '';
}

export interface CreateAsking {
  readonly store: AppStore;
  readonly outbound: Workers['outbound'];
  readonly session: SessionStore | null;
  /** Every element of the film's file, for what must not leave. */
  readonly tagsOf: (filmId: FilmId) => Promise<readonly TagRow[]>;
}

/** The endpoint actions. The key lives in this closure, and in the tab's session where the user asks for that. */
export function createAsking({ store, outbound, session, tagsOf }: CreateAsking): Pick<
  AppActions,
  'saveEndpoint' | 'testEndpoint' | 'previewQuestion' | 'sendQuestion' | 'cancelQuestion'
> & { readonly forgetKey: () => void } {
  let key = readSessionKey(session, hostOf(store.getState().endpoint.url));
  /** What the open preview shows, as it will be sent. */
  let prepared: Asked | undefined;
  /** Counts previews: a later one, or none, makes an earlier one's tags come too late. */
  let latest = 0;
  let sending = new AbortController();
  if (key !== '') store.setState(({ endpoint }) => ({ endpoint: { ...endpoint, hasKey: true, keyInSession: true } }));

  /** A held key goes to the host that it was typed for, and to no other. */
  const keyFor = (url: string, typed: string | null): string => typed ?? (hostOf(url) === hostOf(store.getState().endpoint.url) ? key : '');

  /** A DICOM file whose tags cannot be read is not asked about: nobody would know what to take out. */
  const knownOf = async (film: Film, films: Iterable<Film>): Promise<KnownValues> => {
    const { record } = film;
    const tags = record.facts.fileKind === 'dicom' ? await tagsOf(record.filmId) : [];
    return knownValuesOf(record, tags, timelineOf(film, films).map((other) => other.record.facts));
  };

  return {
    forgetKey: () => {
      key = '';
      writeSessionKey(session, null);
    },
    saveEndpoint: ({ key: typed, keyInSession, ...endpoint }) => {
      const url = endpoint.url.trim();
      key = keyFor(url, typed);
      writeSessionKey(session, keyInSession && key !== '' ? { origin: hostOf(url), key } : null);
      store.setState({ endpoint: { ...endpoint, url, model: endpoint.model.trim(), hasKey: key !== '', keyInSession } });
    },
    testEndpoint: async ({ key: typed, ...endpoint }, signal) => {
      try {
        const settings = { ...endpoint, url: endpoint.url.trim(), key: keyFor(endpoint.url, typed) };
        const refused = checkEndpoint(settings);
        if (refused) throw refused;
        await outbound.allow({ origins: [originOf(settings.url)] });
        await complete({ settings, messages: [{ role: 'user', text: testMessage }], options: defaultCompletion, known: nothingKnown, outbound, signal });
        return null;
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    previewQuestion: async (filmId, question) => {
      const turn = ++latest;
      const { endpoint, films } = store.getState();
      const film = films.get(filmId);
      try {
        if (!film) throw new AppError('FilmMissing', 'the film was removed');
        const settings = { ...keptOf(endpoint), key };
        const refused = checkEndpoint(settings);
        if (refused) throw refused;
        const findings = film.scoring.stage === 'scored' ? film.scoring.findings : [];
        const prompt = composeQuestion({ question, findings, facts: film.record.facts, outside: outsideOf(film) });
        const known = await knownOf(film, films.values());
        if (turn !== latest) return;
        prepared = { settings, messages: [{ role: 'user', text: prompt }], options: defaultCompletion, known };
        store.setState({ ask: { stage: 'preview', filmId, question, preview: previewRequest(prepared) } });
      } catch (thrown) {
        if (turn === latest) store.setState({ ask: { stage: 'failed', filmId, question, failure: failureOf(thrown), answer: '' } });
      }
    },
    sendQuestion: async () => {
      const { ask: shown } = store.getState();
      if (shown.stage !== 'preview' || !prepared) return;
      const { filmId, question, preview } = shown;
      sending = new AbortController();
      const { signal } = sending;
      let heard = '';
      const show = (waitingSeconds: number | null): void => {
        if (!signal.aborted) store.setState({ ask: { stage: 'sending', filmId, question, preview, answer: heard, waitingSeconds } });
      };
      show(null);
      try {
        await outbound.allow({ origins: [originOf(prepared.settings.url)] });
        const onText = (text: string): void => {
          heard = text;
          show(null);
        };
        const { text: answer, ended } = await complete({ ...prepared, outbound, signal, onText, onWait: ({ seconds }) => show(seconds) });
        if (!signal.aborted) store.setState({ ask: { stage: 'answered', filmId, question, preview, answer, cut: ended === 'length' } });
      } catch (thrown) {
        if (!signal.aborted) store.setState({ ask: { stage: 'failed', filmId, question, failure: failureOf(thrown), answer: heard } });
      }
    },
    cancelQuestion: () => {
      latest++;
      sending.abort();
      prepared = undefined;
      store.setState({ ask: { stage: 'idle' } });
    },
  };
}

/** What of `endpoint` describes the request. */
function keptOf({ url, model, dialect, keyPlace, streamed }: KeptEndpoint): KeptEndpoint {
  return { url, model, dialect, keyPlace, streamed };
}
