import { chestGeometry, lungDepth, smooth, type ChestGeometry, type Ellipse, type Lung } from '#src/phantom/chestGeometry.ts';
import { fieldOfView, type ChestParameters, type PhantomTruth } from '#src/phantom/chestParameters.ts';
import { addBones } from '#src/phantom/chestBones.ts';
import { addEllipsoid, addTube, blurred, randomFrom, shadowMap, type Point, type ShadowMap } from '#src/phantom/drawShapes.ts';

/** Linear attenuation at about 70 keV, per mm: soft tissue, aerated lung. */
const soft = 0.0185;
const lungTissue = 0.0048;
const aeration = soft - lungTissue;
/** Depth of a lung along the beam where it is deepest, mm. */
const deepestLung = 150;
/** Share of the light on the detector that is scatter. */
const scatter = 0.32;

export interface RenderedChest {
  /** size² stored values, 12 bits, bone bright (MONOCHROME2). */
  readonly pixels: Uint16Array;
  readonly truth: PhantomTruth;
}

/** A chest radiograph of the phantom: Beer–Lambert through analytic shapes, scatter, noise, and a display curve. */
export function renderChest(parameters: ChestParameters, size: number): RenderedChest {
  const geometry = chestGeometry(parameters);
  // Anatomy at half resolution: no edge of it is sharper than the detector's blur; noise is added at full resolution.
  const half = Math.max(64, size >> 1);
  const map = shadowMap(half, fieldOfView);
  const random = randomFrom(parameters.seed);
  const air = lungAir(geometry, parameters, half);
  addBody(map, parameters);
  for (let at = 0; at < air.share.length; at++) map.values[at] = (map.values[at] ?? 0) - aeration * deepestLung * (air.share[at] ?? 0);
  addParenchyma(map, air, random);
  addMediastinum(map, geometry, parameters);
  addVessels(map, geometry, air.vessels, random, parameters);
  addLesions(map, geometry, parameters, air.share, random);
  addBones(map, geometry, parameters);
  return { pixels: expose(map, size, random), truth: geometry.truth };
}

interface LungAir {
  /** Share of the deepest lung that is air along the beam. */
  readonly share: Float32Array;
  /** 1 where vessels can be: aerated lung, none beyond a collapsed lung's edge. */
  readonly vessels: Float32Array;
}

function lungAir({ lungs, midline }: ChestGeometry, parameters: ChestParameters, size: number): LungAir {
  const share = new Float32Array(size * size);
  const vessels = new Float32Array(size * size);
  const mm = fieldOfView / size;
  for (const lung of lungs) {
    const effusion = lung.side < 0 ? parameters.effusionRight : parameters.effusionLeft;
    const pneumothorax = lung.side < 0 ? parameters.pneumothoraxRight : parameters.pneumothoraxLeft;
    for (let row = 0; row < size; row++) {
      const y = (row + 0.5) * mm;
      if (y < lung.apex || y > lung.base + 4) continue;
      for (let column = 0; column < size; column++) {
        const x = ((column + 0.5) * mm - midline) * lung.side;
        if (x <= 0) continue;
        const depth = lungDepth(lung, x, y);
        if (depth === 0) continue;
        const at = row * size + column;
        const fluid = effusion > 0 ? fluidShare(lung, x, y, effusion) : 0;
        const collapsed = pneumothorax > 0 ? collapse(lung, x, y, pneumothorax) : 0;
        // Air without tissue is a little darker; the collapsed lung is a little denser; its pleura is a thin line.
        const line = pneumothorax > 0 ? 0.07 * depth * Math.exp(-(((collapsed - 0.5) / 0.2) ** 2)) : 0;
        const gas = pneumothorax > 0 ? 0.95 + 0.13 * collapsed : 1;
        share[at] = depth * (1 - fluid) * gas - line;
        vessels[at] = Math.min(1, depth * 1.6) * (1 - fluid) * (1 - smooth(collapsed * 2));
      }
    }
  }
  return { share, vessels };
}

/** Meniscus: fluid stands highest at the lateral wall and thins out upwards. */
function fluidShare(lung: Lung, x: number, y: number, height: number): number {
  const across = Math.min(1, x / lung.lateral(y));
  const level = lung.base - 26 - height * (0.25 + 0.75 * Math.pow(across, 2.4));
  return smooth((y - level) / (12 + height * 0.25) + 0.35);
}

