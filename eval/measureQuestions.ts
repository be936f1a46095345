import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import { severalAtOnce, type EndpointRun } from './endpointRun.ts';
import type { EvalRun } from './evalRun.ts';
import { decodeText, type LabelRow } from './labelledFilms.ts';
import { measureVqa, readVqa, type Vqa } from './measureVqa.ts';
import type { Problem } from './problem.ts';
import { takeFilms } from './takeFilms.ts';

interface Questions {
  readonly vqa: string;
  readonly images: string | undefined;
  readonly say: (line: string) => void;
}

const unlabelled = (image: string): LabelRow => ({ image, labels: new Set(), patient: image, stratum: '', sex: '', age: Number.NaN, view: '' });

interface Measured {
  readonly own: Vqa;
  /** By the language model, where there is one. */
  readonly endpoint: Vqa | null;
}

/** The closed questions of a file, asked of the assistant about films taken in by an app of their own. A film that is not there or not scored leaves its questions unanswered. */
export async function measureQuestions({ vqa, images, say }: Questions, run: EvalRun, endpoint: EndpointRun | null, problems: Problem[]): Promise<Measured | null> {
  say('Questions about films');
  try {
    if (images === undefined) throw new TypeError('--images names the folder of their films, and is missing');
    const questions = readVqa(decodeText(readFileSync(vqa)));
    const names = [...new Set(questions.map(({ image_name }) => image_name))];
    return await run.withApp(`questions ${resolve(images)}`, async ({ browser, server }) => {
      const taken = await takeFilms({ folder: images, rows: names.map(unlabelled), say, browser, server });
      problems.push(...taken.problems);
      const filmIds = new Map(taken.films.map(({ image, filmId }) => [image, filmId]));
      const answers: (string | null)[] = [];
      for (const { image_name, question } of questions) {
        const filmId = filmIds.get(image_name);
        answers.push(filmId === undefined ? null : await browser.call('answer', { filmId, question }));
      }
      const own = measureVqa(questions, answers);
      if (!endpoint) return { own, endpoint: null };
      say('Questions about films, by the endpoint');
      const evidence = new Map<string, FilmEvidence>();
      for (const filmId of filmIds.values()) evidence.set(filmId, await browser.call('evidence', { filmId }));
      const said = await severalAtOnce(questions, async ({ image_name, question }) => {
        const known = evidence.get(filmIds.get(image_name) ?? '');
        return known ? endpoint.answer(question, known) : null;
      });
      return { own, endpoint: measureVqa(questions, said) };
    });
  } catch (thrown) {
    problems.push({ kind: 'inputRefused', subject: '--vqa', message: `The questions were not asked: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, count: 0 });
    return null;
  }
}
