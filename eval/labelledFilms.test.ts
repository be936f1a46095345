import { describe, expect, it } from 'vitest';
import { decodeText, labelKey, LabelFileError, readLabelFile } from './labelledFilms.ts';

const header = 'image,split,min_side,labels,patient,age,sex,view,follow_up,stratum';

describe('a label file', () => {
  it('gives rows of one split, with strata', () => {
    const { rows, hasStrata, problems } = readLabelFile(`${header}\na.jpg,train,128,Mass,1,57,M,PA,0,128\nb.jpg,test,448,Effusion|Pleural_Thickening,2,057Y,F,AP,1,448\n`, 'test');
    expect(hasStrata).toBe(true);
    expect(problems).toEqual([]);
    expect(rows).toEqual([{ image: 'b.jpg', labels: new Set(['effusion', 'pleuralthickening']), patient: '2', stratum: '448', sex: 'F', age: 57, view: 'AP' }]);
  });

  it('takes all rows without a split', () => {
    expect(readLabelFile(`${header}\na.jpg,train,128,Mass,1,57,M,PA,0,128\nb.jpg,test,448,Mass,2,57,F,AP,1,448`, undefined).rows).toHaveLength(2);
  });

  it.each([
    ['semicolons, a byte order mark and other names', '\uFEFFImage Index;Finding Labels;Patient ID;Patient Gender\r\na.png;Cardiomegaly|Edema;7;M\r\n'],
    ['tabs', 'image\tlabels\tpatient\tsex\na.png\tCardiomegaly|Edema\t7\tmale\n'],
    ['quoted cells', '"image","labels","patient","sex"\n"a.png","Cardiomegaly|Edema","7","M"\n'],
  ])('is read with %s', (_, csv) => {
    const { rows, hasStrata, problems } = readLabelFile(csv, undefined);
    expect(hasStrata).toBe(false);
    expect(rows).toMatchObject([{ image: 'a.png', labels: new Set(['cardiomegaly', 'edema']), patient: '7', sex: 'M', stratum: '' }]);
    expect(rows[0]?.age).toBeNaN();
    expect(problems.map(({ kind }) => kind)).toEqual(['noStratumColumn']);
  });

  it('names what it leaves out', () => {
    const { rows, problems, labelCounts } = readLabelFile('image,labels\na,Mass\na,No Finding\nb,\nc,Mass|Mass', 'test');
    expect(rows.map(({ image, patient }) => [image, patient])).toEqual([['a', 'a'], ['c', 'c']]);
    expect(labelCounts).toEqual(new Map([['Mass', 2]]));
    expect(problems.map(({ kind, count }) => [kind, count])).toEqual([['noSplitColumn', 4], ['noPatientColumn', 4], ['noStratumColumn', 4], ['duplicateRow', 1], ['emptyLabels', 1]]);
  });

  it.each([
    ['nothing', '', undefined, /empty/],
    ['no label column', 'image,other\na,b', undefined, /no column "labels"; its columns are image, other/],
    ['a split that is not there', `${header}\na.jpg,train,128,Mass,1,57,M,PA,0,128`, 'tset', /no row has the split "tset"; there are "train"/i],
    ['a header alone', 'image,labels\n', undefined, /No row/],
  ])('with %s is refused', (_, csv, split, message) => {
    expect(() => readLabelFile(csv, split)).toThrow(LabelFileError);
    expect(() => readLabelFile(csv, split)).toThrow(message);
  });
});

it('one finding has many spellings', () => {
  expect(new Set(['Pleural_Thickening', 'pleural thickening', ' PleuralThickening'].map(labelKey)).size).toBe(1);
});

it.each([
  ['UTF-8', [0xc3, 0xb6]],
  ['Latin-1', [0xf6]],
  ['UTF-16', [0xff, 0xfe, 0xf6, 0x00]],
])('%s is read', (_, bytes) => {
  expect(decodeText(Uint8Array.from(bytes))).toBe('ö');
});