/** 0 in the collapsed lung, 1 in the air outside it; 0.5 at the visceral pleura. */
function collapse(lung: Lung, x: number, y: number, distance: number): number {
  const t = (y - lung.apex) / (lung.base - lung.apex);
  const gap = distance * (1 - smooth((t - 0.1) / 0.75));
  const apical = Math.pow(Math.max(0, 1 - ((lung.apex + distance * 1.25 - y) / (distance * 1.25)) ** 2), 0.5);
  const edge = (lung.lateral(y) - gap) * (y < lung.apex + distance * 1.25 ? apical : 1);
  return smooth((x - edge) / 1.6 + 0.5);
}

function addBody(map: ShadowMap, { build, habitus, sex, view }: ChestParameters): void {
  const { size, perMm, values } = map;
  const middle = fieldOfView / 2;
  const depth = (198 + 60 * habitus) * build;
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / perMm;
    const neck = 58 + 30 * smooth((y - 8) / 40);
    const shoulders = neck + 118 * smooth((y - 30) / 62);
    const chest = (147 + 30 * habitus) * build;
    const arms = 30 * smooth((y - 30) / 60) * (1 - smooth((y - 120) / 60));
    const width = Math.max(neck, Math.min(shoulders, chest + arms + 10 * smooth((y - 330) / 60)));
    const thick = depth * (0.55 + 0.45 * smooth((y - 20) / 110)) * (1 + 0.2 * smooth((y - 270) / 60));
    for (let column = 0; column < size; column++) {
      const x = Math.abs((column + 0.5) / perMm - middle) / width;
      if (x < 1) values[row * size + column] = soft * thick * Math.pow(1 - Math.pow(x, 2.3), 0.6);
    }
  }
  if (sex === 'F') {
    for (const side of [-1, 1]) {
      const breast = { x: middle + side * 76 * build, y: (view === 'AP' ? 246 : 258) * build + 10, radiusX: 62 * build, radiusY: 60 * build };
      // Flatter towards its edge than an ellipsoid: compressed against the detector.
      for (const share of [1, 0.92, 0.84, 0.76, 0.68, 0.6]) addEllipsoid(map, { ...breast, radiusX: breast.radiusX * share, radiusY: breast.radiusY * share, radiusZ: (2 + 3.5 * habitus) * build }, soft);
    }
  }
}

/** What the eye reads as lung: a fine mottle at two scales. */
function addParenchyma(map: ShadowMap, air: LungAir, random: () => number): void {
  const noise = Float32Array.from({ length: map.values.length }, () => random() - 0.5);
  const fine = blurred(noise, map.size, map.size / 700);
  const coarse = blurred(noise, map.size, map.size / 160);
  for (let at = 0; at < map.values.length; at++) {
    map.values[at] = (map.values[at] ?? 0) + (air.vessels[at] ?? 0) * ((fine[at] ?? 0) * 0.34 + (coarse[at] ?? 0) * 1.9);
  }
}

function addMediastinum(map: ShadowMap, { heart, midline, scale, lungs }: ChestGeometry, { age, view }: ChestParameters): void {
  const scratch = new Float32Array(map.values.length);
  const [{ apex, dome }] = lungs;
  addHeart(map, heart);
  const vertical = (x: number, from: number, to: number, bend: number): Point[] =>
    Array.from({ length: 25 }, (_, index) => ({ x: x + bend * Math.sin((index / 24) * Math.PI), y: from + ((to - from) * index) / 24 }));
  const tube = (points: readonly Point[], radius: number, attenuation: number): void =>
    addTube(map, { points, radius: () => radius, attenuation: () => attenuation }, scratch);
  const knob = { x: midline + (25 + 7 * age) * scale, y: apex + 74 * scale };
  tube(vertical(midline + 3, 0, dome - 62 * scale, 0), 24 * scale, aeration * 0.42);
  tube(vertical(midline - 15 * scale, apex + 10, apex + 120 * scale, -4), 13 * scale, aeration * 0.5);
  tube(vertical(midline + 17 * scale, knob.y, dome + 30, 5 + 12 * age), 14 * scale, aeration * (0.55 + 0.2 * age));
  addEllipsoid(map, { x: knob.x, y: knob.y, radiusX: (15 + 4 * age) * scale, radiusY: 15 * scale, radiusZ: 22 * scale }, aeration * 0.8);
  addEllipsoid(map, { x: midline + 27 * scale, y: apex + 104 * scale, radiusX: 17 * scale, radiusY: 15 * scale, radiusZ: 16 * scale }, aeration * 0.6);
  // Air in trachea and main bronchi.
  const carina = apex + 92 * scale;
  const trachea: Point[] = [{ x: midline - 1, y: 0 }, { x: midline, y: apex }, { x: midline + 2 + 3 * age, y: carina - 20 }, { x: midline + 2, y: carina }];
  tube(trachea, 8.6 * scale, -soft * 0.62);
  tube([{ x: midline + 2, y: carina }, { x: midline - 24 * scale, y: carina + 30 * scale }], 6.6 * scale, -soft * 0.42);
  tube([{ x: midline + 2, y: carina }, { x: midline + 34 * scale, y: carina + 24 * scale }], 6 * scale, -soft * 0.42);
  // Abdomen: liver on the right, gas in the stomach on the left.
  if (view === 'PA') addEllipsoid(map, { x: midline + 70 * scale, y: dome + 48 * scale, radiusX: 30 * scale, radiusY: 17 * scale, radiusZ: 24 * scale }, -soft * 0.6);
}

