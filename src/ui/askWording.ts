import type { Uncarried } from '#src/assistant/weighAnswer.ts';
import type { ContentKind } from '#src/llm/composePrompt.ts';
import type { ReportReview } from '#src/llm/reportReview.ts';
import type { ShowReason } from '#src/state/askState.ts';
import { wordRemoved } from '#src/ui/wordRemoved.ts';

const contents: Readonly<Record<ContentKind, string>> = {
  film: 'view, sex, decade of age',
  scores: 'scores with operating points',
  sides: 'sides of the scores',
  measurements: 'your measurements',
  similar: 'findings of similar films',
  question: 'your question',
  report: 'the report',
  earlier: 'earlier questions and answers',
  picture: 'the film itself',
};

const reasons: Readonly<Record<ShowReason, string>> = {
  first: 'Nothing has gone to this host in this visit.',
  more: 'It would carry more than you have agreed to for this host.',
  template: 'The template is another than last time.',
  removed: 'Something that identifies was taken out: read what is left.',
  picture: 'The film itself is agreed to for each request by itself.',
  asked: 'You asked to see it.',
};

function uncarried(reason: Uncarried): string {
  switch (reason.what) {
    case 'unknown': return `no score that was sent speaks of ${reason.name}`;
    case 'against': return `the score of ${reason.name} is ${reason.standing} its operating point`;
    case 'outside': return `the film is none that the model was made for, so its scores carry nothing of ${reason.name}`;
    case 'side': return `nothing that was sent shows ${reason.name} ${reason.side === 'bilateral' ? 'on both sides' : `on the ${reason.side}`}`;
    case 'detail': return `no score says how large, where or how old ${reason.name} is`;
    case 'number': return `${reason.number} is no number that was sent`;
  }
}

const fits: Readonly<Record<ReportReview['fits'], string>> = { yes: 'The report fits, by the language model.', no: 'The report does not fit, by the language model.', 'cannot tell': 'The language model cannot tell whether the report fits.' };

const verdicts: Readonly<Record<ReportReview['sentences'][number]['verdict'], string>> = { supported: 'supported', contradicted: 'contradicted', beyond: 'beyond what was sent' };

/** What the ways to a language model say. */
export const askWording = {
  title: 'Ask about this film',
  label: 'Question',
  placeholder: 'e.g. Is the heart enlarged?',
  ask: 'Ask the endpoint',
  preview: 'Preview what is sent',
  previewShort: 'Preview',
  notConfigured: 'No language-model endpoint is set up. Scores and search work without one.',
  setUp: 'Set up an endpoint',
  previewTitle: 'This would be sent',
  previewNote: 'Nothing has been sent yet. Names, IDs, dates and the like are taken out by rules; read what is left.',
  why: (why: readonly ShowReason[]) => why.map((reason) => reasons[reason]).join(' '),
  carries: 'Carries',
  content: (kind: ContentKind, isNew: boolean) => (isNew ? `${contents[kind]} (new)` : contents[kind]),
  once: 'Once sent, the same kinds go to this host without this page until you leave or reload. The film itself never does.',
  removed: wordRemoved,
  picture: {
    offer: 'Send the film itself too, with this request alone',
    impossible: 'This dialect carries text alone: the film stays here.',
    drawing: 'Making the film smaller …',
    alt: 'The film as it would be sent',
    size: (columns: number, rows: number) => `${columns} × ${rows} px, without tags and without what you have drawn.`,
    burnedIn: 'Text that is burned into the picture cannot be taken out: names, dates or numbers in a corner would go along. Look at every corner.',
    tagged: 'The file says that it has burned-in text.',
    looked: 'I have looked: nothing in the picture names anyone',
    kept: (letters: number) => `… ${letters.toLocaleString('en')} letters of the picture above …`,
  },
  to: 'To',
  headers: 'Headers',
  prompt: 'Prompt, to read',
  body: 'Body, exactly as sent',
  send: 'Send',
  sending: 'Waiting for the answer …',
  repairing: 'The answer had another shape; it is asked for once more …',
  waiting: (seconds: number) => `The endpoint is busy. Asked again in ${seconds} s …`,
  stop: 'Stop',
  unfinished: 'This much had come; it is not the whole answer.',
  cut: 'The answer was cut at the longest that was asked for.',
  answer: 'The language model’s answer',
  answerNote: (withPicture: boolean) => (withPicture ? 'Written by the endpoint’s model from what is below, the film among it. Not a finding of this app.' : 'Written by the endpoint’s model from what is below; it has not seen the film. Not a finding of this app.'),
  given: 'What it was given',
  uncarried: (sentence: string, why: readonly Uncarried[]) => `“${sentence}”: ${why.map(uncarried).join('; ')}.`,
  uncarriedTitle: 'Not carried by what was sent',
  unchecked: (count: number) => `${count === 1 ? 'One sentence says' : `${count} sentences say`} something that could not be held against the scores (dotted).`,
  carried: 'Every statement in it is carried by what was sent.',
  followUp: 'Send the earlier questions and answers along',
  talk: {
    title: (count: number) => `Earlier on this film (${count})`,
    note: 'Kept on this device with the film; gone when the film is removed.',
    by: (host: string, at: number) => `${host}, ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    forget: 'Delete this conversation',
  },
  review: {
    ask: 'Ask the language model',
    title: 'The language model’s review',
    fits,
    verdicts,
    missing: 'Left out, it says',
    older: 'The report was changed since: this review is of the earlier text.',
    notInReport: 'No such sentence stands in the report.',
    noted: (supported: number) => (supported === 0 ? '' : `${supported} more ${supported === 1 ? 'sentence' : 'sentences'} called supported.`),
  },
  template: {
    title: 'What an endpoint is told',
    note: 'The words around the evidence of each request. Parts in double braces are filled in by the app; a request shows the whole before it is sent.',
    question: 'Template for a question',
    report: 'Template for a report check',
    parts: 'Parts',
    part: {
      sight: 'whether the film is attached',
      film: contents.film,
      findings: contents.scores,
      sides: contents.sides,
      measurements: contents.measurements,
      similar: contents.similar,
      question: 'your question (in its template needed)',
      report: 'the report (in its template needed)',
    },
    own: (version: number) => `The app’s own, version ${version}.`,
    edited: (from: number, now: number) => (from === now ? `Edited by you; made from version ${from}.` : `Edited by you; made from version ${from}. The app’s own is now version ${now}: reset to take it.`),
    save: 'Save template',
    saved: 'Saved. The next request is shown before it is sent.',
    reset: 'Reset to the app’s own',
  },
} as const;
