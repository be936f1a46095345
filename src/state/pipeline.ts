import { AppError, throwIfAborted } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { Decoded, Preview } from '#src/image/imageApi.ts';
import type { FilmGate, FilmRecord } from '#src/archive/archiveApi.ts';
import type { IncomingFile, IntakeLine } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { addFilms, addLines, changeFilms, failureOf, filmOf, forgetFilms, orderLines, setLine, setScoring } from '#src/state/changes.ts';
import { startDecoding, type Decoding } from '#src/state/decodeAhead.ts';
import { directoriesFirst, inDirectoryOrder } from '#src/state/directoryOrder.ts';
import { asCorrected, stopOf, unread } from '#src/state/filmGate.ts';
import type { ModelLink } from '#src/state/modelLink.ts';
import type { PixelCache } from '#src/state/pixelCache.ts';
import { readIncoming, type Incoming } from '#src/state/readIncoming.ts';
import type { Scoring } from '#src/state/scoring.ts';
import { createUnpacking } from '#src/state/unpacking.ts';
import type { Workers } from '#src/state/workers.ts';

/** Films that may be decoded and not yet scored: enough to keep the model busy, few enough to bound memory. */
const filmsInFlight = 2;
/** Files that are decoded side by side, the one whose turn it is among them: the pool's image workers. */
const filesAhead = 4;

export interface PipelineParts {
  readonly store: AppStore;
  readonly workers: Workers;
  readonly pixels: PixelCache;
  /** File bytes of films that the archive does not hold (yet). */
  readonly heldBytes: Map<FilmId, ArrayBuffer>;
  readonly link: ModelLink;
  readonly scoring: Scoring;
}

export interface Pipeline {
  /** Takes the files in, one after the other, after those of earlier calls. Resolves when each line has its end. */
  readonly takeIn: (files: readonly IncomingFile[]) => Promise<void>;
  /** Files not yet decoded are let go; films already shown go on to their scores. */
  readonly cancel: () => void;
  /** Embeds and scores films that are here already: restored without an embedding, or failed before. */
  readonly embedAll: (filmIds: readonly FilmId[]) => Promise<void>;
}

/** What a film's coming sets off is drawn in tasks of their own: its row, the pane, the copies of its pixels for two workers. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

type Shown = Exclude<Decoded, { kind: 'passedOver' }> | Preview;

/** A film that is on the screen while the whole of it is still being decoded. */
interface Early {
  readonly filmId: FilmId;
  readonly scored: Promise<void>;
}

/** A file whose turn has not come. */
interface Job {
  readonly line: IntakeLine;
  readonly fileName: string;
  readonly file: IncomingFile;
  /** Set when it is read and decoded ahead. */
  started?: { readonly incoming: Promise<Incoming>; readonly decoding: Decoding };
}

