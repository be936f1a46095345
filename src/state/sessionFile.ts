import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { AppError } from '#src/lib/appError.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import { readBlob } from '#src/lib/readBlob.ts';
import type { FilmAnnotations } from '#src/annotations/annotation.ts';
import { readAnnotationFile, writeAnnotationFile } from '#src/annotations/annotationFile.ts';
import type { FilmLabel, LabelClass, LabelSet } from '#src/teaching/labelSet.ts';

/** What a reader has made of films, without the films: they are named by the SHA-256 of their files. */
export interface Session {
  readonly films: readonly FilmId[];
  readonly layout: 1 | 2 | 4;
  readonly linked: boolean;
  readonly sets: readonly LabelSet[];
  readonly labels: readonly FilmLabel[];
  /** Classifier and prompt set files as they go out alone, unread. */
  readonly classifiers: readonly string[];
  readonly promptSets: readonly string[];
  readonly annotations: readonly FilmAnnotations[];
}

const format = 'elixr-web session 1';
const names = { session: 'session.json', labels: 'labels.json', classifiers: 'classifiers.json', promptSets: 'promptSets.json', annotations: 'annotations.json' } as const;
/** Packed and unpacked: what no session of a person's own comes near. */
const mostBytes = { packed: 50_000_000, unpacked: 200_000_000 };
const sources: readonly string[] = ['reader', 'table', 'search', 'reading'] satisfies FilmLabel['from'][];

export function packSession({ films, layout, linked, sets, labels, classifiers, promptSets, annotations }: Session): Blob {
  const json = (value: unknown): Uint8Array => strToU8(JSON.stringify(value));
  const packed = zipSync({
    [names.session]: json({ format, films, layout, linked }),
    [names.labels]: json({ sets, labels }),
    [names.classifiers]: json(classifiers),
    [names.promptSets]: json(promptSets),
    [names.annotations]: strToU8(writeAnnotationFile(annotations)),
  });
  return new Blob([packed as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}

/**
 * A session with every field of it checked, classifiers and prompt sets aside, which have readers of their own. Errors: `SessionTooLarge`
 * (facts.megabytes), before anything is read; `UnreadableFile`; `SessionInvalid` (facts.at, facts.reason); as `readAnnotationFile`.
 */
export async function readSession(file: Blob): Promise<Session> {
  const bytes = new Uint8Array(await readBlob(file, mostBytes.packed, () => tooLarge(file.size)));
  let unpacked = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        unpacked += originalSize;
        if (unpacked > mostBytes.unpacked) throw tooLarge(unpacked);
        return Object.values(names).some((known) => known === name);
      },
    });
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : invalid('', 'no ZIP, or a damaged one', thrown);
  }
  const textOf = (name: string): string => {
    const entry = entries[name];
    if (!entry) throw invalid(name, 'missing');
    return strFromU8(entry);
  };
  const jsonOf = (name: string): unknown => {
    try {
      return JSON.parse(textOf(name));
    } catch (thrown) {
      throw thrown instanceof AppError ? thrown : invalid(name, 'no JSON', thrown);
    }
  };
  const head = jsonOf(names.session);
  if (!isRecord(head) || head.format !== format) throw invalid(names.session, `not “${format}”`);
  if (head.layout !== 1 && head.layout !== 2 && head.layout !== 4) throw invalid(`${names.session} layout`, 'not 1, 2 or 4');
  if (typeof head.linked !== 'boolean') throw invalid(`${names.session} linked`, 'neither true nor false');
  const labels = jsonOf(names.labels);
  if (!isRecord(labels)) throw invalid(names.labels, 'no object');
  const sets = list(labels.sets, `${names.labels} sets`).map(readSet);
  return {
    films: list(head.films, `${names.session} films`).map((id) => readId(id, `${names.session} films`)),
    layout: head.layout,
    linked: head.linked,
    sets,
    labels: list(labels.labels, `${names.labels} labels`).map((label, at) => readLabel(label, `${names.labels} labels[${at}]`, sets)),
    classifiers: list(jsonOf(names.classifiers), names.classifiers).map((each) => text(each, names.classifiers)),
    promptSets: list(jsonOf(names.promptSets), names.promptSets).map((each) => text(each, names.promptSets)),
    annotations: readAnnotationFile(textOf(names.annotations)),
  };
}

function readSet(value: unknown, at: number): LabelSet {
  const place = `${names.labels} sets[${at}]`;
  if (!isRecord(value)) throw invalid(place, 'no object');
  const classes = list(value.classes, `${place}.classes`).map((each): LabelClass => {
    if (!isRecord(each)) throw invalid(`${place}.classes`, 'no object');
    return { classId: text(each.classId, `${place}.classes`), name: text(each.name, `${place}.classes`) };
  });
  if (classes.length < 2) throw invalid(`${place}.classes`, 'fewer than two');
  const { definition } = value;
  if (typeof definition !== 'string') throw invalid(`${place}.definition`, 'no text');
  return { labelSetId: text(value.labelSetId, `${place}.labelSetId`), name: text(value.name, `${place}.name`), definition, classes, madeAt: time(value.madeAt, `${place}.madeAt`) };
}

function readLabel(value: unknown, place: string, sets: readonly LabelSet[]): FilmLabel {
  if (!isRecord(value)) throw invalid(place, 'no object');
  const set = sets.find(({ labelSetId }) => labelSetId === value.labelSetId);
  if (!set) throw invalid(`${place}.labelSetId`, 'names no set');
  const answer = text(value.value, `${place}.value`);
  if (answer !== 'unsure' && !set.classes.some(({ classId }) => classId === answer)) throw invalid(`${place}.value`, 'no answer of its set');
  const from = text(value.from, `${place}.from`);
  if (!sources.includes(from)) throw invalid(`${place}.from`, 'unknown');
  return { labelSetId: set.labelSetId, filmId: readId(value.filmId, `${place}.filmId`), value: answer, from: from as FilmLabel['from'], labelledAt: time(value.labelledAt, `${place}.labelledAt`) };
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'no list');
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(at, 'no text');
  return value;
}

function time(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(at, 'no time');
  return value;
}

function readId(value: unknown, at: string): FilmId {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw invalid(at, 'no SHA-256');
  return filmId(value);
}

function invalid(at: string, reason: string, cause?: unknown): AppError {
  return new AppError('SessionInvalid', `session: ${reason}`, { facts: { at, reason }, cause });
}

function tooLarge(bytes: number): AppError {
  return new AppError('SessionTooLarge', 'larger than a session can be', { facts: { megabytes: Math.round(bytes / 1e6) } });
}
