import { describe, expect, it } from 'vitest';
import { parseQuery, withoutWords, type FilmFilter } from '#src/findings/parseQuery.ts';

const today = new Date(2026, 10, 25);
const parse = (text: string) => parseQuery(text, today);
const partsOf = (text: string): string[] => parse(text).parts.map(({ text: words, absent }) => (absent ? `−${words}` : words));
const filtersOf = (text: string): Omit<FilmFilter, 'source'>[] => parse(text).filters.map(({ source: _, ...filter }) => filter);

describe('the parts of a search', () => {
  it.each([
    ['pleural effusion', ['pleural effusion']],
    ['Pleural Effusion', ['Pleural Effusion']],
    ['effusion without pneumothorax', ['effusion', '−pneumothorax']],
    ['effusion and cardiomegaly', ['effusion', 'cardiomegaly']],
    ['effusion, cardiomegaly', ['effusion', 'cardiomegaly']],
    ['no pneumothorax', ['−pneumothorax']],
    ['effusion but no pneumothorax', ['effusion', '−pneumothorax']],
    ['no effusion or pneumothorax', ['−effusion', '−pneumothorax']],
    ['no effusion, edema or pneumothorax', ['−effusion', '−edema', '−pneumothorax']],
    ['no effusion and no pneumothorax', ['−effusion', '−pneumothorax']],
    ['no effusion, cardiomegaly', ['−effusion', 'cardiomegaly']],
    ['no effusion with cardiomegaly', ['−effusion', 'cardiomegaly']],
    ['without tube and with effusion', ['−tube', 'effusion']],
    ['free of effusion', ['−effusion']],
    ['normal heart', ['normal heart']],
    ['nodule in the left upper lobe', ['nodule in the upper lobe']],
    ['show me all films with effusion', ['effusion']],
    ['chest tube', ['chest tube']],
    ['node', ['node']],
    ['normally aerated', ['normally aerated']],
    ['', []],
    ['and', []],
    ['without', ['without']],
    [', ; &', []],
  ])('%j is %j', (text, expected) => {
    expect(partsOf(text)).toEqual(expected);
  });

  it.each([
    ['effusion on the left', 'effusion', 'left', 'on the left'],
    ['effusion on the right side', 'effusion', 'right', 'on the right side'],
    ['left pleural effusion', 'pleural effusion', 'left', 'left'],
    ['left-sided effusion', 'effusion', 'left', 'left-sided'],
    ['Right Upper Lobe collapse', 'Upper Lobe collapse', 'right', 'Right'],
    ['bilateral effusion', 'effusion', 'both', 'bilateral'],
    ['effusion in both lungs', 'effusion', 'both', 'in both lungs'],
    ['effusion left', 'effusion', 'left', 'left'],
    ['opacity in the patient’s left lung', 'opacity', 'left', 'in the patient’s left lung'],
  ])('have a side by position: %j', (text, words, side, source) => {
    expect(parse(text).parts).toEqual([{ text: words, absent: false, source: text, side: { side, source } }]);
    expect(partsOf(withoutWords(text, source))).toEqual([words]);
    expect(parse(withoutWords(text, source)).parts[0]?.side).toBeUndefined();
  });

  it.each(['left ventricle enlarged', 'left atrial enlargement', 'right heart border', 'left', 'left right', 'left to right shunt', 'aright', 'brightness'])('have no side: %j', (text) => {
    expect(parse(text).parts).toEqual([{ text, absent: false, source: text }]);
  });

  it('have each its own side, absent ones too', () => {
    expect(parse('effusion on the left without pneumothorax on the right').parts).toMatchObject([
      { text: 'effusion', absent: false, side: { side: 'left' } },
      { text: 'pneumothorax', absent: true, source: 'without pneumothorax on the right', side: { side: 'right' } },
    ]);
  });

  it('come out beside the filters, wherever those stand', () => {
    expect(partsOf('effusion without pneumothorax, women over 60, this year')).toEqual(['effusion', '−pneumothorax']);
    expect(partsOf('women over 60 with effusion in 2024')).toEqual(['effusion']);
    expect(partsOf('sex:F effusion age:>60 no pneumothorax')).toEqual(['effusion', '−pneumothorax']);
  });
});

