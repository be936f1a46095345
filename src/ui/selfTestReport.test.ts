import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appVersion } from '#src/lib/appVersion.ts';
import { filmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import { promptSetOf } from '#src/findings/promptSet.ts';
import { shippedModel } from '#src/model/shippedModel.ts';
import type { Film } from '#src/state/appState.ts';
import { closedWorkshop } from '#src/state/workshopState.ts';
import { medianOf, selfTestReport, type BrowserFacts, type ReportedState } from '#src/ui/selfTestReport.ts';

const card = JSON.parse(readFileSync(`public/models/${shippedModel}/card.json`, 'utf8')) as ModelCard;
const planted = 'PLANTED^PATIENT';
const browser: BrowserFacts = { userAgent: 'Browser/1.0', processors: 4, memory: 8, webGpu: false, isolated: true, heap: 25e6 };
const run: SelfTestRun = {
  imageCosine: 0.9999991, textCosines: [1, 0.98], leastCosine: 0.999, gate: { furthest: 0.01, most: 0.1 },
  timings: { image: [20, 10, 30], text: [5], gate: [2, 4] }, memory: { tensors: 189, bytes: 22e6 },
};

/** Every text of every tag that is read, every name and every fact of a failure is planted. */
function stateWith(stage: 'ready' | 'failed'): ReportedState {
  const facts = Object.fromEntries(Object.entries({ ...emptyFacts('dicom'), issuerOfPatientId: '', acquisitionDate: '', acquisitionTime: '', patientPosition: '', burnedInAnnotation: '' }).map(([name, value]) => [name, value === '' ? planted : value])) as unknown as Film['record']['facts'];
  const film = (at: number, scoring: Film['scoring']): Film => ({
    record: { filmId: filmId(String(at).repeat(64)), fileName: `${planted}.dcm`, addedAt: 0, byteLength: 1, kind: 'film', facts, notices: [], columns: 1, rows: 1, thumbnail: null, text: planted },
    kept: true,
    scoring,
  });
  const failure = { kind: 'CorruptFile', facts: { file: planted, reason: planted } } as const;
  const films = [film(1, { stage: 'scored', findings: [] }), film(2, { stage: 'notAsked', reason: 'otherPicture' }), film(3, { stage: 'failed', failure })];
  return {
    films: new Map(films.map((each) => [each.record.filmId, each])),
    intake: [{ lineId: 1, fileName: `${planted}.dcm`, notices: [], status: { stage: 'failed', during: 'decoding', failure } }],
    model:
      stage === 'failed'
        ? { stage, failure }
        : { stage, status: { card, backend: 'wasm', threads: 2, adapter: '', webGpuRefused: 'NoWebGpu', selfTestCosine: 1, crossOriginIsolated: true, gateId: 'gate-1' } },
    storage: { stage: 'refused', failure },
    phrases: [planted],
    workshop: { ...closedWorkshop, applied: { ...promptSetOf(card, planted), version: 3 } },
    scoringPaused: false,
    failure,
  };
}

describe('the report for a bug ticket', () => {
  test.each(['ready', 'failed'] as const)('holds nothing of a patient, whatever the state holds (%s)', (stage) => {
    const state = stateWith(stage);
    // The planting has to be there to be kept out.
    expect(JSON.stringify([...state.films.values()]).split(planted).length).toBeGreaterThan(15);
    const report = selfTestReport(run, state, browser);
    expect(report).not.toMatch(/planted|patient|\^/i);
    expect(report).toContain('Failures: (3 CorruptFile)');
  });

  test('says what ran, what came out, how long it took and what failed', () => {
    const report = selfTestReport(run, stateWith('ready'), browser);
    expect(report).toContain(`Model: ${card.id}, preprocessing 1`);
    expect(report).toContain('Golden film: cosine 0.999999: pass');
    expect(report).toContain('Golden phrases: cosines 1.000000, 0.980000: FAIL');
    expect(report).toContain('Film, image model: 20.0 ms (10.0 … 30.0, n 3)');
    expect(report).toContain('189 tensors');
    expect(report).toContain('Films: 3 (1 scored, 1 notAsked, 1 failed)');
    expect(selfTestReport(null, stateWith('failed'), browser)).toContain('Model: failed (CorruptFile)\nGolden answers: not run');
  });

  test('medians are of the middle', () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4, count: 4 });
  });

  test("the version is package.json's", () => {
    expect(appVersion).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });
});
