import { expect, it } from 'vitest';
import { passesFilters, ageInYears, type FilterFacts } from '#src/findings/filmFilter.ts';
import { parseQuery } from '#src/findings/parseQuery.ts';
import { toCsv, toJson, type ResultTable } from '#src/findings/resultTable.ts';
import { examples, suggest } from '#src/findings/vocabulary.ts';

const row = { rank: 1, fileName: 'a.dcm', filmId: 'f', score: -0.25, earnedBy: 'effusion', mark: '', outsideDomain: false } as const;
const table: ResultTable = { query: 'effusion', modelId: 'v0', tags: ['a', 'b'], rows: [row] };

it('writes a table that other programs read', () => {
  expect(toCsv(table)).toBe('rank,file,film,score,earned by,mark,outside domain,query,model,tags\r\n1,"a.dcm","f",-0.25,"effusion","",false,"effusion","v0","a; b"\r\n');
  expect(JSON.parse(toJson(table))).toMatchObject({ version: 1, rows: [{ score: -0.25 }] });
});

it.each(['=1+1', '+1', '-1', '@a', '\t=1', '\r=1'])('writes %j so that a spreadsheet does not run it', (fileName) => {
  expect(toCsv({ ...table, rows: [{ ...row, fileName }] })).toContain(`"'${fileName}"`);
});

it('doubles quotes', () => {
  expect(toCsv({ ...table, query: 'say "no"' })).toContain('"say ""no"""');
});

const facts: FilterFacts = { patientSex: 'F', patientAge: '061Y', patientBirthDate: '', studyDate: '20260310', viewPosition: 'PA', modality: 'DX' };
const passes = (text: string, change: Partial<FilterFacts> = {}): boolean => passesFilters(parseQuery(text, new Date(2026, 5, 1)).filters, { ...facts, ...change });

it('lets films pass by what they say of themselves', () => {
  expect(passes('women over 60, PA, this year')).toBe(true);
  expect(passes('over 60', { patientAge: '060Y' })).toBe(false);
  expect(passes('men')).toBe(false);
  expect(passes('women or men')).toBe(true);
  expect(passes('last year')).toBe(false);
  expect(passes('this year', { studyDate: '' })).toBe(false);
  expect(passes('lateral view', { viewPosition: 'LL' })).toBe(true);
  expect(passes('over 60', { patientAge: '' })).toBe(false);
});

it('knows an age in days, weeks and months, and from the dates', () => {
  expect(ageInYears({ ...facts, patientAge: '018M' })).toBe(1);
  expect(ageInYears({ ...facts, patientAge: '003W' })).toBe(0);
  expect(ageInYears({ ...facts, patientAge: '', patientBirthDate: '19600311' })).toBe(65);
  expect(ageInYears({ ...facts, patientAge: '', patientBirthDate: '19600310' })).toBe(66);
});

it('suggests what may follow: own searches first, then the vocabulary', () => {
  expect(suggest('eff', ['effusion on the left'], 3)[0]).toBe('effusion on the left');
  expect(suggest('effusion without pneumoth', [], 3)).toContain('effusion without pneumothorax');
  expect(suggest('', ['one'], 5)).toEqual(['one']);
  expect(suggest('zzz', [], 3)).toEqual([]);
  expect(suggest('', [], 5)).toEqual(examples);
  expect(suggest('without chest tube', [], 5)).toEqual([]);
  expect(suggest('effusion, this year', [], 5)).toEqual([]);
  expect(suggest('small pleural', [], 5)).toEqual(['small pleural effusion', 'small pleural thickening']);
  expect(suggest('enlarged heart', [], 3)).toEqual([]);
  expect(suggest('women over 40', [], 5)).toEqual([]);
  expect(suggest('women over 6', [], 5)).toEqual(['women over 60']);
  expect(suggest('pleural effusion', [], 3)).not.toContain('pleural effusion');
});
