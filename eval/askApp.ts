import type { EvalBrowser } from './evalBrowser.ts';
import type { Problem } from './problem.ts';
import type { ScoredSet } from './scoredFilms.ts';

/** Scores of each phrase in the order of the films; a phrase that the app refuses is a problem and missing. */
export async function scorePhrases(browser: EvalBrowser, { films }: ScoredSet, phrases: Iterable<string>, problems: Problem[]): Promise<Map<string, readonly number[]>> {
  const scoresOf = new Map<string, readonly number[]>();
  for (const phrase of new Set(phrases)) {
    const answer = await browser.call('scorePhrase', phrase);
    if (!answer.ok) {
      problems.push({ kind: 'phraseFailed', subject: phrase, message: `${answer.kind}: ${answer.message}`, count: 1 });
      continue;
    }
    const scoreOf = new Map(answer.filmIds.map((filmId, at) => [filmId, answer.scores[at] ?? Number.NaN]));
    scoresOf.set(phrase, films.map(({ filmId }) => scoreOf.get(filmId) ?? Number.NaN));
  }
  return scoresOf;
}

/** Film ids as the search box lists them, for each text; one that it refuses is a problem and missing. */
export async function searchAll(browser: EvalBrowser, texts: Iterable<string>, problems: Problem[]): Promise<Map<string, readonly string[]>> {
  const hitsOf = new Map<string, readonly string[]>();
  for (const text of new Set(texts)) {
    const answer = await browser.call('search', text);
    if (answer.ok) hitsOf.set(text, answer.filmIds);
    else problems.push({ kind: 'queryFailed', subject: text, message: `${answer.kind}: ${answer.message}`, count: 1 });
  }
  return hitsOf;
}
