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

export function settingsIn({ prevalences, readFirst, heat: { smooth, contours, opacity } }: WeighingState): WeighingSettings {
  return { prevalences, readFirst, smooth, contours, opacity };
}

/** Stores what differs from `before`, over what is stored now: two tabs that change different things lose nothing to each other. */
export function keepWeighing(storage: Pick<Storage, 'getItem' | 'setItem'>, now: WeighingSettings, before: WeighingSettings): void {
  const names = ['readFirst', 'smooth', 'contours', 'opacity'] as const;
  if (now.prevalences === before.prevalences && names.every((name) => now[name] === before[name])) return;
  const stored = settingsIn(readWeighing(storage));
  const own = Object.fromEntries(names.filter((name) => now[name] !== before[name]).map((name) => [name, now[name]]));
  const findings = new Set([...Object.keys(now.prevalences), ...Object.keys(before.prevalences)].filter((id) => now.prevalences[id] !== before.prevalences[id]));
  const theirs = Object.entries(stored.prevalences).filter(([id]) => !findings.has(id));
  const mine = Object.entries(now.prevalences).filter(([id]) => findings.has(id));
  writeWeighing(storage, { ...stored, ...own, prevalences: Object.fromEntries([...theirs, ...mine]) });
}

/** Best effort, as `writeSettings`. */
export function writeWeighing(storage: Pick<Storage, 'setItem'>, settings: WeighingSettings): void {
  try {
    storage.setItem(storageKey, JSON.stringify(settings));
  } catch {
    // Refused storage is reported by the archive.
  }
}
