import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { decodeTable } from '#src/lib/readTable.ts';
import { importLabels } from '#src/teaching/labelImport.ts';
import { yesNoClasses, type LabelSet } from '#src/teaching/labelSet.ts';

const idOf = (digit: string) => filmId(digit.repeat(64));
const films = [
  { filmId: idOf('1'), fileName: 'folder/one.dcm', sopInstanceUid: '1.2.3' },
  { filmId: idOf('2'), fileName: 'Zwei-Röntgen.png', sopInstanceUid: '' },
  { filmId: idOf('3'), fileName: 'a/twin.dcm', sopInstanceUid: '' },
  { filmId: idOf('4'), fileName: 'b/twin.dcm', sopInstanceUid: '' },
];
const set = (classes = yesNoClasses): LabelSet => ({ labelSetId: 's', name: 'Pneumonia', definition: '', classes, madeAt: 0 });
const taken = (csv: string, of = set()) => importLabels(csv, of, films);

describe('importLabels', () => {
  it('finds films by name, UID and hash, in the column named as the set', () => {
    const { labels, column, unmatched } = taken(`film,note,pneumonia\none,x,1\n${'2'.repeat(64)},x,no\na/twin.dcm,x,uncertain\n`);
    expect(column).toBe('pneumonia');
    expect([...labels]).toEqual([[idOf('1'), 'yes'], [idOf('2'), 'no'], [idOf('3'), 'unsure']]);
    expect(unmatched).toEqual([]);
    expect([...taken('uid;x\n1.2.3;positive').labels]).toEqual([[idOf('1'), 'yes']]);
  });

  it('lists rows that name no film, or two, and takes neither of two answers for one film', () => {
    const { labels, unmatched, contradictory, unread } = taken('film;x\ntwin;1\nnobody;0\none;1\nfolder/one.dcm;0\nzwei-röntgen;perhaps');
    expect(labels.size).toBe(0);
    expect(unmatched).toEqual(['twin', 'nobody']);
    expect(contradictory).toEqual(['folder/one.dcm']);
    expect(unread).toBe(1);
  });

  it('reads Latin-1 and UTF-8', () => {
    const latin = Uint8Array.from('film;x\r\nZwei-R\u00F6ntgen.png;1', (sign) => sign.charCodeAt(0)).buffer;
    for (const bytes of [latin, new TextEncoder().encode('\uFEFFfilm;x\r\nZwei-Röntgen.png;1').buffer]) expect([...taken(decodeTable(bytes)).labels.keys()]).toEqual([idOf('2')]);
  });

  it('reads the UTF-16 that spreadsheets call Unicode text, and names with accents taken apart', () => {
    const text = '\uFEFFfilm\tx\r\nZwei-R\u00F6ntgen.png\t1';
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (const little of [true, false]) {
      for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
      expect([...taken(decodeTable(bytes.buffer)).labels.keys()]).toEqual([idOf('2')]);
    }
    const apart = films.map((film) => ({ ...film, fileName: film.fileName.normalize('NFD') }));
    expect([...importLabels('film;x\nzwei-r\u00F6ntgen;1', set(), apart).labels.keys()]).toEqual([idOf('2')]);
  });

  it('refuses a workbook, which is a packed file and no text, and says what to do', () => {
    const workbook = new Uint8Array([0x50, 0x4b, 3, 4, 0x14, 0, 0, 0, 0x2c, 10, 0x2c, 10, 0x31, 0x2c]);
    expect(() => taken(decodeTable(workbook.buffer))).toThrow(expect.objectContaining({ kind: 'LabelsUnreadable', facts: { reason: expect.stringContaining('save the sheet as CSV') as unknown } }) as Error);
  });

  it('reads the names of classes', () => {
    const classes = [{ classId: 'class1', name: 'Bacterial' }, { classId: 'class2', name: 'Viral' }, { classId: 'class3', name: 'Normal' }];
    expect([...taken('film,x\none,VIRAL\ntwo,1', set(classes)).labels.values()]).toEqual(['class2']);
  });

  it.each(['', 'film\none', 'film,x'])('says what a table needs where %j is none', (csv) => {
    expect(() => taken(csv)).toThrow(expect.objectContaining({ kind: 'LabelsUnreadable' }) as Error);
  });
});
