import { AppError } from '#src/lib/appError.ts';
import { isRecord } from '#src/lib/isRecord.ts';

/** `json.a.b.0.c` for a path "a.b.0.c"; undefined where anything on the way is missing. */
export function at(json: unknown, path: string): unknown {
  let here = json;
  for (const step of path.split('.')) {
    if (Array.isArray(here)) here = here[Number(step)] as unknown;
    else if (isRecord(here)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The array at `path`; empty where there is none. */
export function listAt(json: unknown, path: string): readonly unknown[] {
  const found = at(json, path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

/** A code word of a protocol such as "SAFETY": closed in form, so that it can hold no sentence of a patient's report. */
export function codeWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.[\]-]{1,48}$/.test(value) ? value : undefined;
}

export function badAnswer(reason: string): AppError {
  return new AppError('EndpointBadAnswer', reason, { facts: { reason } });
}

/** A 200 that holds no answer, since the endpoint's own rules forbade one. */
export function blocked(reason: unknown): AppError {
  const word = codeWord(reason);
  return new AppError('EndpointBlocked', 'the endpoint blocked its answer', { facts: word ? { reason: word } : {} });
}

/** A non-empty answer. Errors: `EndpointBadAnswer`. */
export function answerText(value: unknown): string {
  if (typeof value !== 'string') throw badAnswer('no text');
  if (value.trim() === '') throw badAnswer('empty');
  return value.trim();
}