describe('the filters of a search', () => {
  it.each<[string, Omit<FilmFilter, 'source'>[]]>([
    ['sex:F', [{ kind: 'sex', sex: 'F' }] as never],
    ['sex:male', [{ kind: 'sex', sex: 'M' }] as never],
    ['women', [{ kind: 'sex', sex: 'F' }] as never],
    ['a man', [{ kind: 'sex', sex: 'M' }] as never],
    ['age:>60', [{ kind: 'age', from: 61, to: 200 }] as never],
    ['age:<=60', [{ kind: 'age', from: 0, to: 60 }] as never],
    ['age:40..60', [{ kind: 'age', from: 40, to: 60 }] as never],
    ['age:57', [{ kind: 'age', from: 57, to: 57 }] as never],
    ['over 60', [{ kind: 'age', from: 61, to: 200 }] as never],
    ['younger than 40 years', [{ kind: 'age', from: 0, to: 39 }] as never],
    ['between 40 and 60 years', [{ kind: 'age', from: 40, to: 60 }] as never],
    ['aged 40 to 60', [{ kind: 'age', from: 40, to: 60 }] as never],
    ['65 and older', [{ kind: 'age', from: 65, to: 200 }] as never],
    ['view:pa', [{ kind: 'view', view: 'PA' }] as never],
    ['AP', [{ kind: 'view', view: 'AP' }] as never],
    ['lateral view', [{ kind: 'view', view: 'LATERAL' }] as never],
    ['modality:dx', [{ kind: 'modality', modality: 'DX' }] as never],
    ['date:2026..', [{ kind: 'date', from: '20260101', to: '99999999' }] as never],
    ['date:2025-03..2025-06', [{ kind: 'date', from: '20250301', to: '20250631' }] as never],
    ['above:effusion', [{ kind: 'called', name: 'effusion', above: true }] as never],
    ['below:"My Effusion"', [{ kind: 'called', name: 'my effusion', above: false }] as never],
    ['date:2024', [{ kind: 'date', from: '20240101', to: '20241231' }] as never],
    ['this year', [{ kind: 'date', from: '20260101', to: '20261231' }] as never],
    ['since 2024', [{ kind: 'date', from: '20240101', to: '99999999' }] as never],
    ['before 2024', [{ kind: 'date', from: '00000000', to: '20231231' }] as never],
    ['last 6 months', [{ kind: 'date', from: '20260525', to: '20261125' }] as never],
    ['women over 60, PA, this year', [{ kind: 'sex', sex: 'F' }, { kind: 'age', from: 61, to: 200 }, { kind: 'view', view: 'PA' }, { kind: 'date', from: '20260101', to: '20261231' }] as never],
  ])('%j is %j', (text, expected) => {
    expect(filtersOf(text)).toEqual(expected);
    expect(partsOf(text)).toEqual([]);
  });

  it.each(['nodule over 20 mm', 'lateral costophrenic angle', 'age:abc', 'sex:x', 'manubrium', 'pa', 'drain in place', 'date:then'])('%j is none', (text) => {
    expect(filtersOf(text)).toEqual([]);
  });
});

describe('a search that is no search', () => {
  it('is read in a moment however long it is', () => {
    const long = 'no effusion, women over 60 and '.repeat(400);
    const started = process.cpuUsage();
    const { parts, filters } = parse(long);
    expect(filters.length).toBeLessThanOrEqual(20);
    expect(parts.length).toBeGreaterThan(0);
    expect(process.cpuUsage(started).user).toBeLessThan(5e6);
  });

  it('names what looks like a filter and is none, and asks the model nothing of it', () => {
    const { parts, filters, unread } = parse('effusion age:>abc, sex:X view:PA date:99 above:');
    expect(parts.map(({ text }) => text)).toEqual(['effusion']);
    expect(filters.map(({ kind }) => kind)).toEqual(['view']);
    expect(unread).toEqual(['age:>abc', 'sex:X', 'date:99', 'above:']);
    expect(parse('effusion without pneumothorax, women over 60').unread).toEqual([]);
  });

  it('says when letters are not English ones', () => {
    expect(parse('胸水').foreign).toBe(true);
    expect(parse('выпот').foreign).toBe(true);
    expect(parse('épanchement pleural').foreign).toBe(true);
    expect(parse('pleural effusion, 40–60 years').foreign).toBe(false);
  });
});

describe('taking words out', () => {
  it.each([
    ['effusion without pneumothorax', 'without pneumothorax', 'effusion'],
    ['effusion without pneumothorax', 'effusion', 'without pneumothorax'],
    ['effusion, women over 60, this year', 'women', 'effusion, over 60, this year'],
    ['effusion, women, this year', 'women', 'effusion, this year'],
    ['effusion and cardiomegaly', 'effusion', 'cardiomegaly'],
    ['sex:F', 'sex:F', ''],
  ])('of %j, %j leaves %j', (text, source, left) => {
    expect(withoutWords(text, source)).toBe(left);
  });

  it('takes the part out of the search and leaves the others', () => {
    for (const text of ['effusion without pneumothorax, women over 60', 'no effusion or edema and cardiomegaly']) {
      const { parts } = parse(text);
      for (const part of parts) {
        const left = parse(withoutWords(text, part.source)).parts.map((each) => each.text);
        expect(left).toEqual(parts.filter((each) => each !== part).map((each) => each.text));
      }
    }
  });
});
