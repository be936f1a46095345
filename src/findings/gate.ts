import type { NotAsked } from '#src/findings/finding.ts';
import type { GateReading } from '#src/model/gateReading.ts';

/** How a film is brought upright and to black air before the model sees it. */
export interface FilmCorrection {
  /** Quarter turns clockwise. */
  readonly turns: 0 | 1 | 2 | 3;
  readonly inverted: boolean;
}

export interface GateVerdict {
  /** Why the model is not asked; null where the film passes. One reason, the one to see to first. */
  readonly stops: NotAsked | null;
  /** What would put it right; null where nothing simple would. */
  readonly correction: FilmCorrection | null;
  /** True where the heart seems to lie on the other side. Warns, and stops no film: some hearts do. */
  readonly mirrored: boolean;
}

/** The out-of-distribution gate: what the answers about a film's pixels mean for the model. */
export function judgeGate({ above }: GateReading): GateVerdict {
  const turned = (['turned90', 'turned180', 'turned270'] as const).reduce((most, question) => (above[question] > above[most] ? question : most));
  const pose = Math.max(above.inverted, above[turned]);
  const mirrored = above.mirrored > 0;
  const stop = (stops: NotAsked, correction: FilmCorrection | null = null): GateVerdict => ({ stops, correction, mirrored: false });
  // A film in a strange pose may look like no film at all; which is said depends on what the gate is surer of.
  if (above.other > 0 && above.other >= pose) return stop('otherPicture');
  if (pose > 0) {
    const inverted = above.inverted > 0;
    const turns = above[turned] > 0 ? uprightTurns[turned] : 0;
    return stop(inverted ? 'invertedGrey' : 'turnedFilm', { turns, inverted });
  }
  if (above.cropped > 0) return stop('croppedFilm');
  if (above.child > 0) return stop('childByPixels');
  return { stops: null, correction: null, mirrored };
}

const uprightTurns = { turned90: 3, turned180: 2, turned270: 1 } as const;

/** One correction after another. */
export function addCorrections(first: FilmCorrection | null, then: FilmCorrection): FilmCorrection | null {
  const turns = (((first?.turns ?? 0) + then.turns) % 4) as FilmCorrection['turns'];
  const inverted = (first?.inverted ?? false) !== then.inverted;
  return turns === 0 && !inverted ? null : { turns, inverted };
}
