import { describe, expect, it } from 'vitest';
import { personName, personNameGroups } from '#src/ui/filmFacts.ts';

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