/** The heart's parts as one body: chords joined by their fourth-power mean, so that no part's edge shows inside it. */
function addHeart(map: ShadowMap, parts: readonly Ellipse[]): void {
  const joined = new Float32Array(map.values.length);
  for (const part of parts) {
    const chord = shadowMap(map.size, fieldOfView);
    addEllipsoid(chord, part, 1);
    for (let at = 0; at < joined.length; at++) joined[at] = (joined[at] ?? 0) + (chord.values[at] ?? 0) ** 4;
  }
  const body = blurred(joined.map((sum) => sum ** 0.25), map.size, map.size / 420);
  for (let at = 0; at < joined.length; at++) map.values[at] = (map.values[at] ?? 0) + aeration * 0.95 * (body[at] ?? 0);
}

/** Vessels fan out from each hilum and thin towards the pleura. */
function addVessels(map: ShadowMap, { midline, lungs, scale }: ChestGeometry, mask: Float32Array, random: () => number, { age }: ChestParameters): void {
  const scratch = new Float32Array(map.values.length);
  const branch = (from: Point, angle: number, radius: number, length: number, depth: number): void => {
    const points: Point[] = [from];
    let { x, y } = from;
    let heading = angle;
    const steps = 7;
    for (let step = 0; step < steps; step++) {
      heading += (random() - 0.5) * 0.24;
      x += (Math.cos(heading) * length) / steps;
      y += (Math.sin(heading) * length) / steps;
      points.push({ x, y });
    }
    const thin = radius * 0.72;
    addTube(map, { points, radius: (t) => radius + (thin - radius) * t, attenuation: (d) => aeration * 0.9 * (1 - 0.35 * d) }, scratch, mask);
    if (depth === 0 || thin < 0.35) return;
    const spread = 0.34 + random() * 0.3;
    branch({ x, y }, heading - spread, thin * (0.72 + random() * 0.2), length * 0.8, depth - 1);
    branch({ x, y }, heading + spread * (0.5 + random() * 0.6), thin * (0.72 + random() * 0.2), length * 0.82, depth - 1);
    if (random() < 0.45) branch(points[4] as Point, heading + (random() < 0.5 ? -1 : 1) * (0.7 + random() * 0.4), thin * 0.55, length * 0.6, depth - 1);
  };
  for (const { side, apex } of lungs) {
    const hilum = { x: midline + side * 33 * scale, y: apex + (side < 0 ? 118 : 110) * scale };
    for (let index = 0; index < 9; index++) {
      const upDown = -1.35 + (index / 8) * 2.75 + (random() - 0.5) * 0.12;
      const angle = side > 0 ? upDown : Math.PI - upDown;
      const lower = upDown > 0.2;
      branch(hilum, angle, (lower ? 4.6 : 3.2) * (1 + 0.2 * age) * scale, (lower ? 42 : 36) * scale, 4);
    }
  }
}

