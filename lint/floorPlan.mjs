// What may import what: floor-plan.json read by the lint rule and by the test, which is the truth.
import { readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const floorPlan = JSON.parse(readFileSync(join(root, 'floor-plan.json'), 'utf8'));

/** @param {string} file path from the project's folder, "/"-separated. @returns {string | undefined} */
export function roomOf(file) {
  return /^src\/([^/]+)\/./.exec(file.split(sep).join('/'))?.[1];
}

/** Path of the file that `specifier` names in `file`, from the project's folder; undefined for a package. */
export function targetOf(specifier, file) {
  const clean = specifier.split('?')[0];
  if (clean.startsWith('#src/')) return `src/${clean.slice(5)}`;
  if (clean.startsWith('.')) return posix.join(posix.dirname(file.split(sep).join('/')), clean);
  return undefined;
}

/** Name of the package that `specifier` begins with. */
function packageOf(specifier) {
  const parts = specifier.split('?')[0].split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

/**
 * What is wrong with one import, or undefined.
 * @param {{ file: string, specifier: string, typesOnly: boolean }} found `file` from the project's folder
 */
export function importFault({ file, specifier, typesOnly }) {
  const { rooms, composer } = floorPlan;
  const room = roomOf(file);
  // A fake is of the tests that share it.
  const isTest = /\.(test|fake)\.tsx?$/.test(file);
  const target = targetOf(specifier, file);
  if (target === undefined) {
    if (isTest || !file.startsWith('src/')) return undefined;
    const name = packageOf(specifier);
    if (room === undefined) return `${file} composes rooms: the package ${name} belongs into one of them`;
    return rooms[room]?.vendors.includes(name) ? undefined : `${name} may not enter ${room}; floor-plan.json lists its vendors`;
  }
  if (!file.startsWith('src/')) return undefined;
  if (specifier.startsWith('../')) return `write #src/… instead of ${specifier}`;
  if (target === composer) return `${composer} is imported by nobody`;
  if (room === undefined) return undefined;
  if (!rooms[room]) return `${room} is no room of floor-plan.json`;
  const other = roomOf(target);
  if (other === undefined || other === room) return undefined;
  if (isTest) return undefined;
  if (!rooms[room].may.includes(other)) return `${room} may not import ${other}; it may import ${rooms[room].may.join(', ') || 'nothing'}`;
  if (rooms[room].mayTypesOnly?.includes(other) && !typesOnly) return `${room} may import only types of ${other}: use "import type"`;
  return undefined;
}

/** Cycles among files: the groups of more than one file that reach one another. @param {Map<string, string[]>} graph */
export function cyclesOf(graph) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const onStack = new Set();
  const cycles = [];
  const visit = (file) => {
    order.set(file, order.size);
    low.set(file, order.get(file));
    stack.push(file);
    onStack.add(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) {
        visit(next);
        low.set(file, Math.min(low.get(file), low.get(next)));
      } else if (onStack.has(next)) low.set(file, Math.min(low.get(file), order.get(next)));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = [];
    let last;
    do {
      last = stack.pop();
      onStack.delete(last);
      group.push(last);
    } while (last !== file);
    if (group.length > 1 || (graph.get(file) ?? []).includes(file)) cycles.push(group);
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
