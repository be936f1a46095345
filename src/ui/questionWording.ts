import type { Answer, Evidence } from '#src/assistant/answerQuestion.ts';
import type { NoAnswer } from '#src/assistant/readQuestion.ts';
import { capital, decimal, percent, signed } from '#src/ui/wordNumbers.ts';

const noAnswer: Readonly<Record<NoAnswer, string>> = {
  empty: 'Type a question first.',
  tooLong: 'That is longer than a question. Ask one thing at a time.',
  otherLanguage: 'Only English questions can be read.',
  otherBodyPart: 'Cannot tell: the model knows frontal chest films alone.',
  open: 'Cannot tell: only yes/no questions, and choices between sides, parts of the lung, views or findings, are answered on this device.',
  detail: 'Cannot tell: the question asks for more than one film and its scores can say, such as a cause or a change.',
  viewUnknown: 'Cannot tell: the film does not say its view (View Position).',
  posture: 'Cannot tell: an AP film may be taken standing, sitting or in bed.',
  noMap: 'Cannot tell: the film’s map was not kept, and without it there is no place.',
  beyondModel: 'Cannot tell: there is nothing in the question that the model could be asked.',
  outside: 'Cannot tell: the gate does not take this film for a frontal chest film.',
  notScored: 'Cannot tell: the film has no scores.',
  failed: 'Cannot tell: the model could not be asked. The message at the top says why.',
};

function evidence(found: Evidence): string {
  switch (found.source) {
    case 'score': return `${capital(found.name)}: ${found.asked ? `${percent(found.asked.probability)} where ${percent(found.asked.prevalence)} of the films it is asked of have it (yes from 50 %); ` : ''}score ${decimal(found.score, 3)}, ${found.standing ?? (found.score >= found.threshold ? 'above' : 'below')} the operating point ${decimal(found.threshold, 3)}.`;
    case 'ordinary': return `${capital(found.name)}: ${signed(found.deviations, 1)} standard deviations from the mean of ${found.films} ordinary films. Never measured on films that show it.`;
    case 'sides': return `${capital(found.name)}: the patient’s left half of the film adds ${signed(found.left, 3)} to the score, the right half ${signed(found.right, 3)}.`;
    case 'zones': return `${capital(found.name)}: ${found.zones.map(({ zone, value }) => `the ${zone} part ${signed(value, 3)}`).join(', ')} of the score, by the zones of a usual film.`;
    case 'view': return `A linear head on the film’s embedding takes it for ${found.reading.view} (${percent(found.reading.sureness)} sure, not calibrated). Of ${found.reading.films} NIH films, it was right in ${percent(found.reading.right)} of those of which it was ${found.reading.sure ? 'as sure' : 'no surer'}.`;
    case 'ratio': return `Cardiothoracic ratio ${found.ratio.toFixed(2)}, as you drew it; enlarged above 0.50 in an adult’s PA film.`;
    case 'overall':
      return `Any finding of the model’s card${found.group === 'all' ? '' : ' in the lungs'}: ${percent(found.probability)}, taken as independent of one another; ${percent(found.usual)} is usual for the films it was calibrated on.`;
  }
}

export const questionWording = {
  label: 'Question, answered on this device',
  placeholder: 'e.g. Is there an effusion on the left?',
  ask: 'Ask here',
  asking: 'Asking the model …',
  noAnswer,
  answered: ({ answer, by, evidence: grounds }: Extract<Answer, { kind: 'answered' }>): string => {
    const word = capital(answer);
    if (by === 'tag') return `${word}, as the film’s View Position says.`;
    if (by === 'pixels') return grounds.some((ground) => ground.source === 'view' && !ground.reading.sure) ? `More likely ${answer} than not, by the look of the film: the file does not say, and the look is not clear.` : `${word}, by the look of the film: the file does not say.`;
    if (by === 'gate') return `${word}: this app reads frontal chest radiographs, and takes this film for one.`;
    if (by === 'ifThere') return `${word}, if it is there at all: the scores do not find it.`;
    if (grounds.some(({ source }) => source === 'ordinary')) return `${word}, held against ordinary films alone.`;
    return by === 'scores' ? `${word}, by the scores.` : `${word}, by the scores. The place was not looked at: only whether the finding is there at all.`;
  },
  evidence,
  mapShort: 'Map',
  map: (name: string, on: boolean): string => (on ? `Hide the map of ${name}` : `Show the map of ${name}`),
  /** Figures of docs/model.md, “Questions”. */
  note: 'Of 402 questions by clinicians 263 were answered rightly in this way, and 257 would have been by always saying “no”: weigh it yourself.',
} as const;
