import { AppError, toAppError } from '#src/lib/appError.ts';
import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import { shapeInWords } from '#src/llm/answerShape.ts';
import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { completeShaped } from '#src/llm/completeShaped.ts';
import { composePrompt } from '#src/llm/composePrompt.ts';
import { defaultCompletion, dialects, keyPlaces, originOf, reviewCompletion, type AnswerSchema, type CompletionOptions, type EndpointSettings } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';
import { ownTemplate } from '#src/llm/evidenceTemplate.ts';
import { nothingKnown } from '#src/llm/knownValues.ts';
import { reviewSchema, type ReportReview } from '#src/llm/reportReview.ts';
import { directOutbound } from '#src/outbound/directOutbound.ts';
import { EvalError, type Problem } from './problem.ts';

export interface EndpointOptions {
  readonly endpoint: string;
  readonly dialect?: string;
  readonly llm?: string;
  readonly keyPlace?: string;
}

/** A language model behind the questions and reports of the evaluation: the app's own prompt, evidence and adapters. Null where it gave no answer. */
export interface EndpointRun {
  readonly host: string;
  readonly dialect: string;
  readonly model: string;
  readonly answer: (question: string, evidence: FilmEvidence) => Promise<string | null>;
  /** Whether the report fits the film. */
  readonly fits: (report: string, evidence: FilmEvidence) => Promise<ReportReview['fits'] | null>;
}

const answerSchema: AnswerSchema = {
  type: 'object',
  properties: { answer: { type: 'string', description: 'yes, no, one of the choices that the question names, or cannot tell' } },
  required: ['answer'],
};

/** So many failures after one another end the asking: the rest is unanswered. */
const mostFailures = 5;

/** Errors: `EvalError` where the settings cannot be used. The key is an environment variable's, so that no list of processes shows it. */
export async function openEndpoint({ endpoint: url, dialect: named, llm: model = '', keyPlace }: EndpointOptions, key: string, problems: Problem[]): Promise<EndpointRun> {
  const refuse = (message: string): EvalError => new EvalError({ kind: 'inputRefused', subject: '--endpoint', message, count: 0 });
  const dialect = dialects.find((each) => each === (named ?? 'openai-chat'));
  if (!dialect) throw refuse(`--dialect is one of ${dialects.join(', ')}.`);
  const settings: EndpointSettings = { url, model, dialect, key, streamed: false, keyPlace: keyPlaces.find((place) => place === keyPlace) ?? endpointDialects[dialect].keyPlaces[0] ?? 'bearer' };
  const wrong = checkEndpoint(settings);
  if (wrong) throw refuse(`The endpoint cannot be used: ${wrong.message}.`);
  const outbound = directOutbound();
  await outbound.allow({ origins: [originOf(url)] });
  let failures = 0;

  const ask = async (subject: string, prompt: string, schema: AnswerSchema, options: CompletionOptions): Promise<unknown> => {
    if (failures >= mostFailures) return null;
    try {
      const { value } = await completeShaped({ settings, messages: [{ role: 'user', text: prompt }], options, known: nothingKnown, outbound, schema });
      failures = 0;
      return value;
    } catch (thrown) {
      failures = isOfOneAnswer(thrown) ? 0 : failures + 1;
      const { kind, message } = toAppError(thrown);
      problems.push({ kind: 'endpointFailed', subject, message: `${kind}: ${message}.${failures >= mostFailures ? ' The endpoint was not asked any more.' : ''}`, count: 1 });
      return null;
    }
  };

  return {
    host: originOf(url),
    dialect,
    model,
    answer: async (question, evidence) => {
      const { text } = composePrompt({ task: 'question', template: ownTemplate, evidence, text: question, picture: null });
      const value = (await ask(question, `${text}\n\n${shapeInWords(answerSchema)}`, answerSchema, defaultCompletion)) as { readonly answer: string } | null;
      const said = value?.answer.trim().toLowerCase().replace(/[.!]+$/, '') ?? '';
      return said === '' || said === 'cannot tell' ? null : said;
    },
    fits: async (report, evidence) => {
      const { text } = composePrompt({ task: 'report', template: ownTemplate, evidence, text: report, picture: null });
      const value = (await ask('a report', text, reviewSchema, reviewCompletion)) as ReportReview | null;
      return value?.fits ?? null;
    },
  };
}

/** What ails one answer, and not the endpoint. */
function isOfOneAnswer(thrown: unknown): boolean {
  return thrown instanceof AppError && (thrown.kind === 'EndpointMisshapen' || thrown.kind === 'EndpointBlocked');
}

/** Answers in the order of `items`, a few at a time. */
export async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 4): Promise<R[]> {
  const answers = new Map<number, R>();
  const waiting = [...items.entries()];
  const run = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) answers.set(next[0], await work(next[1]));
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return items.map((_, at) => answers.get(at) as R);
}
