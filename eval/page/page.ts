// The page side of the evaluation: the app's own start, pipeline, search and workers, without its UI.
import { checkReport } from '#src/assistant/checkReport.ts';
import { doubtOf } from '#src/assistant/doubtOf.ts';
import { toAppError } from '#src/lib/appError.ts';
import { connect } from '#src/lib/rpc.ts';
import { noEvidence } from '#src/findings/filmEvidence.ts';
import { judgeGate } from '#src/findings/gate.ts';
import { whyNotAsked } from '#src/findings/whyNotAsked.ts';
import { contrastDirection, promptsOf } from '#src/findings/zeroShot.ts';
import { connectImagePool } from '#src/image/connectImagePool.ts';
import type { ModelApi } from '#src/model/modelApi.ts';
import { startModelWorker } from '#src/model/startModelWorker.ts';
import type { Failure, IntakeStatus } from '#src/state/appState.ts';
import { startApp, type App } from '#src/state/startApp.ts';
import { connectWorkers, type Workers } from '#src/state/workers.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import type { GatedFile, PageApi, PageFailure, PageFilm, Phrased, Searched, TakenFilm } from '../pageApi.ts';

const whereOf = (model: string): { readonly folder: string; readonly wasmFolder: string } => ({
  folder: new URL(`/models/${model}/`, location.origin).href,
  wasmFolder: new URL('/tfjs/', location.origin).href,
});

async function fetchFilm({ index }: PageFilm): Promise<Blob> {
  const answer = await fetch(`/films/${index}`);
  if (!answer.ok) throw new Error(`films/${index}: ${answer.status}`);
  return answer.blob();
}

interface Running extends App {
  readonly workers: Workers;
}

let app: Running | undefined;

function running(): Running {
  if (!app) throw new Error('the app has not been started');
  return app;
}

function worded(failure: Failure): PageFailure {
  const { what, remedy } = wordFailure(failure);
  return { kind: failure.kind, message: `${what} ${remedy}` };
}

async function takenFilm(status: IntakeStatus | undefined): Promise<TakenFilm> {
  if (!status) return { stage: 'failed', during: 'reading', kind: 'Bug', message: 'The file has no line.' };
  if (status.stage === 'failed') return { stage: 'failed', during: status.during, ...worded(status.failure) };
  if (!('filmId' in status)) return { stage: 'failed', during: 'reading', kind: status.stage, message: 'The file holds no film.' };
  const { store, workers } = running();
  const scoring = store.getState().films.get(status.filmId)?.scoring;
  if (scoring?.stage === 'scored') {
    const { pooled } = await workers.search.read({ filmId: status.filmId });
    const findings = scoring.findings.filter(({ source }) => source === 'card');
    return {
      stage: 'scored',
      filmId: status.filmId,
      scores: findings.map(({ score }) => score),
      probabilities: findings.map(({ probability }) => probability),
      pooled: [...pooled],
    };
  }
  if (scoring?.stage === 'notAsked') return { stage: 'notAsked', filmId: status.filmId, reason: scoring.reason };
  if (scoring?.stage === 'failed') return { stage: 'failed', during: 'embedding', ...worded(scoring.failure) };
  return { stage: 'failed', during: 'embedding', kind: 'Bug', message: 'The film has no scores.' };
}

