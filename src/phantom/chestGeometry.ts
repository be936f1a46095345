import { fieldOfView, type ChestParameters, type Lesion, type PhantomTruth } from '#src/phantom/chestParameters.ts';

/** Outline of one lung in the film's plane, mm: x from the mid-line outwards, y down from the film's top. */
export interface Lung {
  /** −1 for the patient's right (image left), +1 for the left. */
  readonly side: -1 | 1;
  readonly apex: number;
  /** Top of the diaphragm's dome. */
  readonly dome: number;
  /** Lowest point of the costophrenic angle. */
  readonly base: number;
  readonly lateral: (y: number) => number;
  readonly medial: (y: number) => number;
  /** y of the diaphragm at distance x from the mid-line. */
  readonly diaphragm: (x: number) => number;
}

export interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
  /** Half depth along the beam. */
  readonly radiusZ: number;
}

export interface ChestGeometry {
  readonly midline: number;
  readonly scale: number;
  readonly lungs: readonly [right: Lung, left: Lung];
  readonly heart: readonly Ellipse[];
  readonly truth: PhantomTruth;
}

/** Smoothstep: 0 below 0, 1 above 1. */
export const smooth = (t: number): number => {
  const clamped = Math.min(1, Math.max(0, t));
  return clamped * clamped * (3 - 2 * clamped);
};

export function chestGeometry(parameters: ChestParameters): ChestGeometry {
  const { build, view, cardiothoracicRatio } = parameters;
  const midline = fieldOfView / 2;
  const inspiration = view === 'AP' ? 0.88 : 1;
  const lungs = [lung(-1, build, inspiration), lung(1, build, inspiration)] as const;
  const thorax = widest(lungs);
  const heartWidth = cardiothoracicRatio * thorax.width;
  const dome = Math.min(lungs[0].dome, lungs[1].dome);
  // A third of the heart lies right of the mid-line.
  const right = midline - heartWidth * 0.34;
  const left = midline + heartWidth * 0.66;
  const heart: Ellipse[] = [
    { x: right + heartWidth * 0.34, y: dome - 40 * build, radiusX: heartWidth * 0.34, radiusY: 46 * build, radiusZ: 40 * build },
    { x: left - heartWidth * 0.42, y: dome - 22 * build, radiusX: heartWidth * 0.42, radiusY: 44 * build, radiusZ: 46 * build },
    { x: midline + heartWidth * 0.08, y: dome - 70 * build, radiusX: 30 * build, radiusY: 42 * build, radiusZ: 34 * build },
  ];
  const placed = (lesion: Lesion | null): Lesion | null => lesion && { ...lesion, x: lesion.x + midline, y: lesion.y + midline };
  return {
    midline,
    scale: build,
    lungs,
    heart,
    truth: {
      heart: { left: right, right: left, width: heartWidth },
      thorax,
      cardiothoracicRatio,
      nodule: placed(parameters.nodule),
      consolidation: placed(parameters.consolidation),
    },
  };
}

function lung(side: -1 | 1, build: number, inspiration: number): Lung {
  const apex = 66;
  const height = 228 * build * inspiration;
  const dome = apex + height - (side < 0 ? 12 : 0) * build;
  const base = apex + height + 34 * build;
  const width = 132 * build;
  const lateral = (y: number): number => {
    const t = Math.min(1, Math.max(0, (y - apex) / (base - apex)));
    // Narrow rounded apex, full in the lower third, a little in again at the angle.
    return width * Math.pow(Math.sin(Math.min(1, 0.025 + t * 0.92) * Math.PI * 0.55), 0.5) * (1 - 0.04 * smooth((t - 0.8) / 0.2));
  };
  const medial = (y: number): number => {
    const t = (y - apex) / (base - apex);
    return (10 + 14 * smooth(1 - Math.abs(t - 0.45) * 2.2)) * build + 22 * build * smooth((0.16 - t) / 0.16);
  };
  const diaphragm = (x: number): number => {
    const inner = 14 * build;
    const reach = (x - inner) / (width - inner);
    const fromDome = Math.abs(reach - 0.42);
    return dome + (base - dome) * Math.pow(Math.min(1, fromDome / (reach > 0.42 ? 0.58 : 0.8)), 2.6);
  };
  return { side, apex, dome, base, lateral, medial, diaphragm };
}

function widest(lungs: readonly [Lung, Lung]): PhantomTruth['thorax'] {
  let reach = 0;
  for (let y = lungs[0].apex; y < lungs[0].base; y++) reach = Math.max(reach, lungs[0].lateral(y));
  return { left: fieldOfView / 2 - reach, right: fieldOfView / 2 + reach, width: 2 * reach };
}

/** Depth of air along the beam through one lung at (x outward from the mid-line, y), as a share of the deepest, 0 … 1. */
export function lungDepth(lung: Lung, x: number, y: number): number {
  const lateral = lung.lateral(y);
  const medial = lung.medial(y);
  if (y < lung.apex || y > lung.base + 4 || x <= medial || x >= lateral) return 0;
  const across = (x - medial) / (lateral - medial);
  const profile = Math.pow(across * (2 - across) * (1 - Math.pow(across, 7)), 0.75) * Math.pow(smooth(across / 0.1), 0.6);
  const apical = Math.pow(smooth((y - lung.apex) / 70), 0.6);
  // The lung behind the dome reaches lower than the dome's top: its shadow fades, it does not end.
  const below = smooth((lung.diaphragm(x) - y) / 7 + 0.5);
  const behind = 0.16 * smooth((lung.base - y) / 24);
  return profile * apical * Math.max(below, behind);
}
