import { describe, expect, it } from 'vitest';
import { AppError } from '#src/lib/appError.ts';
import { filmId } from '#src/lib/brand.ts';
import { emptyFacts } from '#src/image/readStudyFacts.ts';
import type { Annotation } from '#src/annotations/annotation.ts';
import type { Finding, Standing } from '#src/findings/finding.ts';
import type { Embedding } from '#src/model/embedding.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { filmOf } from '#src/state/changes.ts';
import { createEvidence } from '#src/state/evidenceOf.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { readWeighing } from '#src/state/weighingSettings.ts';

const finding = (id: string, standing: Standing): Finding => ({
  id, name: id, source: 'card', score: 0.5, probability: 0.4, basis: null, testAuc: null, reliability: null,
  operatingPoint: { threshold: 0, sensitivity: 0.7, specificity: 0.7, rule: '', probability: 0.3 }, standing, positivePrompts: [], negativePrompts: [],
});
const ids = ['a', 'b', 'c'].map((letter) => filmId(letter.repeat(64)));
const facts = { ...emptyFacts('dicom'), viewPosition: 'PA', patientSex: 'F', patientAge: '057Y', modality: 'DX', imagerPixelSpacing: [0.5, 0.5] as const };

/** Two columns: the patient's right, and left. */
const embedding: Embedding = { modelId: 'm', preprocessingVersion: 1, pooled: Float32Array.of(1, 0), tokens: Float32Array.of(0.1, 0, 0.9, 0), tokenRows: 1, tokenColumns: 2 };

function evidenceWith(read: () => Promise<Embedding>) {
  const nowhere = { getItem: () => null };
  const store = createAppStore(defaultSettings, readWeighing(nowhere), true);
  const film = (at: number, findings: readonly Finding[]): Film => ({
    ...filmOf({ filmId: ids[at] ?? filmId('d'.repeat(64)), fileName: 'f.dcm', addedAt: at, byteLength: 1, kind: 'film', facts, notices: [], columns: 100, rows: 100, thumbnail: null, text: null }, true),
    scoring: { stage: 'scored', findings },
  });
  const films = [film(0, [finding('effusion', 'above'), finding('mass', 'near'), finding('edema', 'below')]), film(1, [finding('effusion', 'above'), finding('mass', 'below')]), film(2, [])];
  store.setState({ films: new Map(films.map((each) => [each.record.filmId, each])) });
  const draw = (kind: Annotation['kind'], ...points: readonly (readonly [number, number])[]): Annotation => ({ annotationId: kind, kind, points: points.map(([x, y]) => ({ x, y })), text: 'JANE ROE', madeAt: '' });
  const annotations = [draw('length', [0, 0], [30, 40]), draw('arrow', [0, 0], [1, 1]), draw('cardiothoracic', [0, 50], [100, 50], [30, 50], [80, 50])];
  const [own = filmId('d'.repeat(64))] = ids;
  store.setState({ annotations: new Map([[own, { past: [], present: { filmId: own, annotations, calibration: null }, future: [] }]]) });
  const asked: (readonly string[])[] = [];
  const evidenceOf = createEvidence({
    store,
    search: {
      read,
      rank: async ({ among, limit }) => {
        const fits = ids.filter((id) => among?.(id) ?? true).slice(0, limit);
        asked.push(fits);
        return fits.map((id, at) => ({ filmId: id, score: 0.9 - at / 10 }));
      },
    },
    scoring: { pooledOf: () => Float32Array.of(1, 0), directions: () => new Map([['effusion', Float32Array.of(1, 0)], ['edema', Float32Array.of(1, 0)]]) },
  });
  return { evidenceOf, own, asked };
}

describe('what is known of a film', () => {
  it('is scores, the sides of what stands near or above, measures without their words, and what alike films show', async () => {
    const { evidenceOf, own, asked } = evidenceWith(async () => embedding);
    const evidence = await evidenceOf(own);
    expect(evidence.facts).toEqual({ viewPosition: 'PA', patientSex: 'F', patientAge: '057Y' });
    expect(evidence.sides.map(({ findingId, left, right }) => [findingId, left > right])).toEqual([['effusion', true]]);
    expect(evidence.measurements).toEqual([{ kind: 'length', value: 25, unit: 'mm' }, { kind: 'cardiothoracic', value: 0.5, unit: '1' }]);
    expect(evidence.similar).toEqual([{ similarity: 0.9, above: ['effusion'] }, { similarity: 0.8, above: [] }]);
    expect(asked).toEqual([ids.slice(1)]);
    expect(JSON.stringify(evidence)).not.toContain('JANE');
  });

  it('is what there is where the map cannot be read or the film is gone', async () => {
    const { evidenceOf, own } = evidenceWith(() => Promise.reject(new AppError('FilmMissing', 'planted')));
    expect(await evidenceOf(own)).toMatchObject({ sides: [], findings: [{ id: 'effusion' }, { id: 'mass' }, { id: 'edema' }] });
    expect(await evidenceOf(filmId('e'.repeat(64)))).toMatchObject({ findings: [], similar: [], measurements: [] });
  });
});
