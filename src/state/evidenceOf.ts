import { measure } from '#src/annotations/measure.ts';
import { scaleOf } from '#src/annotations/pixelScale.ts';
import type { Annotation } from '#src/annotations/annotation.ts';
import type { PixelScale } from '#src/annotations/pixelScale.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { noEvidence, type FilmEvidence, type FilmMeasurement, type FindingSides, type SimilarFilm } from '#src/findings/filmEvidence.ts';
import { outsideFindings } from '#src/findings/outsideFindings.ts';
import type { Film } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { halves } from '#src/state/filmHalves.ts';
import type { Scoring } from '#src/state/scoring.ts';
import type { Workers } from '#src/state/workers.ts';

/** What the device knows of a film, gathered for a language model. Never rejects: a part that cannot be had is empty. */
export type EvidenceOf = (filmId: FilmId) => Promise<FilmEvidence>;

export interface EvidenceParts {
  readonly store: AppStore;
  readonly search: Pick<Workers['search'], 'read' | 'rank'>;
  readonly scoring: Pick<Scoring, 'pooledOf' | 'directions'>;
}

const similarFilms = 5;

export function createEvidence({ store, search, scoring }: EvidenceParts): EvidenceOf {
  const sidesOf = async (film: Film): Promise<readonly FindingSides[]> => {
    const { record: { filmId }, scoring: scored } = film;
    if (scored.stage !== 'scored' || outsideOf(film) !== null) return [];
    const there = scored.findings.filter(({ source, standing }) => source === 'card' && (standing === 'above' || standing === 'near'));
    if (there.length === 0) return [];
    const embedding = await search.read({ filmId }).catch(() => null);
    const directions = scoring.directions();
    return there.flatMap((finding) => {
      const sides = halves(embedding, directions.get(finding.id), finding);
      return sides ? [{ findingId: finding.id, name: finding.name, ...sides }] : [];
    });
  };

  const similarTo = async (filmId: FilmId): Promise<readonly SimilarFilm[]> => {
    const query = scoring.pooledOf(filmId);
    const { films } = store.getState();
    if (!query) return [];
    const hits = await search.rank({ query, limit: similarFilms, among: (other) => other !== filmId && films.get(other)?.scoring.stage === 'scored' }).catch(() => []);
    return hits.map(({ filmId: other, score }) => {
      const scored = films.get(other)?.scoring;
      return { similarity: score, above: scored?.stage === 'scored' ? scored.findings.filter(({ source, standing }) => source === 'card' && standing === 'above').map(({ name }) => name) : [] };
    });
  };

  const measurementsOf = ({ record: { filmId, facts } }: Film): readonly FilmMeasurement[] => {
    const drawn = store.getState().annotations.get(filmId)?.present;
    if (!drawn) return [];
    const scale = scaleOf(facts, drawn.calibration);
    return drawn.annotations.flatMap((annotation) => measurementOf(annotation, scale));
  };

  return async (filmId) => {
    const film = store.getState().films.get(filmId);
    if (!film) return noEvidence;
    const { viewPosition, patientSex, patientAge } = film.record.facts;
    const [sides, similar] = await Promise.all([sidesOf(film), similarTo(filmId)]);
    const outside = outsideOf(film);
    const scored = film.scoring.stage === 'scored' ? film.scoring.findings : [];
    const findings = outside === null ? scored : outsideFindings(scored);
    return { facts: { viewPosition, patientSex, patientAge }, outside, findings, sides, measurements: measurementsOf(film), similar };
  };
}

function measurementOf(annotation: Annotation, scale: PixelScale): readonly FilmMeasurement[] {
  const measured = measure(annotation, scale, null);
  const pixels = scale.basis === 'px';
  switch (measured.kind) {
    case 'arrow': return [];
    case 'length': return [{ kind: 'length', value: measured.length, unit: pixels ? 'px' : 'mm' }];
    case 'angle':
    case 'cobb': return [{ kind: measured.kind, value: measured.degrees, unit: '°' }];
    case 'rectangle':
    case 'ellipse':
    case 'freehand': return [{ kind: 'area', value: measured.area, unit: pixels ? 'px²' : 'mm²' }];
    case 'cardiothoracic': return measured.thorax > 0 ? [{ kind: 'cardiothoracic', value: measured.ratio, unit: '1' }] : [];
  }
}
