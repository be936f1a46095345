import { describe, expect, it, vi } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { AppError } from '#src/lib/appError.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import { listTags } from '#src/image/listTags.ts';
import type { CallOptions } from '#src/lib/rpc.ts';
import type { OutboundRequest } from '#src/outbound/outboundApi.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';
import { createAsking } from '#src/state/asking.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { filmOf, forgetFilms } from '#src/state/changes.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { noEvidence, type FilmEvidence } from '#src/findings/filmEvidence.ts';
import type { Finding } from '#src/findings/finding.ts';
import { ownTemplate } from '#src/llm/evidenceTemplate.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';
import type { Workers } from '#src/state/workers.ts';

const id = filmId('a'.repeat(64));
const facts = {
  ...emptyFacts('dicom'), patientName: 'PHANTOM^DELTA', patientId: 'PH-DELTA', patientBirthDate: '19680101', patientAge: '058Y', patientSex: 'F', viewPosition: 'PA',
  studyDate: '20260310', accessionNumber: 'PHANTOM4', institutionName: 'Computed, no patient', studyDescription: 'Chest PA', modality: 'DX', bodyPartExamined: 'CHEST',
};

interface Change {
  readonly tagsOf?: () => Promise<never>;
  readonly evidence?: FilmEvidence;
  /** What the endpoint says, in turn; the last again and again. */
  readonly answers?: readonly string[];
  /** It answers when the request is given up, and not before. */
  readonly hangs?: true;
}

function asked(change: Change = {}) {
  const nowhere = { getItem: () => null };
  const store = createAppStore(defaultSettings, readWeighing(nowhere), true, { history: [], sets: [] });
  const film: Film = filmOf({ filmId: id, fileName: 'roe_jane.dcm', addedAt: 0, byteLength: 1, kind: 'film', facts, notices: [], columns: 1, rows: 1, thumbnail: null, text: null }, true);
  store.setState({ films: new Map([[id, film]]), endpoint: { ...store.getState().endpoint, url: 'https://models.example/v1', model: 'm', dialect: 'openai-chat' } });
  const sent: OutboundRequest[] = [];
  const outbound = {
    allow: vi.fn(async () => undefined),
    send: vi.fn(async (request: OutboundRequest, { signal }: CallOptions = {}) => {
      sent.push(request);
      if (change.hangs) await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      const { answers = ['yes'] } = change;
      return { status: 200, headers: {}, body: JSON.stringify({ choices: [{ message: { content: answers[Math.min(sent.length, answers.length) - 1] }, finish_reason: 'stop' }] }) };
    }),
  } as unknown as Workers['outbound'];
  const { bytes } = renderSample(3, 64);
  const tagsOf = change.tagsOf ?? (() => listTags(bytes.buffer));
  const evidenceOf = async () => change.evidence ?? { ...noEvidence, facts };
  const pictureOf = async () => ({ mimeType: 'image/jpeg' as const, base64: 'cGl4ZWxz', columns: 8, rows: 6 });
  return { store, sent, asking: createAsking({ store, outbound, session: null, tagsOf, evidenceOf, pictureOf }) };
}

const question = (text: string) => ({ filmId: id, task: 'question', text }) as const;
const report = (text: string) => ({ filmId: id, task: 'report', text }) as const;
const finding: Finding = {
  id: 'effusion', name: 'Effusion', source: 'card', score: 0.12, probability: 0.6, basis: { films: 663, positives: 80, prevalence: 0.12, source: '' }, testAuc: null, reliability: null,
  operatingPoint: { threshold: 0.1, sensitivity: 0.8, specificity: 0.7, rule: 'Youden', probability: 0.25 }, standing: 'above', positivePrompts: [], negativePrompts: [],
};
const scored: FilmEvidence = { ...noEvidence, facts, findings: [finding] };

