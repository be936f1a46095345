import type { Answer, Evidence, NoAnswer } from '#src/assistant/answerQuestion.ts';

const noAnswer: Readonly<Record<NoAnswer, string>> = {
  empty: 'Type a question first.',
  tooLong: 'That is longer than a question. Ask one thing at a time.',
  otherLanguage: 'Only English questions can be read.',
  otherBodyPart: 'Cannot tell: the model knows frontal chest films alone.',
  open: 'Cannot tell: only yes/no questions about a finding, and questions about the view, are answered on this device.',
  detail: 'Cannot tell: the scores speak of presence, not of side or size. Look at the map of the finding.',
  viewUnknown: 'Cannot tell: the film does not say its view (View Position).',
  beyondModel: 'Cannot tell: nothing in the question is a finding that the model has an operating point for.',
};

export const questionWording = {
  label: 'Question, answered on this device',
  placeholder: 'e.g. Is there an effusion?',
  ask: 'Ask here',
  noAnswer,
  answered: ({ answer, by }: Extract<Answer, { kind: 'answered' }>): string => {
    const word = answer === 'yes' ? 'Yes' : answer === 'no' ? 'No' : answer;
    if (by === 'tag') return `${word}, as the film’s View Position says.`;
    return by === 'scores' ? `${word}, by the scores.` : `${word}, by the scores. The side was not looked at: only whether the finding is there at all.`;
  },
  evidence: ({ name, score, threshold }: Evidence): string =>
    `${name}: score ${score.toFixed(3)}, ${score >= threshold ? 'at or above' : 'below'} the operating point ${threshold.toFixed(3)}`,
  /** Figures of docs/model.md, “Questions”. */
  note: 'Scores against their operating points. Of 402 questions by clinicians a third was answered so, and six in ten of those rightly: weigh it yourself.',
} as const;
