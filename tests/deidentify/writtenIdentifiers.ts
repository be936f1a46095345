import type { randomFrom } from '#src/phantom/drawShapes.ts';

export type Random = ReturnType<typeof randomFrom>;

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
export const between = (random: Random, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
export const digits = (random: Random, count: number): string => Array.from({ length: count }, (_, at) => String(between(random, at === 0 ? 1 : 0, 9))).join('');
const padded = (value: number): string => String(value).padStart(2, '0');

export interface Person {
  readonly family: string;
  readonly given: string;
  readonly initial: string;
}

export function personOf(random: Random, families: readonly string[], givens: readonly string[]): Person {
  return { family: pick(random, families), given: pick(random, givens), initial: pick(random, [...'ABEJKMNS']) };
}

export const waysToWritePerson: readonly ((person: Person) => string)[] = [
  ({ family, given }) => `${given} ${family}`,
  ({ family, given }) => `${family}, ${given}`,
  ({ family, given, initial }) => `${given} ${initial}. ${family}`,
  ({ family, given }) => `${family.toUpperCase()}, ${given.toUpperCase()}`,
  ({ family, given, initial }) => `${family.toUpperCase()}^${given.toUpperCase()}^${initial}`,
  ({ family, given }) => `${given.charAt(0)}. ${family}`,
  ({ family }) => family,
  ({ family }) => family.toUpperCase(),
];

export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const inBirthYears = (random: Random): Day => ({ year: between(random, 1931, 2025), month: between(random, 1, 12), day: between(random, 4, 20) });

export const longMonths = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const short = (month: number): string => (longMonths[month - 1] ?? '').slice(0, 3);

export const waysToWriteDay: readonly ((day: Day) => string)[] = [
  ({ year, month, day }) => `${year}-${padded(month)}-${padded(day)}`,
  ({ year, month, day }) => `${year}/${month}/${day}`,
  ({ year, month, day }) => `${padded(day)}.${padded(month)}.${year}`,
  ({ year, month, day }) => `${month}/${day}/${year}`,
  ({ year, month, day }) => `${padded(month)}/${padded(day)}/${String(year).slice(2)}`,
  ({ year, month, day }) => `${day}-${month}-${year}`,
  ({ year, month, day }) => `${year}${padded(month)}${padded(day)}`,
  ({ year, month, day }) => `${day} ${longMonths[month - 1]} ${year}`,
  ({ year, month, day }) => `${longMonths[month - 1]} ${day}, ${year}`,
  ({ year, month, day }) => `${short(month)} ${day}, ${year}`,
  ({ year, month, day }) => `${padded(day)}-${short(month)}-${year}`,
  ({ year, month, day }) => `${padded(day)}${short(month).toUpperCase()}${year}`,
  ({ year, month, day }) => `the ${day}th of ${longMonths[month - 1]} ${year}`,
  ({ year, month }) => `${longMonths[month - 1]} ${year}`,
  ({ year, month }) => `${padded(month)}/${year}`,
];

export function timeOf(random: Random): string {
  const [hour, minute] = [between(random, 1, 12), padded(between(random, 0, 59))];
  return pick(random, [`${padded(hour)}:${minute}`, `${hour}:${minute} pm`, `${hour}:${minute} a.m.`, `${padded(hour)}${minute} hrs`, `${padded(hour)}:${minute}:${padded(between(random, 0, 59))}`]);
}

export function phoneOf(random: Random): string {
  const many = (count: number): string => digits(random, count);
  return pick(random, [`(${many(3)}) ${many(3)}-${many(4)}`, `${many(3)}-${many(3)}-${many(4)}`, `+44 ${many(4)} ${many(6)}`, `+1.${many(3)}.${many(3)}.${many(4)}`, `0${many(4)} ${many(6)}`, `555-${many(4)}`]);
}

export function idOf(random: Random): string {
  const many = (count: number): string => digits(random, count);
  return pick(random, [many(8), many(6), `MRN${many(7)}`, `${many(2)}-${many(6)}`, `AB${many(5)}X`, `CR-${many(4)}-${many(4)}`]);
}
