import type { AnswerSchema } from '#src/llm/endpoint.ts';

export const reviewVerdicts = ['supported', 'contradicted', 'beyond'] as const;

/** What a language model says of a report. */
export interface ReportReview {
  readonly fits: 'yes' | 'no' | 'cannot tell';
  readonly sentences: readonly { readonly sentence: string; readonly verdict: (typeof reviewVerdicts)[number]; readonly reason: string }[];
  /** What the report should speak of and does not. */
  readonly missing: readonly { readonly finding: string; readonly reason: string }[];
}

const text = (description: string): AnswerSchema => ({ type: 'string', description });

export const reviewSchema: AnswerSchema = {
  type: 'object',
  properties: {
    fits: { type: 'string', enum: ['yes', 'no', 'cannot tell'], description: 'whether the report as a whole fits the film' },
    sentences: {
      type: 'array',
      items: {
        type: 'object',
        properties: { sentence: text('a sentence of the report, word for word'), verdict: { type: 'string', enum: reviewVerdicts }, reason: text('one short sentence') },
        required: ['sentence', 'verdict', 'reason'],
      },
    },
    missing: {
      type: 'array',
      items: { type: 'object', properties: { finding: text('what the report leaves out'), reason: text('one short sentence') }, required: ['finding', 'reason'] },
    },
  },
  required: ['fits', 'sentences', 'missing'],
};
