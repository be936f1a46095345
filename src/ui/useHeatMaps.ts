import { useEffect, useState } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import { toAppError } from '#src/lib/appError.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { Failure } from '#src/state/appState.ts';
import type { HeatMaps } from '#src/state/weighingState.ts';
import { useParts } from '#src/ui/appContext.ts';

type Reading =
  | { readonly stage: 'reading' }
  | { readonly stage: 'ready'; readonly filmId: FilmId; readonly maps: HeatMaps }
  | { readonly stage: 'failed'; readonly failure: Failure };

/** The maps of a film; read again when its findings change. */
export function useHeatMaps(filmId: FilmId, findings: readonly Finding[]): Reading {
  const { heatMapsOf } = useParts();
  const [reading, setReading] = useState<Reading>({ stage: 'reading' });
  useEffect(() => {
    let current = true;
    heatMapsOf(filmId).then(
      (maps) => current && setReading({ stage: 'ready', filmId, maps }),
      (thrown: unknown) => {
        if (!current) return;
        const { kind, facts } = toAppError(thrown);
        setReading({ stage: 'failed', failure: { kind, facts } });
      },
    );
    return () => {
      current = false;
    };
  }, [heatMapsOf, filmId, findings]);
  return reading.stage === 'ready' && reading.filmId !== filmId ? { stage: 'reading' } : reading;
}
