import { AppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import { readAnnotationFile, writeAnnotationFile } from '#src/annotations/annotationFile.ts';
import { change, emptyHistory, historyOf, redo, undo, withAnnotation, type History } from '#src/annotations/history.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { AppActions } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { withoutIdentity } from '#src/state/withoutIdentity.ts';
import type { Workers } from '#src/state/workers.ts';

export interface AnnotatingParts {
  readonly store: AppStore;
  readonly archive: Workers['archive'];
  readonly pixelsOf: (filmId: FilmId) => Promise<GrayImage>;
}

export type Annotating = Pick<
  AppActions,
  'changeAnnotations' | 'takeAnnotations' | 'undoAnnotations' | 'redoAnnotations' | 'readAnnotations' | 'annotationJson' | 'annotationReport' | 'evaluationReport' | 'presentationState'
> & {
  /** Brings back what earlier visits kept. */
  readonly openAnnotations: () => Promise<void>;
};

/** What readers draw: changed here, kept as it is made. */
export function createAnnotating({ store, archive, pixelsOf }: AnnotatingParts): Annotating {
  const writing = new Map<FilmId, Promise<void>>();
  const historyFor = (filmId: FilmId): History => store.getState().annotations.get(filmId) ?? emptyHistory(filmId);

  /** One write a film at a time; what changed meanwhile is written after it, once. */
  const keep = async (filmId: FilmId): Promise<void> => {
    if (writing.has(filmId) || store.getState().storage.stage === 'refused') return;
    for (let kept: FilmAnnotations | null = null; kept !== historyFor(filmId).present; ) {
      kept = historyFor(filmId).present;
      const write = archive.keepAnnotations({ film: kept });
      writing.set(filmId, write);
      await write.catch((thrown: unknown) => store.setState({ failure: failureOf(thrown) }));
      // Removed meanwhile: what was just written goes with it.
      if (!store.getState().annotations.has(filmId)) break;
    }
    writing.delete(filmId);
  };

  const set = (filmId: FilmId, next: (history: History) => History): void => {
    const before = historyFor(filmId);
    const after = next(before);
    if (after === before) return;
    store.setState(({ annotations }) => ({ annotations: new Map([...annotations, [filmId, after]]) }));
    void keep(filmId);
  };

  const merge = (film: FilmAnnotations): void =>
    set(film.filmId, (history) => {
      const annotations = film.annotations.reduce(withAnnotation, history.present).annotations;
      return change(history, { ...history.present, annotations, calibration: film.calibration ?? history.present.calibration });
    });

  const fromJson = (bytes: ArrayBuffer): { taken: number; passedOver: number } => {
    const read = readAnnotationFile(new TextDecoder().decode(bytes));
    const { films } = store.getState();
    const here = read.filter(({ filmId }) => films.has(filmId));
    if (here.length === 0 && read.length > 0) throw new AppError('AnnotationsFilmMissing', 'none of the films is here', { facts: { films: read.length } });
    here.forEach(merge);
    const count = (among: readonly FilmAnnotations[]): number => among.reduce((sum, { annotations }) => sum + annotations.length, 0);
    return { taken: count(here), passedOver: count(read) - count(here) };
  };

  const fromReport = async (bytes: ArrayBuffer): Promise<{ taken: number; passedOver: number }> => {
    const { readReport } = await import('#src/annotations/readReport.ts');
    const { found, passedOver } = readReport(bytes, new Date());
    const byUid = new Map([...store.getState().films.values()].map(({ record }) => [record.facts.sopInstanceUid, record.filmId]));
    const here = found.flatMap(({ sopInstanceUid, annotation }) => {
      const filmId = byUid.get(sopInstanceUid);
      return filmId ? [{ filmId, annotation }] : [];
    });
    if (here.length === 0 && found.length > 0) throw new AppError('AnnotationsFilmMissing', 'the report names other films', { facts: { films: new Set(found.map(({ sopInstanceUid }) => sopInstanceUid)).size } });
    for (const filmId of new Set(here.map((each) => each.filmId))) {
      merge({ filmId, calibration: null, annotations: here.filter((each) => each.filmId === filmId).map(({ annotation }) => annotation) });
    }
    return { taken: here.length, passedOver: passedOver + found.length - here.length };
  };

  /** As they go into a file: what is kept off the screen is kept out of it. */
  const factsOf = (filmId: FilmId): StudyFacts | null => {
    const { films, identityHidden } = store.getState();
    const facts = films.get(filmId)?.record.facts ?? null;
    return facts && identityHidden ? withoutIdentity(facts) : facts;
  };

  const presentationState: AppActions['presentationState'] = async (filmId, view, labels) => {
    const facts = factsOf(filmId);
    if (!facts) return null;
    try {
      const [{ writePresentation }, image] = await Promise.all([import('#src/annotations/writePresentation.ts'), pixelsOf(filmId)]);
      const bytes = writePresentation({ film: historyFor(filmId).present, facts, image, view, labels, now: new Date() });
      return new Blob([bytes], { type: 'application/dicom' });
    } catch (thrown) {
      store.setState({ failure: failureOf(thrown) });
      return null;
    }
  };

  const structuredReport = async (filmId: FilmId, evaluations: readonly string[]): Promise<Blob | null> => {
    const facts = factsOf(filmId);
    if (!facts) return null;
    try {
      const [{ writeReport }, image] = await Promise.all([import('#src/annotations/writeReport.ts'), pixelsOf(filmId)]);
      const bytes = writeReport({ film: historyFor(filmId).present, facts, image, now: new Date(), evaluations });
      return new Blob([bytes], { type: 'application/dicom' });
    } catch (thrown) {
      store.setState({ failure: failureOf(thrown) });
      return null;
    }
  };

  return {
    openAnnotations: async () => {
      const kept = await archive.readAnnotations({});
      store.setState(({ annotations }) => ({ annotations: new Map([...kept.map((film) => [film.filmId, historyOf(film)] as const), ...annotations]) }));
    },
    changeAnnotations: (filmId, alter, replacing = false) => set(filmId, (history) => change(history, alter(history.present), replacing)),
    takeAnnotations: (films) => films.forEach(merge),
    undoAnnotations: (filmId) => set(filmId, undo),
    redoAnnotations: (filmId) => set(filmId, redo),
    readAnnotations: async (bytes) => {
      try {
        // All that does not begin as JSON does is tried as DICOM, whose preamble is free.
        const beginning = new TextDecoder().decode(new Uint8Array(bytes, 0, Math.min(64, bytes.byteLength)));
        return beginning.trimStart().startsWith('{') ? fromJson(bytes) : await fromReport(bytes);
      } catch (thrown) {
        store.setState({ failure: failureOf(thrown) });
        return null;
      }
    },
    annotationJson: (filmId) => new Blob([writeAnnotationFile([historyFor(filmId).present])], { type: 'application/json' }),
    annotationReport: (filmId) => structuredReport(filmId, []),
    evaluationReport: structuredReport,
    presentationState,
  };
}
