import { bootstrapByPatient } from '#src/findings/bootstrapByPatient.ts';
import { finiteMean, percentileInterval } from './groupedAuc.ts';
import { labelKey } from './labelledFilms.ts';
import type { Interval } from './scoredFilms.ts';

/** A question about a film, as VQA-RAD (Lau et al. 2018) has it. */
export interface VqaQuestion {
  readonly image_name: string;
  readonly question: string;
  readonly answer: string;
  /** "CLOSED": yes, no or one of a few. */
  readonly answer_type: string;
  readonly question_type: string;
}

/** "yes", "no" or a choice; null for “cannot tell”, which counts as wrong. */
export type VqaAnswer = string | null;

export interface VqaFigures {
  readonly questions: number;
  /** Share that was answered at all. */
  readonly coverage: number;
  readonly closedAccuracy: number;
  readonly closedAccuracyInterval: Interval;
  /** Mean of the recalls of yes and of no, on yes/no questions. */
  readonly balancedAccuracy: number;
  readonly balancedAccuracyInterval: Interval;
  /** Accuracy of always the commonest answer. */
  readonly majorityAccuracy: number;
}

export interface Vqa extends VqaFigures {
  readonly byType: readonly (VqaFigures & { readonly type: string })[];
}

const draws = 1000;

/** Closed questions of a file; throws a `TypeError` that says what is wrong with it. */
export function readVqa(json: string): readonly VqaQuestion[] {
  const parsed: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
  const text = (value: unknown): boolean => typeof value === 'string';
  if (!Array.isArray(parsed)) throw new TypeError('a list of questions is expected');
  const questions = parsed.filter((each): each is VqaQuestion => {
    const { image_name, question, answer, answer_type } = (each ?? {}) as Partial<VqaQuestion>;
    return [image_name, question, answer, answer_type].every(text);
  });
  const closed = questions.filter(({ answer_type }) => answer_type.trim().toUpperCase() === 'CLOSED');
  if (closed.length === 0) throw new TypeError('it holds no closed question with image_name, question and answer');
  return closed;
}

interface Judged {
  readonly film: string;
  readonly truth: string;
  readonly said: string | null;
}

function figuresOf(judged: readonly Judged[]): VqaFigures {
  const accuracyOf = (of: readonly Judged[]): number => of.filter(({ truth, said }) => truth === said).length / of.length;
  const balancedOf = (of: readonly Judged[]): number => {
    const recalls = ['yes', 'no'].map((answer) => accuracyOf(of.filter(({ truth }) => truth === answer)));
    return recalls.every(Number.isFinite) ? finiteMean(recalls) : Number.NaN;
  };
  const samples: (readonly [number, number])[] = [];
  bootstrapByPatient(
    judged.map(({ film }) => film),
    (rows) => {
      const drawn = rows.flatMap((row) => judged[row] ?? []);
      samples.push([accuracyOf(drawn), balancedOf(drawn)]);
      return [0];
    },
    { draws },
  );
  const counts = new Map<string, number>();
  for (const { truth } of judged) counts.set(truth, (counts.get(truth) ?? 0) + 1);
  return {
    questions: judged.length,
    coverage: judged.filter(({ said }) => said !== null).length / judged.length,
    closedAccuracy: accuracyOf(judged),
    closedAccuracyInterval: percentileInterval(samples.map(([accuracy]) => accuracy)),
    balancedAccuracy: balancedOf(judged),
    balancedAccuracyInterval: percentileInterval(samples.map(([, balanced]) => balanced)),
    majorityAccuracy: Math.max(...counts.values()) / judged.length,
  };
}

/** Words that say nothing of which answer it is: "left side" is left, "PA view" is PA. */
const idle = /\b(?:the|an?|on|in|side|sided|lungs?|lobes?|zone|view|film|plane|image|projection)\b/gi;

function answerKey(answer: string): string {
  return labelKey(answer.replaceAll(idle, ' ')) || labelKey(answer);
}

/** Closed questions against what was said to them, in their order; intervals by film. */
export function measureVqa(questions: readonly VqaQuestion[], answers: readonly VqaAnswer[]): Vqa {
  const judged = questions.map(({ image_name, answer, question_type }, at) => {
    const said = answers[at];
    return { film: image_name, truth: answerKey(answer), said: said === null || said === undefined ? null : answerKey(said), types: (question_type ?? '').split(',').map((type) => type.trim()) };
  });
  const types = [...new Set(judged.flatMap((each) => each.types))].sort();
  return { ...figuresOf(judged), byType: types.map((type) => ({ type, ...figuresOf(judged.filter((each) => each.types.includes(type))) })) };
}
