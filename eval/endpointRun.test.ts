import { afterAll, describe, expect, it } from 'vitest';
import { noEvidence } from '#src/findings/filmEvidence.ts';
import { startReferenceServer, type Step } from '../tests/endpoint/startReferenceServer.ts';
import { openEndpoint, severalAtOnce } from './endpointRun.ts';
import { reviewFigures } from './measureReports.ts';
import { measureVqa } from './measureVqa.ts';
import type { Problem } from './problem.ts';

const server = await startReferenceServer();
afterAll(() => server?.close());

async function opened(steps: readonly Step[], dialect?: string) {
  if (!server) throw new Error('the server does not run');
  const plan = await server.plan(...steps);
  const problems: Problem[] = [];
  return { plan, problems, endpoint: await openEndpoint({ endpoint: plan.url, llm: dialect === 'palm-generate-text' ? 'text-bison-001' : 'm', ...(dialect === undefined ? {} : { dialect }) }, 'secret', problems) };
}
const answer = (value: object): Step => ({ kind: 'answer', text: JSON.stringify(value) });
const ask = (image_name: string, truth: string) => ({ image_name, question: 'Is there fluid?', answer: truth, answer_type: 'CLOSED', question_type: 'PRES' });

describe.skipIf(!server)('a language model behind the harness', () => {
  it.each(['openai-chat', 'gemini-generate-content', 'palm-generate-text'])('%s answers closed questions, and they are measured as the app’s own', async (dialect) => {
    const { plan, endpoint, problems } = await opened([answer({ answer: 'Yes.' }), answer({ answer: 'no' }), answer({ answer: 'Cannot tell' })], dialect);
    const questions = [ask('a', 'yes'), ask('a', 'yes'), ask('b', 'no')];
    const said = await severalAtOnce(questions, ({ question }) => endpoint.answer(question, noEvidence), 1);
    expect(said).toEqual(['yes', 'no', null]);
    expect(measureVqa(questions, said)).toMatchObject({ closedAccuracy: 1 / 3, coverage: 2 / 3 });
    const seen = await plan.seen();
    expect(seen.map(({ fault }) => fault)).toEqual([null, null, null]);
    expect(seen[0]?.body).toContain('Is there fluid?');
    expect(problems).toEqual([]);
  });

  it('reviews reports; one that it cannot tell of is let be', async () => {
    const { endpoint } = await opened([...(['yes', 'no', 'cannot tell', 'no'] as const).map((fits) => answer({ fits, sentences: [], missing: [] }))]);
    const cases = (['none', 'added', 'removed', 'none'] as const).map((fault, at) => ({ patient: `p${at}`, fault }));
    const said = await severalAtOnce(cases, () => endpoint.fits('FINDINGS: Clear lungs.', noEvidence), 1);
    expect(reviewFigures(cases.map((each, at) => ({ ...each, fits: said[at] ?? null })))).toMatchObject({ cases: 4, coverage: 0.75, balancedAccuracy: 0.5, specificity: 0.5, recall: { added: 1, removed: 0 } });
  });

  it('is left alone after five failures, each named; an answer in another shape is one answer’s fault', async () => {
    const refused = await opened([{ kind: 'error', status: 401 }]);
    const said = await severalAtOnce(Array.from({ length: 9 }, () => 'Is there fluid?'), (question) => refused.endpoint.answer(question, noEvidence), 1);
    expect(said.every((each) => each === null)).toBe(true);
    expect(await refused.plan.seen()).toHaveLength(5);
    expect(refused.problems).toHaveLength(5);
    expect(refused.problems.at(-1)).toMatchObject({ kind: 'endpointFailed', message: expect.stringContaining('not asked any more') as string });
    const prose = await opened([{ kind: 'answer', text: 'It is there.' }]);
    await severalAtOnce(Array.from({ length: 7 }, () => 'Is there fluid?'), (question) => prose.endpoint.answer(question, noEvidence), 1);
    expect(await prose.plan.seen()).toHaveLength(14);
    expect(JSON.stringify([refused.problems, prose.problems])).not.toContain('secret');
  });
});

it.each([
  ['an address that is none', { endpoint: 'gateway', llm: 'm' }, /url: not a URL/],
  ['a dialect that is none', { endpoint: 'https://models.example', dialect: 'morse' }, /--dialect is one of/],
  ['no model', { endpoint: 'https://models.example' }, /model: missing/],
])('%s is refused before the work', async (_, options, message) => {
  await expect(openEndpoint(options, '', [])).rejects.toThrow(message);
});

it('several at once keep their order', async () => {
  expect(await severalAtOnce([30, 1, 20, 2], async (wait) => new Promise<number>((resolve) => setTimeout(resolve, wait, wait)), 3)).toEqual([30, 1, 20, 2]);
});
