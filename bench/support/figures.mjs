// What every bench hands over: named figures, with the bar that each has to hold, printed and, where asked, written as JSON.
import { writeFileSync } from 'node:fs';

/**
 * @typedef {{ most: number } | { least: number }} Bar both ends included
 * @typedef {{ name: string, unit: string, value: number, minimum: number, maximum: number, count: number, bar?: Bar, note?: string }} Figure
 */

/**
 * The median of `samples` as a figure; with one sample, that one.
 * @param {string} name @param {string} unit @param {number[]} samples @param {{ bar?: Bar, note?: string }} [more]
 * @returns {Figure}
 */
export function figure(name, unit, samples, more = {}) {
  if (samples.length === 0 || !samples.every(Number.isFinite)) throw new Error(`${name}: there is no figure`);
  const sorted = samples.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { name, unit, value, minimum: sorted[0], maximum: sorted.at(-1), count: sorted.length, ...more };
}

/** @param {Figure} figure @returns {boolean | undefined} undefined where there is no bar */
export function holds({ value, bar }) {
  if (!bar) return undefined;
  return 'most' in bar ? value <= bar.most : value >= bar.least;
}

/** Prints the figures; `scripts/bench.mjs` names a file to write them to. @param {Figure[]} figures */
export function report(figures) {
  for (const each of figures) {
    const { name, unit, value, minimum, maximum, count, bar, note } = each;
    const range = count > 1 ? `  (${rounded(minimum)} … ${rounded(maximum)}, n = ${count})` : '';
    const against = bar ? `  bar ${'most' in bar ? `≤ ${bar.most}` : `≥ ${bar.least}`}: ${holds(each) ? 'held' : 'MISSED'}` : '';
    console.log(`  ${name.padEnd(52)} ${`${rounded(value)} ${unit}`.padStart(12)}${range}${against}${note ? `  ${note}` : ''}`);
  }
  if (process.env.BENCH_FIGURES) writeFileSync(process.env.BENCH_FIGURES, JSON.stringify(figures));
}

/** Three significant digits, whole from a hundred on. @param {number} value */
export function rounded(value) {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
