import { describe, expect, it, vi } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { AppError } from '#src/lib/appError.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import { listTags } from '#src/image/listTags.ts';
import type { OutboundRequest } from '#src/outbound/outboundApi.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';
import { createAsking } from '#src/state/asking.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { filmOf } from '#src/state/changes.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';
import type { Workers } from '#src/state/workers.ts';

const id = filmId('a'.repeat(64));
const facts = {
  ...emptyFacts('dicom'), patientName: 'PHANTOM^DELTA', patientId: 'PH-DELTA', patientBirthDate: '19680101', patientAge: '058Y', patientSex: 'F', viewPosition: 'PA',
  studyDate: '20260310', accessionNumber: 'PHANTOM4', institutionName: 'Computed, no patient', studyDescription: 'Chest PA', modality: 'DX', bodyPartExamined: 'CHEST',
};

function asked(change: { readonly tagsOf?: () => Promise<never> } = {}) {
  const nowhere = { getItem: () => null };
  const store = createAppStore(defaultSettings, readWeighing(nowhere), true, { history: [], sets: [] });
  const film: Film = filmOf({ filmId: id, fileName: 'roe_jane.dcm', addedAt: 0, byteLength: 1, kind: 'film', facts, notices: [], columns: 1, rows: 1, thumbnail: null, text: null }, true);
  store.setState({ films: new Map([[id, film]]), endpoint: { ...store.getState().endpoint, url: 'https://models.example/v1', model: 'm', dialect: 'openai-chat' } });
  const sent: OutboundRequest[] = [];
  const outbound = {
    allow: vi.fn(async () => undefined),
    send: vi.fn(async (request: OutboundRequest) => {
      sent.push(request);
      return { status: 200, headers: {}, body: JSON.stringify({ choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] }) };
    }),
  } as unknown as Workers['outbound'];
  const { bytes } = renderSample(3, 64);
  const tagsOf = change.tagsOf ?? (() => listTags(bytes.buffer));
  return { store, sent, asking: createAsking({ store, outbound, session: null, tagsOf }) };
}

describe('a question with identifiers typed into it', () => {
  it('leaves without them, as the preview shows it', async () => {
    const { store, sent, asking } = asked();
    const question =
      'Is the effusion of Phantom, Delta (ph delta, PHANTOM^DELTA, born 1 January 1968, accession phantom4, film of 10.03.2026, Computed no patient, file roe jane) larger than 3.2 cm? Kerley B lines? Tell Dr. Smith, 555-0134.';
    await asking.previewQuestion(id, question);
    const { ask } = store.getState();
    if (ask.stage !== 'preview') throw new Error(ask.stage);
    expect(ask.preview.removed.length).toBeGreaterThanOrEqual(9);
    expect(ask.preview.prompt).toContain('larger than 3.2 cm? Kerley B lines?');
    await asking.sendQuestion();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toBe(ask.preview.body);
    expect(sent[0]?.body).not.toMatch(/phantom|delta|ph-|1968|january|10\.03|2026|computed, no|computed no|roe|jane|smith|0134/i);
    expect(store.getState().ask.stage).toBe('answered');
  });

  it('is sent word for word where there is nothing to take out', async () => {
    const { store, asking } = asked();
    await asking.previewQuestion(id, 'Is the heart enlarged, and may there be fluid at T4?');
    const { ask } = store.getState();
    if (ask.stage !== 'preview') throw new Error(ask.stage);
    expect(ask.preview.removed).toEqual([]);
    expect(ask.preview.prompt).toContain('Is the heart enlarged, and may there be fluid at T4?');
  });

  it('is not shown, let alone sent, where the tags cannot be read', async () => {
    const { store, sent, asking } = asked({ tagsOf: () => Promise.reject(new AppError('CorruptFile', 'planted')) });
    await asking.previewQuestion(id, 'Fluid?');
    expect(store.getState().ask).toMatchObject({ stage: 'failed', failure: { kind: 'CorruptFile' } });
    await asking.sendQuestion();
    expect(sent).toEqual([]);
  });

  it('is not shown after it was cancelled', async () => {
    const { store, asking } = asked();
    const previewing = asking.previewQuestion(id, 'Fluid?');
    asking.cancelQuestion();
    await previewing;
    expect(store.getState().ask.stage).toBe('idle');
  });
});
