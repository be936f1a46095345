import { expect, it } from 'vitest';
import { readShaped } from '#src/llm/answerShape.ts';
import { reviewSchema } from '#src/llm/reportReview.ts';

const line = { sentence: 'Clear lungs.', verdict: 'supported', reason: 'r' };
const fits = { fits: 'yes', sentences: [line], missing: [] };

it.each<[string, string, string | null]>([
  ['as asked', JSON.stringify(fits), null],
  ['in a fence', `\`\`\`json\n${JSON.stringify(fits)}\n\`\`\``, null],
  ['prose', 'It fits.', 'not JSON'],
  ['prose around it', `Here: ${JSON.stringify(fits)}`, 'not JSON'],
  ['a list', '[]', 'answer is no object'],
  ['a field short', '{"fits":"yes","sentences":[]}', 'answer.missing is missing'],
  ['a field too many', JSON.stringify({ ...fits, note: 'Jane Roe' }), 'answer has a field that was not asked for'],
  ['another word', JSON.stringify({ ...fits, fits: 'Jane Roe' }), 'answer.fits is none of yes, no, cannot tell'],
  ['a line of another kind', JSON.stringify({ ...fits, sentences: [line, { ...line, reason: 1 }] }), 'answer.sentences[1].reason is no string'],
  ['null', 'null', 'answer is no object'],
])('%s', (_, text, fault) => {
  const read = readShaped(text, reviewSchema);
  expect(read.ok ? null : read.fault).toBe(fault);
  // What is said of a fault holds nothing of the answer.
  expect(JSON.stringify(read.ok ? {} : read)).not.toContain('Jane');
});
