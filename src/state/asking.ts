import { checkReport } from '#src/assistant/checkReport.ts';
import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { complete } from '#src/llm/complete.ts';
import { completeShaped } from '#src/llm/completeShaped.ts';
import { composePrompt } from '#src/llm/composePrompt.ts';
import { previewRequest } from '#src/llm/composeRequest.ts';
import { defaultCompletion, originOf, reviewCompletion, type Asked, type FilmPicture, type RequestPreview } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';
import { checkTemplate, ownTemplate } from '#src/llm/evidenceTemplate.ts';
import { nothingKnown, type KnownValues } from '#src/llm/knownValues.ts';
import { reviewSchema, type ReportReview } from '#src/llm/reportReview.ts';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import type { AppActions, Film } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import type { EndpointTask, Exchange, PictureOffer } from '#src/state/askState.ts';
import { failureOf } from '#src/state/changes.ts';
import { addTurn, earlierMessages, withoutFilms } from '#src/state/conversations.ts';
import { createConsent, type Carried } from '#src/state/consent.ts';
import { createEndpointKey } from '#src/state/endpointKey.ts';
import type { EvidenceOf } from '#src/state/evidenceOf.ts';
import { knownValuesOf } from '#src/state/knownValuesOf.ts';
import { timelineOf } from '#src/state/patients.ts';
import type { SessionStore } from '#src/state/sessionKey.ts';
import { checkReview, weighProse, type Given } from '#src/state/weighGiven.ts';
import type { Workers } from '#src/state/workers.ts';

/** Letters. */
const longestQuestion = 4000;
/** Letters of an answer; some ten times what is asked for. */
const longestShown = 20_000;

/** What a test of the connection sends: nothing of any film. */
const testMessage = 'This is a test of the connection. Answer with the word yes.';

export interface CreateAsking {
  readonly store: AppStore;
  readonly outbound: Workers['outbound'];
  readonly session: SessionStore | null;
  /** Every element of the film's file, for what must not leave. */
  readonly tagsOf: (filmId: FilmId) => Promise<readonly TagRow[]>;
  readonly evidenceOf: EvidenceOf;
  /** The film as it would be sent. */
  readonly pictureOf: (filmId: FilmId) => Promise<FilmPicture>;
}

export type Asking = Pick<AppActions, 'saveEndpoint' | 'saveTemplate' | 'testEndpoint' | 'askEndpoint' | 'attachPicture' | 'sendAsked' | 'cancelAsking' | 'forgetConversation'> & {
  /** Forgets the key, and all that was agreed to. */
  readonly forget: () => void;
};

/** One request, as the preview shows it and as it is sent. */
interface Prepared {
  readonly of: EndpointTask;
  readonly asked: Asked;
  readonly carried: Carried;
  readonly preview: RequestPreview;
  readonly evidence: FilmEvidence;
  readonly known: KnownValues;
}

