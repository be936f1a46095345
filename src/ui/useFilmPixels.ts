import { useEffect, useState } from 'react';
import { toAppError } from '#src/lib/appError.ts';
import type { FilmId } from '#src/lib/brand.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Failure } from '#src/state/appState.ts';
import { useParts } from '#src/ui/appContext.ts';
import { useSession, useSessionStore } from '#src/ui/session.ts';
import type { Kept } from '#src/viewer/filmView.ts';

/** `coarse`: a preview is on the screen and the whole film follows. */
export type Opening = { readonly stage: 'opening' | 'coarse' | 'shown' } | { readonly stage: 'failed'; readonly failure: Failure };

export interface FilmPixels {
  readonly opening: Opening;
  /** The frame that is wanted, from 0. */
  readonly frame: number;
  /** The frame on the screen; null before the first. */
  readonly shownFrame: number | null;
}

/** Brings the film's pixels to `show`, a coarse film first where there is one; frames keep what the reader has set. */
export function useFilmPixels(filmId: FilmId, index: number, show: ((image: GrayImage | null, kept?: Kept) => void) | null): FilmPixels {
  const { pixelsOf } = useParts();
  const session = useSessionStore();
  const [opening, setOpening] = useState<Opening>({ stage: 'opening' });
  const [shownFrame, setShownFrame] = useState<number | null>(null);
  /** Null until a frame was chosen: going back to the first frame keeps the window too. */
  const frame = useSession(({ panes }) => {
    const chosen = panes.get(index)?.chosen;
    return chosen?.filmId === filmId ? chosen.frame : null;
  });

  useEffect(() => {
    if (!show) return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    let coarse = false;
    const isNew = session.getState().panes.get(index)?.shown?.filmId !== filmId;
    if (isNew || frame === null) setOpening({ stage: 'opening' });
    // Until its own pixels are there a film has none: those of the film before would stand under its name.
    if (isNew) show(null);
    const onPreview = (image: GrayImage): void => {
      if (signal.aborted || frame !== null) return;
      coarse = true;
      show(image);
      setOpening({ stage: 'coarse' });
    };
    pixelsOf(filmId, { frame: frame ?? 0, signal, onPreview }).then(
      (image) => {
        if (signal.aborted) return;
        if (frame !== null) show(image, 'place and window');
        else if (coarse) show(image, 'place');
        else show(image);
        setOpening({ stage: 'shown' });
        setShownFrame(frame ?? 0);
      },
      (thrown: unknown) => {
        if (signal.aborted) return;
        show(null);
        const { kind, facts } = toAppError(thrown);
        setOpening({ stage: 'failed', failure: { kind, facts } });
      },
    );
    return () => leaving.abort();
  }, [show, filmId, index, frame, session, pixelsOf]);

  return { opening, frame: frame ?? 0, shownFrame };
}