const api: PageApi = {
  start: async ({ model, backend }) => {
    const workers = connectWorkers();
    const settings = { getItem: () => null, setItem: () => undefined };
    app = { workers, ...startApp({ workers, model: { ...whereOf(model), backend }, settings, isolated: crossOriginIsolated }) };
    await app.started;
    const { model: state } = app.store.getState();
    if (state.stage !== 'ready') return { ok: false, ...(state.stage === 'failed' ? worded(state.failure) : { kind: 'Bug', message: 'The model did not start.' }) };
    const { card, backend: used, threads } = state.status;
    return {
      ok: true,
      model: {
        modelId: card.id,
        preprocessingVersion: card.preprocessing.version,
        embeddingSize: card.embeddingSize,
        backend: used,
        threads,
        findings: card.findings.map(({ id, name, operatingPoint: point }) => ({
          id,
          name,
          threshold: point?.threshold ?? null,
          sensitivity: point?.sensitivity ?? null,
          specificity: point?.specificity ?? null,
        })),
      },
    };
  },

  takeIn: async (films) => {
    const { store, actions } = running();
    actions.clearIntake();
    await actions.takeIn(films.map((film) => ({ fileName: film.fileName, read: () => fetchFilm(film) })));
    const lines = new Map(store.getState().intake.map(({ fileName, status }) => [fileName, status]));
    return Promise.all(films.map(({ fileName }) => takenFilm(lines.get(fileName))));
  },

  directions: async () => {
    const { store, workers } = running();
    const { model } = store.getState();
    if (model.stage !== 'ready') throw new Error('the model is not there');
    const { card } = model.status;
    const texts = promptsOf(card);
    const embedded = await workers.model.embedTexts({ texts });
    const vectors = new Map(embedded.map(({ text, vector }) => [text, vector]));
    return Object.fromEntries(card.findings.map(({ id, positivePrompts, negativePrompts }) => [id, [...contrastDirection(positivePrompts, negativePrompts, vectors)]]));
  },

  search: async (text): Promise<Searched> => {
    const { store, actions } = running();
    await actions.searchPhrase(text);
    const { search } = store.getState();
    if (search.stage === 'done') return { ok: true, filmIds: search.hits.map(({ filmId }) => filmId) };
    return { ok: false, ...(search.stage === 'failed' ? worded(search.failure) : { kind: 'EmptyPhrase', message: 'The search asks for nothing.' }) };
  },

  scorePhrase: async (phrase): Promise<Phrased> => {
    const { store, actions } = running();
    await actions.addPhrase(phrase);
    const { phraseFailure, films } = store.getState();
    if (phraseFailure) return { ok: false, ...worded(phraseFailure.failure) };
    const scored = [...films.values()].flatMap(({ record: { filmId }, scoring }) => {
      const found = scoring.stage === 'scored' ? scoring.findings.find(({ id }) => id === `phrase:${phrase.trim()}`) : undefined;
      return found ? [{ filmId, score: found.score }] : [];
    });
    actions.removePhrase(phrase.trim());
    return { ok: true, filmIds: scored.map(({ filmId }) => filmId), scores: scored.map(({ score }) => score) };
  },

  answer: async ({ filmId, question }) => {
    const film = [...running().store.getState().films.values()].find(({ record }) => record.filmId === filmId);
    if (!film) return null;
    const answer = await running().answerOf(film.record.filmId, question);
    return answer.kind === 'answered' ? answer.answer : null;
  },

  evidence: async ({ filmId }) => {
    const { store, evidenceOf } = running();
    const film = [...store.getState().films.values()].find(({ record }) => record.filmId === filmId);
    return film ? evidenceOf(film.record.filmId) : noEvidence;
  },

  checkReports: async (reports) => {
    const films = new Map([...running().store.getState().films.values()].map((film) => [String(film.record.filmId), film]));
    return reports.map(({ filmId, text }) => {
      const film = films.get(filmId);
      return doubtOf(checkReport(text, { tags: null, scores: film?.scoring.stage === 'scored' ? film.scoring.findings : null }).flags);
    });
  },

  gate: async ({ model, films }) => {
    const { remote, restart } = connect<ModelApi>(startModelWorker);
    const decoder = connectImagePool(1);
    const gated = async (film: PageFilm): Promise<GatedFile> => {
      try {
        const decoded = await decoder.remote.decode({ bytes: await (await fetchFilm(film)).arrayBuffer() });
        if (decoded.kind !== 'film') return { ok: false, kind: decoded.kind, message: 'no picture' };
        const { facts, notices, image } = decoded;
        const { gate, pooled } = await remote.embedImage(image);
        if (!gate) return { ok: false, kind: 'Bug', message: 'there is no gate' };
        return {
          ok: true,
          modality: facts.modality,
          bodyPart: facts.bodyPartExamined,
          byTags: whyNotAsked(facts, { columns: image.columns, rows: image.rows, colour: notices.includes('colour') }),
          byPixels: judgeGate(gate).stops,
          pooled: [...pooled],
        };
      } catch (thrown) {
        const { kind, facts } = toAppError(thrown);
        return { ok: false, ...worded({ kind, facts }) };
      }
    };
    try {
      await remote.load({ ...whereOf(model), gateFolder: new URL('/models/gate/', location.origin).href, backend: 'wasm' });
      const found: GatedFile[] = [];
      for (const film of films) found.push(await gated(film));
      return found;
    } finally {
      restart();
      decoder.restart();
    }
  },

  time: async ({ model, backend, films, rounds }) => {
    const { remote, restart } = connect<ModelApi>(startModelWorker);
    const decoder = connectImagePool(1);
    try {
      const { threads } = await remote.load({ ...whereOf(model), backend });
      const images = [];
      for (const film of films) {
        const bytes = await (await fetchFilm(film)).arrayBuffer();
        const decoded = await decoder.remote.decode({ bytes }).catch((thrown: unknown) => toAppError(thrown));
        if ('image' in decoded) images.push(decoded.image);
      }
      const milliseconds: number[] = [];
      const begunAt = performance.now();
      for (let round = -2; round < rounds; round++) {
        const image = images[(round + 2) % images.length];
        if (!image) break;
        const startedAt = performance.now();
        await remote.embedImage(image);
        if (round >= 0) milliseconds.push(performance.now() - startedAt);
        // A software GPU takes seconds a film.
        if (milliseconds.length >= 3 && performance.now() - begunAt > 30_000) break;
      }
      return { threads, milliseconds };
    } finally {
      restart();
      decoder.restart();
    }
  },
};

Object.assign(globalThis, { evaluation: api });
