import { describe, expect, it } from 'vitest';
import { labelsOf, parseLabelTable } from '#src/findings/labelTable.ts';

const findings = [{ id: 'effusion', name: 'effusion' }, { id: 'pleural_thickening', name: 'pleural thickening' }];

describe('a table of labels', () => {
  it('finds findings by id or name, films by file name or id, and keeps what it cannot use apart', () => {
    const table = parseLabelTable('\uFEFFImage,Effusion,Pleural Thickening,Age\r\n"a, b.png",1,0,70\r\n\r\nfolder/c.dcm,yes,,3\nd,uncertain,-1,0\n', findings);
    expect(table.findingIds).toEqual(['effusion', 'pleural_thickening']);
    expect(table.passedOver).toEqual(['Age']);
    expect(labelsOf(table, { fileName: 'x/A, B.png', filmId: '1' })).toEqual({ effusion: true, pleural_thickening: false });
    expect(labelsOf(table, { fileName: 'folder/c.dcm', filmId: '1' })).toEqual({ effusion: true });
    expect(labelsOf(table, { fileName: 'd.jpeg', filmId: '1' })).toEqual({});
    expect(labelsOf(table, { fileName: 'e.png', filmId: 'd' })).toEqual({});
    expect(labelsOf(table, { fileName: 'e.png', filmId: '1' })).toBeUndefined();
  });

  it('reads semicolons, tabs and quotes within quotes', () => {
    expect(parseLabelTable('film;effusion\na;1', findings).labels.get('a')).toEqual({ effusion: true });
    expect(parseLabelTable('film\teffusion\n"a ""b"""\t0', findings).labels.get('a "b"')).toEqual({ effusion: false });
  });

  it.each([
    ['', 'no header with a film and a finding'],
    ['film,effusion', 'no row beneath the header'],
    ['film,age\na,1', 'no column is named as a finding'],
    ['film,effusion\n"a,1', 'a quotation mark that nothing closes'],
  ])('refuses %o', (csv, reason) => {
    expect(() => parseLabelTable(csv, findings)).toThrow(expect.objectContaining({ kind: 'LabelsUnreadable', facts: { reason } }));
  });
});