function addLesions(map: ShadowMap, { truth }: ChestGeometry, { effusionLeft, effusionRight }: ChestParameters, air: Float32Array, random: () => number): void {
  const { nodule, consolidation } = truth;
  const aerated = Float32Array.from(air, (share) => smooth(share * 2.5));
  if (nodule) {
    const radius = nodule.diameter / 2;
    addEllipsoid(map, { x: nodule.x, y: nodule.y, radiusX: radius, radiusY: radius * 0.94, radiusZ: radius }, aeration * 1.25, aerated);
  }
  if (consolidation) {
    // Many overlapping acini, densest in the middle, fading without an edge.
    const cloud = shadowMap(map.size, fieldOfView);
    for (let index = 0; index < 220; index++) {
      const distance = Math.sqrt(-2 * Math.log(1 - random() * 0.92)) * consolidation.diameter * 0.21;
      const angle = random() * 2 * Math.PI;
      const radius = consolidation.diameter * (0.07 + 0.07 * random());
      addEllipsoid(cloud, { x: consolidation.x + distance * Math.cos(angle), y: consolidation.y + distance * Math.sin(angle) * 0.85, radiusX: radius, radiusY: radius, radiusZ: radius }, 1);
    }
    const soaked = blurred(cloud.values, map.size, map.size / 300);
    for (let at = 0; at < soaked.length; at++) {
      map.values[at] = (map.values[at] ?? 0) + aeration * 68 * (1 - Math.exp(-(soaked[at] ?? 0) / 46)) * (aerated[at] ?? 0);
    }
  }
  // Fluid weighs on the lung beside it: a little haze above a large effusion.
  const haze = Math.max(effusionLeft, effusionRight) / 900;
  if (haze > 0) for (let at = 0; at < air.length; at++) map.values[at] = (map.values[at] ?? 0) + haze * (air[at] ?? 0);
}

/** Exposure at full size: transmission, scatter, quantum noise, log, edge enhancement, a film-like curve to 12 bits. */
function expose(map: ShadowMap, size: number, random: () => number): Uint16Array {
  const half = map.size;
  const transmitted = map.values.map((integral) => Math.exp(-Math.max(0, integral)));
  // Open air scatters nothing: only what has passed the body veils it.
  const veil = blurred(transmitted.map((share) => Math.min(share, 0.12)), half, half / 14);
  const signal = new Float32Array(half * half);
  for (let at = 0; at < signal.length; at++) {
    signal[at] = -Math.log(Math.min(0.5, (1 - scatter) * (transmitted[at] ?? 0) + scatter * (veil[at] ?? 0) * 0.55 + 1e-4));
  }
  const low = blurred(signal, half, half / 40);
  const detail = blurred(signal, half, half / 400);
  for (let at = 0; at < signal.length; at++) {
    // Harmonise the large contrasts and lift the fine ones, as every digital system does.
    signal[at] = 0.58 * (low[at] ?? 0) + 1.15 * ((signal[at] ?? 0) - (low[at] ?? 0)) + 0.35 * ((signal[at] ?? 0) - (detail[at] ?? 0));
  }
  // An odd stride, which walks through every column: one that divides the row would meet the same few.
  const stride = Math.floor(signal.length / 4096) | 1;
  const sorted = Float32Array.from({ length: 4000 }, (_, index) => signal[index * stride] ?? 0).sort();
  const dark = sorted[Math.floor(sorted.length * 0.03)] ?? 0;
  const bright = sorted[Math.floor(sorted.length * 0.995)] ?? 1;
  const pixels = new Uint16Array(size * size);
  const ratio = half / size;
  for (let row = 0; row < size; row++) {
    const y = Math.max(0, Math.min(half - 1.001, (row + 0.5) * ratio - 0.5));
    const upper = Math.floor(y) * half;
    const lower = Math.min(half - 1, Math.floor(y) + 1) * half;
    const down = y - Math.floor(y);
    for (let column = 0; column < size; column++) {
      const x = Math.max(0, Math.min(half - 1.001, (column + 0.5) * ratio - 0.5));
      const left = Math.floor(x);
      const across = x - left;
      const above = (signal[upper + left] as number) * (1 - across) + (signal[upper + left + 1] as number) * across;
      const below = (signal[lower + left] as number) * (1 - across) + (signal[lower + left + 1] as number) * across;
      const value = above * (1 - down) + below * down;
      // Sum of four uniforms: near enough to a Gaussian; dense regions get fewer quanta and so more noise.
      const gauss = random() + random() + random() + random() - 2;
      const position = (value - dark) / (bright - dark) + gauss * (0.008 + 0.008 * Math.max(0, value - dark));
      const curved = 1 / (1 + Math.exp(-4.4 * (position - 0.6)));
      const edge = Math.min(row, column, size - 1 - row, size - 1 - column) / size;
      const collimated = smooth((edge - 0.006) / 0.003);
      pixels[row * size + column] = Math.round(Math.min(1, Math.max(0, (curved - 0.07) / 0.78)) * 3900 * collimated) + 60;
    }
  }
  return pixels;
}