/** The flow of a film, from dropped file to scores; docs/life-of-a-film.md tells it in words. */
export function createPipeline({ store, workers, pixels, heldBytes, link, scoring }: PipelineParts): Pipeline {
  let nextLineId = 1;
  let batches: Promise<void> = Promise.resolve();
  let cancelling = new AbortController();
  const unpacking = createUnpacking(workers.unpack);

  const jobsOf = (files: readonly IncomingFile[]): Job[] =>
    files.map((file) => {
      const { fileName } = file;
      return { line: { lineId: nextLineId++, fileName, notices: [], status: { stage: 'waiting' } }, fileName, file };
    });

  const isHere = (filmId: FilmId): boolean => store.getState().films.has(filmId);

  /** Resolves as soon as scoring is not paused. */
  const unpaused = (): Promise<void> =>
    new Promise((resolve) => {
      if (!store.getState().scoringPaused) return resolve();
      const stop = store.subscribe(({ scoringPaused }) => {
        if (scoringPaused) return;
        stop();
        resolve();
      });
    });

  const keep = async (record: FilmRecord, bytes: ArrayBuffer): Promise<void> => {
    const { filmId } = record;
    try {
      if (store.getState().storage.stage === 'refused') throw new AppError('StorageRefused', 'there is no archive');
      await workers.archive.keep({ record, bytes });
      heldBytes.delete(filmId);
      // Opened or marked while it was being written.
      const { mark, gate } = store.getState().films.get(filmId)?.record ?? {};
      if (mark) await workers.archive.keepMark({ filmId, mark });
      if (gate) await workers.archive.keepGate({ filmId, gate });
      if (isHere(filmId)) changeFilms(store, new Map([[filmId, { kept: true }]]));
      else await workers.archive.remove({ filmIds: [filmId] });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.kind !== 'StorageRefused') store.setState({ failure });
    }
  };

  /** Notes what the gate says of a film; true where the film may have scores. */
  const admit = async (filmId: FilmId, reading: FilmGate['reading']): Promise<boolean> => {
    const film = store.getState().films.get(filmId);
    if (!film) return false;
    const record = reading ? { ...film.record, gate: { ...(film.record.gate ?? unread), reading } } : film.record;
    const reason = stopOf(record);
    changeFilms(store, new Map([[filmId, { record, ...(reason ? { scoring: { stage: 'notAsked', reason } } : {}) }]]));
    if (record.gate && film.kept) await workers.archive.keepGate({ filmId, gate: record.gate }).catch((thrown: unknown) => store.setState({ failure: failureOf(thrown) }));
    return reason === null;
  };

  const embed = async (filmId: FilmId): Promise<void> => {
    const film = store.getState().films.get(filmId);
    if (film?.record.kind !== 'film') return;
    const { record } = film;
    const known = scoring.has(filmId);
    const byTags = stopOf({ ...record, gate: { ...(record.gate ?? unread), reading: null } });
    if (byTags) {
      setScoring(store, filmId, { stage: 'notAsked', reason: byTags });
      return;
    }
    try {
      if (known && isChecked(record, (await link.ready()).gateId)) return;
      await unpaused();
      if (!isHere(filmId)) return;
      if (!known) setScoring(store, filmId, { stage: 'embedding' });
      const { gate, ...embedding } = await link.embedImage(asCorrected(await pixels.forModel(filmId), record.gate?.correction));
      if (!(await admit(filmId, gate))) {
        if (known) {
          scoring.forget(new Set([filmId]));
          await workers.search.remove({ filmIds: [filmId] });
        }
        return;
      }
      if (known) return;
      scoring.hold(new Map([[filmId, embedding.pooled]]));
      try {
        await workers.search.add({ filmId, embedding });
      } catch (thrown) {
        store.setState({ failure: failureOf(thrown) });
      }
      // Removed while it was being admitted or written.
      if (!isHere(filmId)) {
        scoring.forget(new Set([filmId]));
        await workers.search.remove({ filmIds: [filmId] });
      }
      await scoring.opened();
    } catch (thrown) {
      setScoring(store, filmId, { stage: 'failed', failure: failureOf(thrown) });
    }
  };

  const endLine = (lineId: number, filmId: FilmId): void => {
    const scoringNow = store.getState().films.get(filmId)?.scoring;
    if (scoringNow?.stage === 'notAsked') setLine(store, lineId, { stage: 'notAsked', filmId, reason: scoringNow.reason });
    else if (scoringNow?.stage === 'failed') {
      setLine(store, lineId, { stage: 'failed', during: 'embedding', filmId, failure: scoringNow.failure });
    } else if (scoringNow) setLine(store, lineId, { stage: 'scored', filmId });
    else setLine(store, lineId, { stage: 'cancelled' });
  };

  /** Shows a film and starts to score it. `whole` is still to come where `film` is a preview. */
  const show = async (line: IntakeLine, film: Shown, first: boolean): Promise<void> => {
    const { filmId } = film;
    addFilms(store, [filmOf(recordOf(line.fileName, film), false)]);
    setLine(store, line.lineId, { stage: 'embedding', filmId }, film.kind === 'film' ? film.notices : []);
    await nextTask();
    if (first && isHere(filmId)) store.setState({ selected: filmId });
    await nextTask();
    await embed(filmId);
  };

  const showEarly = (line: IntakeLine, preview: Preview, decoded: Promise<Decoded>, first: boolean): Early => {
    const { filmId } = preview;
    const whole = decoded.then((film) => {
      if (film.kind !== 'film') throw new AppError('NoPixels', 'the file holds no film');
      return film.image;
    });
    pixels.expect(filmId, preview.image, whole);
    return { filmId, scored: show(line, preview, first) };
  };

  /** The file was no film after all: what was shown of it goes. */
  const takeBack = ({ filmId }: Early): void => {
    forgetFilms(store, new Set([filmId]));
    scoring.forget(new Set([filmId]));
    pixels.drop(filmId);
    void workers.search.remove({ filmIds: [filmId] }).catch(() => undefined);
  };

  const keepAndScore = async (line: IntakeLine, decoded: Exclude<Decoded, { kind: 'passedOver' }>, first: boolean, early: Early | undefined) => {
    const { filmId, bytes } = decoded;
    heldBytes.set(filmId, bytes);
    if (decoded.kind === 'film' && !early) pixels.put(filmId, decoded.image);
    const shown = store.getState().films.get(filmId);
    if (decoded.kind === 'film' && shown) changeFilms(store, new Map([[filmId, { record: { ...shown.record, thumbnail: decoded.thumbnail } }]]));
    const scored = early?.scored ?? show(line, decoded, first);
    await nextTask();
    await Promise.all([keep(recordOf(line.fileName, decoded), bytes), scored]);
    endLine(line.lineId, filmId);
  };

  const takeInBatch = async (jobs: readonly Job[], signal: AbortSignal) => {
    const inFlight = new Set<Promise<void>>();
    let waiting = directoriesFirst(jobs);
    let first = true;
    const start = (job: Job): NonNullable<Job['started']> => {
      if (job.started) return job.started;
      const incoming = readIncoming(job.file, signal);
      const bytes = async (): Promise<ArrayBuffer> => {
        const content = await incoming;
        if (content.kind !== 'file') throw new AppError('Cancelled', 'an archive is unpacked, not decoded');
        // Its line may have its end already.
        throwIfAborted(signal);
        setLine(store, job.line.lineId, { stage: 'decoding' });
        return content.bytes;
      };
      job.started = { incoming, decoding: startDecoding(workers.image, bytes, signal) };
      return job.started;
    };
    for (let [job] = waiting; job; [job] = waiting) {
      const { line, fileName, file } = job;
      const { lineId } = line;
      for (const ahead of waiting.slice(0, filesAhead)) start(ahead);
      waiting = waiting.slice(1);
      const { incoming, decoding } = start(job);
      let early: Early | undefined;
      try {
        // Decoded ahead or not: a file whose turn comes after the cancelling is let go.
        throwIfAborted(signal);
        const content = await incoming;
        if (content.kind === 'archive') {
          const packed = jobsOf(await unpacking.open(file, content.archive, content.format));
          addLines(store, packed.map((each) => each.line), lineId);
          setLine(store, lineId, { stage: 'unpacked', files: packed.length });
          waiting = [...directoriesFirst(packed), ...waiting];
          continue;
        }
        decoding.onPreview((preview) => {
          if (isHere(preview.filmId)) return;
          early = showEarly(line, preview, decoding.decoded, first);
          first = false;
        });
        const decoded = await decoding.decoded;
        if (decoded.kind === 'passedOver') {
          setLine(store, lineId, { stage: 'passedOver' });
          waiting = inDirectoryOrder(waiting, fileName, decoded.references);
          orderLines(store, waiting.map((each) => each.line.lineId));
          continue;
        }
        const { filmId } = decoded;
        if (early && !isHere(filmId)) {
          setLine(store, lineId, { stage: 'cancelled' });
          continue;
        }
        if (!early && isHere(filmId)) {
          setLine(store, lineId, { stage: 'alreadyHere', filmId });
          if (first) store.setState({ selected: filmId });
          first = false;
          continue;
        }
        const finishing = keepAndScore(line, decoded, first, early).finally(() => inFlight.delete(finishing));
        inFlight.add(finishing);
        first = false;
        while (inFlight.size >= filmsInFlight) await Promise.race(inFlight);
      } catch (thrown) {
        if (early) takeBack(early);
        const failure = failureOf(thrown);
        const cancelled = failure.kind === 'Cancelled';
        setLine(store, lineId, cancelled ? { stage: 'cancelled' } : { stage: 'failed', during: 'decoding', failure });
      }
    }
    await Promise.all([...inFlight, unpacking.closeAll().catch(() => undefined)]);
  };

  return {
    takeIn: (files) => {
      const jobs = jobsOf(files);
      addLines(store, jobs.map(({ line }) => line));
      const { signal } = cancelling;
      batches = batches.then(() => takeInBatch(jobs, signal));
      return batches;
    },
    cancel: () => {
      cancelling.abort();
      cancelling = new AbortController();
    },
    embedAll: async (filmIds) => {
      for (const filmId of filmIds) {
        await embed(filmId);
        for (const { lineId, status } of store.getState().intake) {
          if (status.stage === 'failed' && status.during === 'embedding' && status.filmId === filmId) endLine(lineId, filmId);
        }
      }
    },
  };
}

/** Whether the running gate has seen the film; without a gate there is nothing to see to. */
export function isChecked({ gate }: FilmRecord, gateId: string | null): boolean {
  return gateId === null || gate?.reading?.gateId === gateId;
}

function recordOf(fileName: string, decoded: Shown): FilmRecord {
  const { kind, filmId, facts } = decoded;
  const { columns, rows } = kind !== 'film' ? { columns: 0, rows: 0 } : 'columns' in decoded ? decoded : decoded.image;
  return {
    filmId,
    fileName,
    addedAt: Date.now(),
    byteLength: 'bytes' in decoded ? decoded.bytes.byteLength : decoded.byteLength,
    kind,
    facts,
    notices: kind === 'film' ? decoded.notices : [],
    columns,
    rows,
    thumbnail: 'thumbnail' in decoded ? decoded.thumbnail : null,
    text: kind === 'report' ? decoded.text : null,
  };
}
