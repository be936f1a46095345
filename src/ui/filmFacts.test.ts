import { describe, expect, it } from 'vitest';
import { acquiredAt, bodyPosition, personName, personNameGroups } from '#src/ui/filmFacts.ts';

describe('person names', () => {
  it.each([
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', ['Yamada, Tarou', '山田 太郎', 'やまだ たろう']],
    ['Doe^Jane^Mary^Dr', ['Doe, Jane Mary']],
    ['=洪^吉洞=홍^길동', ['洪 吉洞', '홍 길동']],
    ['Wang^XiaoDong=王^小東=', ['Wang, XiaoDong', '王 小東']],
    ['Doe^Jane^^^', ['Doe, Jane']],
    ['', []],
    ['^^', []],
  ])('%s', (value, groups) => {
    expect(personNameGroups(value)).toEqual(groups);
  });

  it('shows the first group that is there', () => {
    expect(personName('=山田^太郎')).toBe('山田 太郎');
    expect(personName('')).toBe('');
  });
});

describe('acquisition', () => {
  it('is told by its own time, with its date where that is another, else by the time of the study', () => {
    const study = { studyDate: '20260714', studyTime: '101500' };
    expect(acquiredAt({ ...study, acquisitionDate: '20260714', acquisitionTime: '102233.123' })).toBe('taken 10:22');
    expect(acquiredAt({ ...study, acquisitionDate: '20260713', acquisitionTime: '2359' })).toBe('taken 2026-07-13 23:59');
    expect(acquiredAt(study)).toBe('10:15');
    expect(acquiredAt({ studyDate: '20260714', studyTime: 'noon' })).toBe('');
  });

  it('of a lying patient says how, and of other codes nothing', () => {
    expect(['HFS', 'FFP', 'hfdr', 'HFDL', '', 'STANDING'].map(bodyPosition)).toEqual(['supine', 'prone', 'decubitusRight', 'decubitusLeft', null, null]);
  });
});