describe('a question with identifiers typed into it', () => {
  it('leaves without them, as the preview shows it', async () => {
    const { store, sent, asking } = asked();
    const text =
      'Is the effusion of Phantom, Delta (ph delta, PHANTOM^DELTA, born 1 January 1968, accession phantom4, film of 10.03.2026, Computed no patient, file roe jane) larger than 3.2 cm? Kerley B lines? Tell Dr. Smith, 555-0134.';
    await asking.askEndpoint(question(text), false);
    const { ask } = store.getState();
    if (ask.stage !== 'preview') throw new Error(ask.stage);
    expect(ask.preview.removed.length).toBeGreaterThanOrEqual(9);
    expect(ask.preview.prompt).toContain('larger than 3.2 cm? Kerley B lines?');
    await asking.sendAsked();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toBe(ask.preview.body);
    expect(sent[0]?.body).not.toMatch(/phantom|delta|ph-|1968|january|10\.03|2026|computed, no|computed no|roe|jane|smith|0134/i);
    expect(store.getState().ask.stage).toBe('answered');
  });

  it('is sent word for word where there is nothing to take out', async () => {
    const { store, asking } = asked();
    await asking.askEndpoint(question('Is the heart enlarged, and may there be fluid at T4?'), false);
    const { ask } = store.getState();
    if (ask.stage !== 'preview') throw new Error(ask.stage);
    expect(ask.preview.removed).toEqual([]);
    expect(ask.preview.prompt).toContain('Is the heart enlarged, and may there be fluid at T4?');
  });

  it('is not shown, let alone sent, where the tags cannot be read', async () => {
    const { store, sent, asking } = asked({ tagsOf: () => Promise.reject(new AppError('CorruptFile', 'planted')) });
    await asking.askEndpoint(question('Fluid?'), false);
    expect(store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'CorruptFile' } });
    await asking.sendAsked();
    expect(sent).toEqual([]);
  });

  it('is not shown after it was cancelled', async () => {
    const { store, asking } = asked();
    const previewing = asking.askEndpoint(question('Fluid?'), false);
    asking.cancelAsking();
    await previewing;
    expect(store.getState().ask.stage).toBe('idle');
  });
});

describe('consent', () => {
  const stageAfter = async ({ store, asking }: ReturnType<typeof asked>, of: Parameters<typeof asking.askEndpoint>[0], show = false) => {
    await asking.askEndpoint(of, show);
    return store.getState().ask;
  };

  it('is asked for once a host, and again where a request would carry more', async () => {
    const all = asked({ evidence: { ...noEvidence, facts } });
    expect(await stageAfter(all, question('Fluid?'))).toMatchObject({ stage: 'preview', reasons: ['first'], content: ['film', 'question'] });
    await all.asking.sendAsked();
    expect(await stageAfter(all, question('Air?'))).toMatchObject({ stage: 'answered' });
    expect(await stageAfter(all, question('Air?'), true)).toMatchObject({ stage: 'preview', reasons: ['asked'], news: [] });
    expect(await stageAfter(all, report('FINDINGS: The heart is normal. The lungs are clear.'))).toMatchObject({ stage: 'preview', reasons: ['more'], news: ['report'] });
    expect(await stageAfter(all, question('Call Dr. Smith?'))).toMatchObject({ stage: 'preview', reasons: ['removed'] });
    all.store.setState(({ endpoint }) => ({ endpoint: { ...endpoint, url: 'https://other.example/v1' } }));
    expect(await stageAfter(all, question('Air?'))).toMatchObject({ stage: 'preview', reasons: ['first'] });
    expect(all.sent).toHaveLength(2);
  });

  it('is asked for anew after the template was changed, which a bad one does not do', async () => {
    const all = asked({ evidence: scored });
    await all.asking.askEndpoint(question('Fluid?'), false);
    await all.asking.sendAsked();
    expect(all.asking.saveTemplate({ ...ownTemplate, question: 'Say {{nothing}} of {{question}}' })).toMatchObject({ kind: 'TemplateInvalid', facts: { reason: 'unknown', name: 'nothing' } });
    expect(all.store.getState().template).toBe(ownTemplate);
    expect(all.asking.saveTemplate({ ...ownTemplate, question: 'In German: {{question}}' })).toBeNull();
    const ask = await stageAfter(all, question('Fluid?'));
    expect(ask).toMatchObject({ stage: 'preview', reasons: ['template'], content: ['question'] });
    expect(ask.stage === 'preview' && ask.preview.prompt).toBe('In German: Fluid?');
    all.asking.saveTemplate(null);
    expect(all.store.getState().template).toBe(ownTemplate);
  });

  it('to the film itself holds for one request, and is never had by a dialect of text', async () => {
    const all = asked({ evidence: scored });
    await all.asking.askEndpoint(question('Fluid?'), false);
    await all.asking.attachPicture(true);
    expect(all.store.getState().ask).toMatchObject({ stage: 'preview', reasons: ['first', 'picture'], picture: { stage: 'attached' }, content: ['film', 'scores', 'question', 'picture'] });
    await all.asking.sendAsked();
    expect(all.sent[0]?.body).toContain('data:image/jpeg;base64,cGl4ZWxz');
    expect(all.sent[0]?.body).toContain('attached, reduced to 8 × 6 px');
    await all.asking.askEndpoint(question('Air?'), false);
    expect(all.store.getState().ask.stage).toBe('answered');
    expect(all.sent[1]?.body).not.toContain('cGl4ZWxz');
    await all.asking.askEndpoint(question('Air?'), true);
    await all.asking.attachPicture(true);
    await all.asking.attachPicture(false);
    await all.asking.sendAsked();
    expect(all.sent[2]?.body).not.toContain('cGl4ZWxz');
    all.store.setState(({ endpoint }) => ({ endpoint: { ...endpoint, dialect: 'palm-generate-text' } }));
    await all.asking.askEndpoint(question('Air?'), true);
    await all.asking.attachPicture(true);
    expect(all.store.getState().ask).toMatchObject({ stage: 'preview', picture: { stage: 'impossible' } });
  });
});

