import { isRecord } from '#src/lib/isRecord.ts';
import type { WeighingState } from '#src/state/weighingState.ts';

/** What of the weighing is remembered beside the films. */
export interface WeighingSettings {
  readonly prevalences: Readonly<Record<string, number>>;
  readonly readFirst: boolean;
  readonly smooth: boolean;
  readonly contours: boolean;
  readonly opacity: number;
}

const storageKey = 'elixr-web.weighing';

export function defaultWeighing(): WeighingState {
  return { prevalences: {}, judgements: new Map(), readFirst: false, heat: { on: false, findingId: null, smooth: false, contours: false, opacity: 0.6 } };
}

/** The stored settings; what is missing or of another type takes its default. */
export function readWeighing(storage: Pick<Storage, 'getItem'>): WeighingState {
  const defaults = defaultWeighing();
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(storageKey) ?? '{}');
  } catch {
    return defaults;
  }
  if (!isRecord(stored)) return defaults;
  const { prevalences, readFirst, smooth, contours, opacity } = stored;
  const isShare = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < 1;
  return {
    ...defaults,
    prevalences: Object.fromEntries(Object.entries(isRecord(prevalences) ? prevalences : {}).filter((entry): entry is [string, number] => isShare(entry[1]))),
    readFirst: readFirst === true,
    heat: { ...defaults.heat, smooth: smooth === true, contours: contours === true, opacity: isShare(opacity) || opacity === 1 ? opacity : defaults.heat.opacity },
  };
}

/** Best effort, as `writeSettings`. */
export function writeWeighing(storage: Pick<Storage, 'setItem'>, settings: WeighingSettings): void {
  try {
    storage.setItem(storageKey, JSON.stringify(settings));
  } catch {
    // Refused storage is reported by the archive.
  }
}
