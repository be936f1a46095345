import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { EvalOptions, EvalRun } from './evalRun.ts';
import { decodeText, labelKey, readLabelFile } from './labelledFilms.ts';
import { measureTeaching, type FilmFeatures, type Taught } from './measureTeaching.ts';
import type { PageFinding } from './pageApi.ts';
import type { Problem } from './problem.ts';
import type { ScoredFilm, ScoredSet } from './scoredFilms.ts';
import { takeFilms } from './takeFilms.ts';

/** The findings of the paper's data-efficient table (Xu et al. 2023). */
const paperFindings = ['atelectasis', 'cardiomegaly', 'consolidation', 'effusion', 'edema'];

/** What a file of other features holds: the shape of `--embeddings`, with a name. */
interface FeatureFile {
  readonly name?: string;
  readonly modelId?: string;
  readonly films: readonly { readonly image: string; readonly pooled: readonly number[] }[];
}

type Directions = Readonly<Record<string, readonly number[]>>;

/**
 * The measured films and, with `--teach`, those of that split for heads to be fitted on. Null where it was not asked for. Films
 * of patients that are measured are not taught with.
 */
export async function measureDataEfficient(set: ScoredSet, directions: Directions, run: EvalRun, options: EvalOptions, problems: Problem[]): Promise<Taught | null> {
  const { teach, taught, labels, films: folder, say } = options;
  if (teach === undefined && taught === undefined) return null;
  const findings = chosenFindings(taught, set.findings, problems);
  if (findings.length === 0) return null;
  let pool: readonly ScoredFilm[] = [];
  if (teach !== undefined) {
    const strata = new Set(set.films.map(({ stratum }) => stratum));
    const measured = new Set(set.films.map(({ patient }) => patient));
    const rows = readLabelFile(decodeText(readFileSync(labels)), teach).rows.filter(({ stratum }) => strata.has(stratum));
    const apart = rows.filter(({ patient }) => !measured.has(patient));
    if (apart.length < rows.length) {
      problems.push({ kind: 'patientOnBothSides', subject: teach, message: 'Films of patients that are measured are not taught with.', count: rows.length - apart.length });
    }
    const name = JSON.stringify([resolve(folder), resolve(labels), teach, statSync(labels).mtimeMs, 'teach']);
    await run.withApp(name, async (app) => {
      const taken = await takeFilms({ folder, rows: apart, say, ...app });
      problems.push(...taken.problems);
      pool = taken.films;
    });
  }
  const all = [...pool, ...set.films];
  const others = (options.features ?? []).flatMap((path) => readFeatures(path, problems));
  const films = all.filter(({ image }) => others.every(({ vectorOf }) => vectorOf.has(image)));
  if (films.length < all.length) problems.push({ kind: 'measureSkipped', subject: '--features', message: 'Films that a file of features lacks are left out of the data-efficient figures.', count: all.length - films.length });
  const taughtWith = new Set(pool);
  const features: FilmFeatures[] = [
    { name: 'app', vectors: films.map(({ pooled }) => pooled), directions },
    ...others.map(({ name, vectorOf }) => ({ name, vectors: films.map(({ image }) => vectorOf.get(image) ?? []) })),
  ];
  return measureTeaching({ films, labelled: teach === undefined ? null : films.map((film) => taughtWith.has(film)), findings, features }, say);
}

/** Ids on the card; "a,b" chooses, by default the paper's five. */
function chosenFindings(taught: string | undefined, known: readonly PageFinding[], problems: Problem[]): string[] {
  const wanted = taught === undefined ? paperFindings : taught.split(',').map((name) => name.trim()).filter((name) => name !== '');
  return wanted.flatMap((name) => {
    const found = known.find((finding) => [finding.id, finding.name].map(labelKey).includes(labelKey(name)));
    if (!found) problems.push({ kind: 'unknownLabel', subject: name, message: 'The model card has no such finding: it is not taught.', count: 1 });
    return found ? [found.id] : [];
  });
}

function readFeatures(path: string, problems: Problem[]): { readonly name: string; readonly vectorOf: ReadonlyMap<string, readonly number[]> }[] {
  try {
    const { name, modelId, films } = JSON.parse(decodeText(readFileSync(path))) as FeatureFile;
    const size = films[0]?.pooled.length ?? 0;
    if (size === 0 || films.some(({ pooled }) => pooled.length !== size || !pooled.every(Number.isFinite))) throw new TypeError('the vectors are of different sizes or hold what is no number');
    return [{ name: name ?? modelId ?? basename(path), vectorOf: new Map(films.map(({ image, pooled }) => [image, pooled])) }];
  } catch (thrown) {
    problems.push({ kind: 'inputRefused', subject: '--features', message: `${basename(path)} cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, count: 1 });
    return [];
  }
}
