import { AppError } from '#src/lib/appError.ts';
import type { Connection } from '#src/lib/rpc.ts';
import { connectImagePool } from '#src/image/connectImagePool.ts';
import type { ImageApi } from '#src/image/imageApi.ts';
import { readDataSet } from '#src/image/readDataSet.ts';
import { readStudyFacts } from '#src/image/readStudyFacts.ts';
import { builtFilms } from './builtFilms.ts';
import { mutate } from './mutate.ts';
import { seededRandom } from './random.ts';
import { structureOf, type Structure } from './structure.ts';

/** A mutant that must not end as it did. */
export interface Fault {
  readonly seed: number;
  readonly file: string;
  readonly kind: string;
  readonly what: string;
}

export interface FuzzReport {
  /** Ends, counted: "film", "report", …, or an error's kind. */
  readonly ends: Readonly<Record<string, number>>;
  readonly faults: readonly Fault[];
  readonly slowest: number;
}

export interface FuzzRun {
  /** Mutant `index` has the seed `firstSeed + index`. */
  readonly firstSeed: number;
  readonly mutants: number;
  /** Paths below /corpus/. */
  readonly corpus: readonly string[];
  readonly workers: number;
}

interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly structure: Structure | undefined;
  /** Values that no error may say. */
  readonly secrets: readonly string[];
}

/** Each mutant ends within this, in pixels or a named error. */
const patience = 10_000;
const built = builtFilms();
const held = new Map<string, Promise<Original>>();

async function load(name: string): Promise<Original> {
  const made = built.find((film) => film.name === name);
  const bytes = made?.bytes ?? new Uint8Array(await (await fetch(`/corpus/${name.split('/').map(encodeURIComponent).join('/')}`)).arrayBuffer());
  return { name, bytes, structure: structureOf(bytes), secrets: secretsOf(bytes) };
}

function secretsOf(bytes: Uint8Array): string[] {
  try {
    const { dataSet, transferSyntax } = readDataSet(bytes);
    const { patientName, patientId, institutionName } = readStudyFacts(dataSet, transferSyntax);
    return [patientName, ...patientName.split(/[\^=]/), patientId, institutionName].filter((value) => value.length >= 5);
  } catch {
    return [];
  }
}

/** Runs mutants through image workers, as many at once as there are workers. */
export async function fuzz({ firstSeed, mutants, corpus, workers }: FuzzRun): Promise<FuzzReport> {
  const names = [...corpus, ...built.map(({ name }) => name)];
  const ends: Record<string, number> = {};
  const faults: Fault[] = [];
  let slowest = 0;
  let next = 0;
  const run = async (): Promise<void> => {
    const connection = connectImagePool(1);
    for (let index = next++; index < mutants; index = next++) {
      const seed = firstSeed + index;
      // Built films are few and reach much: one mutant in five is of them.
      const random = seededRandom(seed ^ 0x5bd1e995);
      const name = (random.chance(0.2) ? built[random.below(built.length)]?.name : names[random.below(names.length)]) ?? '';
      if (!held.has(name)) held.set(name, load(name));
      const original = await held.get(name);
      if (!original) continue;
      const { bytes, kind } = mutate(original.bytes, original.structure, seed);
      const startedAt = performance.now();
      const { end, fault } = await outcome(connection, bytes, original.secrets, seed % 4 === 0);
      slowest = Math.max(slowest, performance.now() - startedAt);
      ends[end] = (ends[end] ?? 0) + 1;
      if (fault) faults.push({ seed, file: name, kind, what: fault });
    }
    connection.restart();
  };
  await Promise.all(Array.from({ length: workers }, run));
  return { ends, faults, slowest };
}

async function outcome(connection: Connection<ImageApi>, bytes: Uint8Array<ArrayBuffer>, secrets: readonly string[], tagsToo: boolean): Promise<{ readonly end: string; readonly fault?: string }> {
  const forTags = tagsToo ? bytes.slice() : undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${patience / 1000} s`)), patience);
  });
  try {
    if (forTags) await Promise.race([connection.remote.tags({ bytes: forTags.buffer }, { transfer: [forTags.buffer] }), late]);
    const decoded = await Promise.race([connection.remote.decode({ bytes: bytes.buffer }, { transfer: [bytes.buffer] }), late]);
    if (decoded.kind === 'film') {
      const { pixels, rows, columns, minimum, maximum } = decoded.image;
      if (pixels.length !== rows * columns) return { end: 'film', fault: `${pixels.length} pixels in ${rows} × ${columns}` };
      if (!(minimum <= maximum)) return { end: 'film', fault: `minimum ${minimum}, maximum ${maximum}` };
    }
    return { end: decoded.kind };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      connection.restart();
      return { end: 'late', fault: String(thrown) };
    }
    const { kind, message, facts } = thrown;
    const said = JSON.stringify([message, facts]);
    const leaked = secrets.find((secret) => said.includes(secret));
    if (leaked !== undefined) return { end: kind, fault: `the error says a value of the file: ${kind}` };
    return kind === 'Bug' || kind === 'WorkerCrashed' ? { end: kind, fault: `${kind}: ${message}` } : { end: kind };
  } finally {
    clearTimeout(timer);
  }
}