/** The endpoint actions: evidence into a prompt, consent, the request, its answer against the evidence. */
export function createAsking({ store, outbound, session, tagsOf, evidenceOf, pictureOf }: CreateAsking): Asking {
  const keys = createEndpointKey(store, session);
  const consent = createConsent();
  /** What the open preview shows, as it will be sent. */
  let prepared: Prepared | undefined;
  /** Counts requests: a later one, or none, makes what an earlier one still waits for come too late. */
  let latest = 0;
  let sending = new AbortController();
  /** The film whose request is under way. */
  let inFlight: FilmId | null = null;

  /** A DICOM file whose tags cannot be read is not asked about: nobody would know what to take out. */
  const knownOf = async (film: Film, films: ReadonlyMap<FilmId, Film>): Promise<KnownValues> => {
    const { record } = film;
    const tags = record.facts.fileKind === 'dicom' ? await tagsOf(record.filmId) : [];
    return knownValuesOf(record, tags, timelineOf(film, films).map((other) => other.record.facts));
  };

  const prepare = (of: EndpointTask, evidence: FilmEvidence, known: KnownValues, picture: FilmPicture | null): Prepared => {
    const { endpoint, template, conversations } = store.getState();
    const earlier = of.followUp === true ? earlierMessages(conversations.get(of.filmId) ?? []) : [];
    const settings = keys.settingsOf(endpoint);
    const { text, content } = composePrompt({ task: of.task, template, evidence, text: of.text, picture, earlier: earlier.length > 0 });
    const options = of.task === 'report' ? { ...reviewCompletion, schema: reviewSchema } : defaultCompletion;
    const asked: Asked = {
      settings: of.task === 'report' ? { ...settings, streamed: false } : settings,
      messages: [...earlier, { role: 'user', text, ...(picture ? { picture } : {}) }],
      options,
      known,
    };
    const preview = previewRequest(asked);
    return { of, asked, carried: { host: originOf(settings.url), task: of.task, template: template[of.task], content, cleaned: preview.removed.length > 0 }, preview, evidence, known };
  };

  const show = ({ of, preview, carried }: Prepared, picture: PictureOffer, wanted: boolean): void => {
    const { reasons, news } = consent.ask(carried);
    store.setState({ ask: { stage: 'preview', ...of, preview, content: carried.content, reasons: wanted && reasons.length === 0 ? ['asked'] : reasons, news, picture } });
  };

  const fail = (of: EndpointTask, thrown: unknown, answer = ''): void => store.setState({ ask: { stage: 'failed', ...of, failure: failureOf(thrown), answer } });

  const send = async ({ of, asked, carried, preview, evidence }: Prepared): Promise<void> => {
    sending = new AbortController();
    const { signal } = sending;
    inFlight = of.filmId;
    let heard = '';
    const exchange: Exchange = { ...of, preview, content: carried.content };
    const stand = (change: { readonly waitingSeconds?: number; readonly repairing?: boolean } = {}): void => {
      if (!signal.aborted) store.setState({ ask: { stage: 'sending', ...exchange, answer: heard, waitingSeconds: null, repairing: false, ...change } });
    };
    const onWait = ({ seconds }: { readonly seconds: number }): void => stand({ waitingSeconds: seconds });
    stand();
    try {
      consent.agree(carried);
      await outbound.allow({ origins: [carried.host] });
      throwIfAborted(signal);
      const given: Given = { of, evidence, sent: preview.prompt };
      if (of.task === 'report') {
        const { value, text } = await completeShaped({ ...asked, schema: reviewSchema, outbound, signal, onWait, onRepair: () => stand({ repairing: true }) });
        if (!signal.aborted) store.setState({ ask: { stage: 'answered', ...exchange, answer: text, weighed: [], review: checkReview(value as ReportReview, given), cut: false } });
        return;
      }
      const onText = (text: string): void => {
        heard = text.slice(0, longestShown);
        stand();
      };
      const { text: answer, ended } = await complete({ ...asked, outbound, signal, onText, onWait });
      if (signal.aborted) return;
      if (answer.length > longestShown) throw new AppError('EndpointBadAnswer', 'far too long', { facts: { reason: 'far too long' } });
      const weighed = weighProse(answer, given);
      store.setState(({ conversations }) => ({
        ask: { stage: 'answered', ...exchange, answer, weighed, review: null, cut: ended === 'length' },
        conversations: addTurn(conversations, of.filmId, { question: of.text, answer, weighed, host: carried.host, at: Date.now() }),
      }));
    } catch (thrown) {
      if (!signal.aborted) fail(of, thrown, heard);
    }
  };

  // An answer about a film that is gone is no longer waited for.
  store.subscribe((now, before) => {
    if (now.films !== before.films && inFlight !== null && !now.films.has(inFlight)) stop();
  });

  const stop = (): number => {
    sending.abort();
    inFlight = null;
    prepared = undefined;
    return ++latest;
  };

  return {
    forget: () => {
      stop();
      keys.forget();
      consent.forget();
    },
    saveEndpoint: keys.save,
    saveTemplate: (template) => {
      const refused = template && checkTemplate(template);
      if (refused) return failureOf(refused);
      store.setState({ template: template ?? ownTemplate });
      return null;
    },
    testEndpoint: async ({ key: typed, ...endpoint }, signal) => {
      try {
        const settings = { ...endpoint, url: endpoint.url.trim(), key: keys.keyFor(endpoint.url, typed) };
        const refused = checkEndpoint(settings);
        if (refused) throw refused;
        await outbound.allow({ origins: [originOf(settings.url)] });
        await complete({ settings, messages: [{ role: 'user', text: testMessage }], options: defaultCompletion, known: nothingKnown, outbound, signal });
        return null;
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    askEndpoint: async (of, wanted) => {
      const turn = stop();
      const { endpoint, films } = store.getState();
      try {
        refuseText(of);
        const film = films.get(of.filmId);
        if (!film) throw new AppError('FilmMissing', 'the film was removed');
        const refused = checkEndpoint(keys.settingsOf(endpoint));
        if (refused) throw refused;
        const [known, evidence] = await Promise.all([knownOf(film, films), evidenceOf(of.filmId)]);
        if (turn !== latest) return;
        prepared = prepare(of, evidence, known, null);
        if (wanted || consent.ask(prepared.carried).reasons.length > 0) show(prepared, { stage: endpointDialects[endpoint.dialect].takesPictures ? 'offered' : 'impossible' }, wanted);
        else await send(prepared);
      } catch (thrown) {
        if (turn === latest) fail(of, thrown);
      }
    },
    attachPicture: async (attached) => {
      const { ask: shown } = store.getState();
      const before = prepared;
      if (shown.stage !== 'preview' || !before || shown.picture.stage === 'impossible') return;
      const { of, evidence, known } = before;
      const turn = ++latest;
      if (!attached) {
        prepared = prepare(of, evidence, known, null);
        show(prepared, { stage: 'offered' }, true);
        return;
      }
      store.setState({ ask: { ...shown, picture: { stage: 'drawing' } } });
      try {
        const picture = await pictureOf(of.filmId);
        if (turn !== latest) return;
        prepared = prepare(of, evidence, known, picture);
        show(prepared, { stage: 'attached', picture }, true);
      } catch (thrown) {
        if (turn === latest) fail(of, thrown);
      }
    },
    sendAsked: async () => {
      const { ask: shown } = store.getState();
      if (shown.stage !== 'preview' || shown.picture.stage === 'drawing' || !prepared) return;
      await send(prepared);
    },
    forgetConversation: (filmId) => store.setState(({ conversations }) => ({ conversations: withoutFilms(conversations, new Set([filmId])) })),
    cancelAsking: () => {
      stop();
      store.setState({ ask: { stage: 'idle' } });
    },
  };
}

/** Errors: `QuestionEmpty`, `QuestionTooLong`, `ReportUnreadable` (facts.problem): such a text is not sent, nor is it lost. */
function refuseText({ task, text }: EndpointTask): void {
  if (task === 'question') {
    if (text.trim() === '') throw new AppError('QuestionEmpty', 'there is no question');
    if (text.length > longestQuestion) throw new AppError('QuestionTooLong', 'a text of this length is no question');
    return;
  }
  const { problem } = checkReport(text, { tags: null, scores: null });
  if (problem) throw new AppError('ReportUnreadable', problem, { facts: { problem } });
}

