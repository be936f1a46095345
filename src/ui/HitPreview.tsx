import { useEffect, useRef, useState } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import type { HeatMap } from '#src/state/appState.ts';
import { thumbnailUrl } from '#src/state/thumbnailUrl.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wording } from '#src/ui/wording.ts';

/** A rest of the pointer that asks for the picture, in ms. */
const rest = 250;

/** The film under the pointer, with where it fits the search laid over it. */
export function HitPreview({ filmId }: { readonly filmId: FilmId }) {
  const { actions } = useParts();
  const thumbnail = useAppState((state) => state.films.get(filmId)?.record.thumbnail ?? null);
  const search = useAppState((state) => state.search);
  const [shown, setShown] = useState<{ readonly filmId: FilmId; readonly heat: HeatMap | null } | null>(null);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(() => {
      void actions.heatOf(filmId).then((heat) => {
        if (here) setShown({ filmId, heat });
      });
    }, rest);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [actions, filmId, search]);
  if (!thumbnail || shown?.filmId !== filmId) return null;
  return (
    <figure className="hit-preview" data-testid="hit-preview">
      <div className="square">
        <img src={thumbnailUrl(thumbnail)} alt="" />
        {shown.heat && <Heat heat={shown.heat} />}
      </div>
      {shown.heat && <figcaption className="quiet small">{wording.search.heat}</figcaption>}
    </figure>
  );
}

/** A pixel a field, which the browser smooths when it is drawn large. */
function Heat({ heat: { rows, columns, values } }: { readonly heat: HeatMap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const least = values.reduce((so, value) => Math.min(so, value), Infinity);
    const most = values.reduce((so, value) => Math.max(so, value), -Infinity);
    const image = context.createImageData(columns, rows);
    for (const [cell, value] of values.entries()) {
      const share = most > least ? (value - least) / (most - least) : 0;
      image.data.set([255, 168, 64, Math.round(190 * share ** 2)], 4 * cell);
    }
    context.putImageData(image, 0, 0);
  }, [rows, columns, values]);
  return <canvas ref={canvas} width={columns} height={rows} aria-hidden />;
}
