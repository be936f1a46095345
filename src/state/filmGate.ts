import type { FilmGate, FilmRecord } from '#src/archive/archiveApi.ts';
import type { NotAsked } from '#src/findings/finding.ts';
import { judgeGate, type GateVerdict } from '#src/findings/gate.ts';
import { whyNotAsked } from '#src/findings/whyNotAsked.ts';
import type { FilmForModel } from '#src/model/modelApi.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Film } from '#src/state/appState.ts';

export const unread: FilmGate = { reading: null, anyway: false, correction: null };

/** By the tags, then by the pixels as far as the model has seen them. */
export function verdictOf(record: FilmRecord): GateVerdict {
  const byTags = whyNotAsked(record.facts, { ...record, colour: record.notices.includes('colour') });
  if (byTags) return { stops: byTags, correction: null, mirrored: false };
  return record.gate?.reading ? judgeGate(record.gate.reading) : { stops: null, correction: null, mirrored: false };
}

/** Why the model is not to be asked; null where it is, and where the reader wants scores anyway. */
export function stopOf(record: FilmRecord): NotAsked | null {
  return record.gate?.anyway ? null : verdictOf(record).stops;
}

/** Why a film that has scores should have none: what follows from them is marked with it. */
export function outsideOf({ record, scoring }: Film): NotAsked | null {
  return record.gate?.anyway && scoring.stage === 'scored' ? verdictOf(record).stops : null;
}

/** The film as the model is to see it. */
export function asCorrected(image: GrayImage, correction: FilmGate['correction'] | undefined): FilmForModel {
  if (!correction) return image;
  return { ...image, inverted: image.inverted !== correction.inverted, turns: correction.turns };
}
