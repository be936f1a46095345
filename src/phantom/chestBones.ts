import { smooth, type ChestGeometry, type Lung } from '#src/phantom/chestGeometry.ts';
import type { ChestParameters } from '#src/phantom/chestParameters.ts';
import { addEllipsoid, addTube, type Point, type ShadowMap, type Tube } from '#src/phantom/drawShapes.ts';

/** Attenuation above soft tissue, per mm: cortex, and marrow with its trabeculae. */
const cortex = 0.038;
const marrow = 0.016;

/** Cortex around marrow, as a multiple of the tube's full chord. */
const hollow = (strength: number) => (d: number): number => strength * (d > 0.72 ? cortex : marrow + (cortex - marrow) * 0.3);

/** Ribs, clavicles, scapulae, spine and shoulders. */
export function addBones(map: ShadowMap, geometry: ChestGeometry, parameters: ChestParameters): void {
  const scratch = new Float32Array(map.values.length);
  const draw = (tube: Tube): void => addTube(map, tube, scratch);
  addSpine(map, geometry, draw);
  for (const lung of geometry.lungs) {
    for (let index = 0; index < 10; index++) addRib(geometry, lung, index, draw);
    addShoulder(map, geometry, lung, parameters, draw);
  }
}

function addSpine(map: ShadowMap, { midline, scale }: ChestGeometry, draw: (tube: Tube) => void): void {
  const pitch = 23 * scale;
  for (let index = 0; index * pitch < 420; index++) {
    const y = 10 + index * pitch;
    const width = (15 + index * 0.45) * scale;
    const ends = [{ x: midline, y: y - pitch * 0.36 }, { x: midline, y: y + pitch * 0.36 }];
    draw({ points: ends, radius: () => width, attenuation: (d) => (d > 0.9 ? 0.0085 : 0.0052) });
    for (const side of [-1, 1]) {
      addEllipsoid(map, { x: midline + side * width * 0.62, y: y - 2, radiusX: 3.4 * scale, radiusY: 5 * scale, radiusZ: 5 }, 0.012);
      draw({
        points: [{ x: midline + side * width * 0.7, y: y - 3 }, { x: midline + side * (width + 11 * scale), y: y - 6 * scale }],
        radius: (t) => (4.4 - t) * scale,
        attenuation: hollow(0.5),
      });
    }
    addEllipsoid(map, { x: midline, y: y + 5, radiusX: 2.4 * scale, radiusY: 7 * scale, radiusZ: 7 }, 0.008);
  }
}

/** A rib leaves the spine level with its vertebra, sinks along the back to the side wall and returns lower in front. */
function addRib({ midline, scale }: ChestGeometry, lung: Lung, index: number, draw: (tube: Tube) => void): void {
  const { side } = lung;
  const start = lung.apex - 8 * scale + index * 23 * scale;
  const sink = (16 + index * 4.6) * scale;
  const wall = Math.min(lung.lateral(Math.max(lung.apex + 6, start + sink)) + 5 * scale, 142 * scale);
  const back: Point[] = [];
  for (let step = 0; step <= 26; step++) {
    const t = step / 26;
    const x = 22 * scale + (wall - 22 * scale) * Math.sin((t * Math.PI) / 2);
    // Rises a little at its neck before it falls.
    const y = start + sink * Math.pow(t, 1.7) - 7 * scale * Math.sin(Math.PI * Math.min(1, t * 2.2)) * (index > 1 ? 1 : 0.4);
    back.push({ x: midline + side * x, y });
  }
  draw({
    points: back,
    radius: (t) => (5.2 + 0.7 * Math.sin(Math.PI * t)) * scale,
    // Nearer the wall the rib runs along the beam and its shadow grows.
    attenuation: (d, t) => hollow(0.72 + 0.5 * smooth((t - 0.7) / 0.3))(d),
  });
  if (index > 6) return;
  const front: Point[] = [];
  const end = (34 + index * 5.4) * scale;
  const frontSink = (30 + index * 6.5) * scale;
  for (let step = 0; step <= 22; step++) {
    const t = step / 22;
    const x = wall + (end - wall) * Math.pow(t, 1.25);
    front.push({ x: midline + side * x, y: start + sink + frontSink * Math.pow(t, 0.8) });
  }
  // The cartilage towards the sternum hardly shows.
  draw({ points: front, radius: (t) => (5.4 + 1.6 * t) * scale, attenuation: (d, t) => hollow(0.46 * (1 - smooth((t - 0.72) / 0.2)))(d) });
}

function addShoulder(map: ShadowMap, { midline, scale }: ChestGeometry, lung: Lung, { view }: ChestParameters, draw: (tube: Tube) => void): void {
  const { side, apex } = lung;
  const at = (x: number, y: number): Point => ({ x: midline + side * x * scale, y: apex + y * scale });
  const lift = view === 'AP' ? -12 : 0;
  const clavicle: Point[] = [];
  for (let step = 0; step <= 24; step++) {
    const t = step / 24;
    clavicle.push(at(16 + 130 * t, 30 + lift - 30 * t + 7 * Math.sin(2 * Math.PI * t)));
  }
  draw({ points: clavicle, radius: (t) => (6.6 - 1.5 * Math.sin(Math.PI * t)) * scale, attenuation: hollow(0.95) });
  // Scapula: a thin blade, its lateral border and spine showing as lines.
  const outward = view === 'AP' ? -18 : 0;
  addEllipsoid(map, { x: midline + side * (138 + outward) * scale, y: apex + 66 * scale, radiusX: 26 * scale, radiusY: 62 * scale, radiusZ: 5 }, cortex * 0.55);
  draw({ points: [at(150 + outward, 14), at(140 + outward, 70), at(122 + outward, 132)], radius: () => 4.4 * scale, attenuation: hollow(0.7) });
  draw({ points: [at(112 + outward, 24), at(150 + outward, 8), at(172, 2)], radius: () => 5 * scale, attenuation: hollow(0.6) });
  // Humeral head and shaft at the film's edge.
  addEllipsoid(map, { x: midline + side * 180 * scale, y: apex + 22 * scale, radiusX: 23 * scale, radiusY: 24 * scale, radiusZ: 22 }, marrow * 1.15);
  draw({ points: [at(184, 30), at(194, 90), at(200, 160)], radius: () => 13 * scale, attenuation: hollow(0.62) });
}
