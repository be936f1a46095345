import type { Finding, NotAsked } from '#src/findings/finding.ts';
import type { HeatSides } from '#src/findings/heatSides.ts';

/** What this device can say of one film: all that an answer of a language model may rest on. */
export interface FilmEvidence {
  readonly facts: FilmFacts;
  /** Why the gate stopped the film, where it was scored anyway; null for a film of the domain. */
  readonly outside: NotAsked | null;
  /** Empty where the film is not scored. Of a film that was stopped without probabilities and standings. */
  readonly findings: readonly Finding[];
  /** Of findings near or above their operating point that have a map. */
  readonly sides: readonly FindingSides[];
  /** As the reader drew them. */
  readonly measurements: readonly FilmMeasurement[];
  /** The most alike films on this device, best first. */
  readonly similar: readonly SimilarFilm[];
}

/** Attributes as the file has them. */
export interface FilmFacts {
  /** View Position (0018,5101). */
  readonly viewPosition: string;
  /** Patient's Sex (0010,0040). */
  readonly patientSex: string;
  /** Patient's Age (0010,1010), e.g. "057Y". */
  readonly patientAge: string;
}

export interface FindingSides extends HeatSides {
  readonly findingId: string;
  readonly name: string;
}

/** `value` in `unit`; "1" is the unit of ratios. */
export interface FilmMeasurement {
  readonly kind: 'length' | 'angle' | 'cobb' | 'area' | 'cardiothoracic';
  readonly value: number;
  readonly unit: 'mm' | 'px' | 'mm²' | 'px²' | '°' | '1';
}

export interface SimilarFilm {
  /** Cosine of the pooled embeddings. */
  readonly similarity: number;
  /** Names of the card's findings that stand above their operating point there. */
  readonly above: readonly string[];
}

export const noEvidence: FilmEvidence = { facts: { viewPosition: '', patientSex: '', patientAge: '' }, outside: null, findings: [], sides: [], measurements: [], similar: [] };