describe('a conversation', () => {
  it('is kept by film, sent along on demand alone and cleaned, and let go', async () => {
    const all = asked({ evidence: scored, answers: ['Ask Dr. Smith.', 'Cannot tell.'] });
    const askAndSend = async (text: string, followUp: boolean) => {
      await all.asking.askEndpoint({ ...question(text), followUp }, false);
      const { ask } = all.store.getState();
      await all.asking.sendAsked();
      return ask;
    };
    await askAndSend('Fluid?', true);
    expect(await askAndSend('Air?', false)).toMatchObject({ stage: 'answered' });
    expect(JSON.parse(all.sent[1]?.body ?? '')).toMatchObject({ messages: [{ role: 'user' }] });
    expect(await askAndSend('And the heart?', true)).toMatchObject({ stage: 'preview', news: ['earlier'], reasons: ['more', 'removed'] });
    const { messages } = JSON.parse(all.sent[2]?.body ?? '') as { messages: { role: string; content: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(messages.map(({ content }) => content).slice(0, 4)).toEqual(['Fluid?', 'Ask Dr. [name].', 'Air?', 'Cannot tell.']);
    expect(all.store.getState().conversations.get(id)?.map(({ question: text }) => text)).toEqual(['Fluid?', 'Air?', 'And the heart?']);
    all.asking.forgetConversation(id);
    expect(all.store.getState().conversations.size).toBe(0);
  });
});

describe('a report for the endpoint', () => {
  const text = 'FINDINGS: There is a left pleural effusion. The heart is normal in size.\nIMPRESSION: Left pleural effusion.';
  const good = JSON.stringify({ fits: 'no', sentences: [{ sentence: 'Left pleural effusion.', verdict: 'supported', reason: 'The effusion score is above its operating point.' }, { sentence: 'The aorta is torn.', verdict: 'contradicted', reason: 'There is a pneumothorax.' }], missing: [] });

  it('is answered with evidence, quotes and reasons held against what was sent', async () => {
    const { store, asking } = asked({ evidence: scored, answers: [good] });
    await asking.askEndpoint(report(text), false);
    await asking.sendAsked();
    const { ask } = store.getState();
    if (ask.stage !== 'answered') throw new Error(ask.stage);
    expect(ask.review).toMatchObject({ fits: 'no', sentences: [{ inReport: true, weighed: [{ verdict: 'carried' }] }, { inReport: false, weighed: [{ verdict: 'notCarried', reasons: [{ what: 'unknown' }] }] }] });
  });

  it('is asked for once more where the answer has another shape, then refused by name', async () => {
    const repaired = asked({ evidence: scored, answers: ['Fits well.', good] });
    await repaired.asking.askEndpoint(report(text), false);
    await repaired.asking.sendAsked();
    expect(repaired.store.getState().ask.stage).toBe('answered');
    expect(repaired.sent).toHaveLength(2);
    expect(repaired.sent[1]?.body).toContain('not JSON');
    const never = asked({ evidence: scored, answers: ['Fits well.', '{"fits":"perhaps","sentences":[],"missing":[]}'] });
    await never.asking.askEndpoint(report(text), false);
    await never.asking.sendAsked();
    expect(never.store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'EndpointMisshapen', facts: { fault: 'answer.fits is none of yes, no, cannot tell' } } });
    expect(never.sent).toHaveLength(2);
  });

  it.each([
    ['of fifty pages', 'The lungs are clear and the heart is normal. '.repeat(3000), 'tooLong'],
    ['in another language', 'Herz und Mediastinum normal konfiguriert. Kein Pleuraerguss, keine Infiltrate, kein Pneumothorax.', 'notEnglish'],
    ['of nothing', ' \n ', 'empty'],
  ])('%s is named and not sent', async (_, words, problem) => {
    const { store, sent, asking } = asked({ evidence: scored });
    await asking.askEndpoint(report(words), false);
    expect(store.getState().ask).toMatchObject({ stage: 'failed', text: words, failure: { kind: 'ReportUnreadable', facts: { problem } } });
    await asking.sendAsked();
    expect(sent).toEqual([]);
  });

  it('a question of fifty pages is named and not sent', async () => {
    const { store, sent, asking } = asked();
    await asking.askEndpoint(question('Is there fluid? '.repeat(300)), false);
    expect(store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'QuestionTooLong' } });
    expect(sent).toEqual([]);
  });

  it('an answer of megabytes is named and not shown', async () => {
    const { store, asking } = asked({ answers: ['no '.repeat(1_000_000)] });
    await asking.askEndpoint(question('Fluid?'), false);
    await asking.sendAsked();
    expect(store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'EndpointBadAnswer', facts: { reason: 'far too long' } } });
    expect(store.getState().conversations.size).toBe(0);
  });

  it('a film that is removed meanwhile takes its request along', async () => {
    const { store, sent, asking } = asked({ hangs: true });
    await asking.askEndpoint(question('Fluid?'), false);
    const sending = asking.sendAsked();
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    forgetFilms(store, new Set([id]));
    await sending;
    expect(store.getState()).toMatchObject({ ask: { stage: 'idle' }, conversations: new Map() });
  });

  it('an empty question is named and not sent', async () => {
    const { store, sent, asking } = asked();
    await asking.askEndpoint(question('  '), false);
    expect(store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'QuestionEmpty' } });
    expect(sent).toEqual([]);
  });

  it('an address that is none is named, and what was set up stays', () => {
    const { store, asking } = asked();
    const before = store.getState().endpoint;
    const settings = { ...before, key: null, keyInSession: false };
    expect(asking.saveEndpoint({ ...settings, url: 'not an address' })).toMatchObject({ kind: 'EndpointNotAllowed', facts: { field: 'url', reason: 'not a URL' } });
    expect(asking.saveEndpoint({ ...settings, url: 'http://models.example/v1' })).toMatchObject({ facts: { reason: 'not https' } });
    expect(store.getState().endpoint).toBe(before);
    expect(asking.saveEndpoint({ ...settings, url: '' })).toBeNull();
  });
});
