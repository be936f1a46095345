import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EvalBrowser } from './evalBrowser.ts';
import type { EvalServer } from './evalServer.ts';
import type { LabelRow } from './labelledFilms.ts';
import type { PageFilm, TakenFilm } from './pageApi.ts';
import { EvalError } from './problem.ts';
import { takeFilms } from './takeFilms.ts';

const count = 100;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elixr-web-take-'));
  for (let at = 0; at < count; at++) writeFileSync(join(folder, `f${at}.png`), 'x');
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: count }, (_, at): LabelRow => ({ image: `f${at}`, labels: new Set(), patient: `p${at}`, stratum: '', sex: '', age: 1, view: '' }));
const scored = (filmId: string): TakenFilm => ({ stage: 'scored', filmId, scores: [1], probabilities: [0.5], pooled: [1] });
const server: EvalServer = { url: '', offer: () => undefined, close: () => Promise.resolve() };

/** A browser that answers films by `answer`; where that throws, the whole lot is lost. */
function browserWith(answer: (film: PageFilm) => TakenFilm): { readonly browser: EvalBrowser; readonly starts: () => number } {
  let starts = 0;
  const model = { modelId: 'x', preprocessingVersion: 1, embeddingSize: 1, backend: 'wasm', threads: 1, findings: [] };
  const call = ((_: string, films: readonly PageFilm[]) => Promise.resolve().then(() => films.map(answer))) as unknown as EvalBrowser['call'];
  const start = (): Promise<{ ok: true; model: typeof model }> => {
    starts++;
    return Promise.resolve({ ok: true, model });
  };
  return { browser: { start, call, time: () => Promise.reject(new Error('not asked')), version: () => '', close: () => Promise.resolve() }, starts: () => starts };
}

const take = (answer: (film: PageFilm) => TakenFilm) => {
  const { browser, starts } = browserWith(answer);
  return takeFilms({ folder, rows, server, browser, say: () => undefined }).then((taken) => ({ ...taken, starts: starts() }));
};

it('takes every film in', async () => {
  const { films, problems } = await take(({ index }) => scored(`id${index}`));
  expect(films.map(({ image }) => image)).toEqual(rows.map(({ image }) => image));
  expect(problems).toEqual([]);
});

it('a film that kills the browser is lost alone', async () => {
  const { films, problems, starts } = await take(({ index }) => {
    if (index === 57) throw new Error('the page crashed');
    return scored(`id${index}`);
  });
  expect(films).toHaveLength(count - 1);
  expect(starts).toBeGreaterThan(1);
  expect(problems.filter(({ kind }) => kind === 'unreadableFilm').map(({ subject }) => subject)).toEqual(['f57']);
});

it('a browser that dies once costs nothing', async () => {
  let died = false;
  const { films, problems, starts } = await take(({ index }) => {
    if (index === 57 && !died) {
      died = true;
      throw new Error('the page crashed');
    }
    return scored(`id${index}`);
  });
  expect(films).toHaveLength(count);
  expect(starts).toBe(1);
  expect(problems.map(({ kind }) => kind)).toEqual(['browserRestarted']);
});

it('names films that the app refuses, cannot read or has already', async () => {
  const { films, problems } = await take(({ index }) => {
    if (index === 1) return { stage: 'notAsked', filmId: 'a', reason: 'tooSmall' };
    if (index === 2) return { stage: 'failed', during: 'decoding', kind: 'CorruptFile', message: 'The file is damaged.' };
    if (index === 3) return { stage: 'failed', during: 'embedding', kind: 'Bug', message: 'Told.' };
    return scored(index === 4 ? 'id0' : `id${index}`);
  });
  expect(films).toHaveLength(count - 4);
  expect(problems.map(({ kind, subject }) => [kind, subject])).toEqual([['filmNotAsked', 'f1'], ['unreadableFilm', 'f2'], ['filmNotScored', 'f3'], ['sameFilm', 'f4']]);
});

it('no film at all is no figure at all', async () => {
  await expect(take(() => ({ stage: 'failed', during: 'decoding', kind: 'CorruptFile', message: '' }))).rejects.toThrow(EvalError);
});
