import type { HeatGrid } from '#src/findings/heatMap.ts';
import { heatSides, type HeatSides } from '#src/findings/heatSides.ts';

/** Parts of the lungs by height, and by distance from the middle of the chest. */
export type Zone = 'upper' | 'middle' | 'lower' | 'central' | 'peripheral';

/** What the cells of parts of the film add to a score, each less its share of the operating point. */
export interface HeatZones extends HeatSides {
  /** Above and below the middle of the lungs. */
  readonly top: number;
  readonly bottom: number;
  /** Thirds of the lungs by height. */
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
  readonly central: number;
  readonly peripheral: number;
}

/**
 * Where the lungs lie on an ordinary frontal film, as shares of its height: apices and costophrenic angles. Where they lie on this
 * film nobody measures, so that zones are as coarse as they sound.
 */
const apices = 0.12;
const angles = 0.78;
/** Shares of the width between which a place is called central. */
const hila = [0.3, 0.7] as const;

/** Sums over the zones of a map as it is read (`readingGrid`); a cell lies where its centre does. What lies above the lungs counts with the upper zone, what lies below with the lower. */
export function heatZones(grid: HeatGrid): HeatZones {
  const { rows, columns, values } = grid;
  const sums = { top: 0, bottom: 0, upper: 0, middle: 0, lower: 0, central: 0, peripheral: 0 };
  for (let row = 0; row < rows; row++) {
    const height = ((row + 0.5) / rows - apices) / (angles - apices);
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      const across = (column + 0.5) / columns;
      sums[height < 0.5 ? 'top' : 'bottom'] += value;
      sums[height < 1 / 3 ? 'upper' : height < 2 / 3 ? 'middle' : 'lower'] += value;
      sums[across > hila[0] && across < hila[1] ? 'central' : 'peripheral'] += value;
    }
  }
  return { ...heatSides(grid), ...sums };
}

/** Which of some zones a map speaks for most; of upper and lower alone the halves are asked. */
export function zoneShown(zones: HeatZones, among: readonly Zone[]): Zone | null {
  const halves = among.includes('upper') && among.includes('lower') && !among.includes('middle');
  const valueOf = (zone: Zone): number => (halves && zone === 'upper' ? zones.top : halves && zone === 'lower' ? zones.bottom : zones[zone]);
  return among.reduce<Zone | null>((best, zone) => (best === null || valueOf(zone) > valueOf(best) ? zone : best), null);
}
