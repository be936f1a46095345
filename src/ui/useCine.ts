import { useEffect, useRef } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import { useParts } from '#src/ui/appContext.ts';
import { useSession, useSessionStore } from '#src/ui/session.ts';

/** Where the film says nothing. */
const defaultRate = 10;

/** Frames a second: what the reader has chosen, else what the film says, as far as a screen can follow. */
export function cineRateOf(chosen: number | null, frameRate: number | undefined): number {
  return Math.min(60, Math.max(0.5, chosen ?? frameRate ?? defaultRate));
}

interface Cine {
  readonly filmId: FilmId;
  /** The frame that is wanted and the one on the screen. */
  readonly frame: number;
  readonly shownFrame: number | null;
  readonly frames: number;
  /** Frames a second. */
  readonly rate: number;
  readonly chooseFrame: (frame: number) => void;
}

/**
 * Runs the frames of the film in a loop while the session says so. None is left out: where decoding is slower than the
 * rate, the loop is slower, and from its second turn on frames come out of memory.
 */
export function useCine({ filmId, frame, shownFrame, frames, rate, chooseFrame }: Cine): void {
  const { pixelsOf } = useParts();
  const session = useSessionStore();
  const runs = useSession(({ cine }) => cine === filmId) && frames > 1;
  const lastAt = useRef(0);

  useEffect(() => {
    if (!runs || shownFrame !== frame) return undefined;
    const next = (frame + 1) % frames;
    // Decoded while this one is looked at; a frame that cannot be says so when its turn comes.
    if (next > 0) pixelsOf(filmId, { frame: next }).catch(() => undefined);
    const timer = setTimeout(() => {
      lastAt.current = performance.now();
      chooseFrame(next);
    }, Math.max(0, lastAt.current + 1000 / rate - performance.now()));
    return () => clearTimeout(timer);
  }, [runs, shownFrame, frame, frames, rate, filmId, pixelsOf, chooseFrame]);

  // A film that leaves its pane stands still when it comes back.
  useEffect(() => () => session.setState(({ cine }) => (cine === filmId ? { cine: null } : {})), [session, filmId]);
}
