import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import { addTurn, earlierMessages, readConversations, withoutFilms, writeConversations, writeTalk, type Conversations, type Turn } from '#src/state/conversations.ts';

const [one, other] = [filmId('a'.repeat(64)), filmId('b'.repeat(64))];
const turn = (question: string): Turn => ({ question, answer: 'No.', weighed: [{ text: 'No.', start: 0, end: 3, verdict: 'carried', reasons: [] }], host: 'https://models.example', at: 1 });

function storage(value: string | null = null) {
  let kept = value;
  return { getItem: () => kept, setItem: (_: string, text: string) => void (kept = text) };
}

describe('conversations', () => {
  it('are read as they were written, by film, and go with it', () => {
    let all: Conversations = new Map();
    for (const question of ['Fluid?', 'Air?']) all = addTurn(all, one, turn(question));
    all = addTurn(all, other, turn('Heart?'));
    const place = storage();
    expect(writeConversations(place, all)).toBe(true);
    expect(readConversations(place)).toEqual(all);
    expect([...withoutFilms(all, new Set([one])).keys()]).toEqual([other]);
    expect(withoutFilms(all, new Set())).toBe(all);
  });

  it('keep and send their last turns alone', () => {
    let all: Conversations = new Map();
    for (let at = 0; at < 40; at++) all = addTurn(all, one, turn(`q${at}`));
    const turns = all.get(one) ?? [];
    expect(turns).toHaveLength(30);
    expect(earlierMessages(turns).map(({ role, text }) => `${role} ${text}`).slice(0, 2)).toEqual(['user q34', 'assistant No.']);
    expect(earlierMessages(turns)).toHaveLength(12);
  });

  it('of two tabs do not undo each other, and of films that are not kept go with the visit', () => {
    const place = storage();
    const none: Conversations = new Map();
    const mine = addTurn(none, one, turn('Fluid?'));
    const theirs = addTurn(none, other, turn('Heart?'));
    expect(writeTalk(place, mine, none, () => true)).toBe(true);
    expect(writeTalk(place, theirs, none, () => true)).toBe(true);
    expect(readConversations(place)).toEqual(new Map([...mine, ...theirs]));
    writeTalk(place, none, mine, () => true);
    expect(readConversations(place)).toEqual(theirs);
    writeTalk(place, addTurn(none, one, turn('Air?')), none, () => false);
    expect(readConversations(place)).toEqual(theirs);
  });

  it.each([
    ['rubbish', '{oops'],
    ['a list', '[]'],
    ['another film id', JSON.stringify({ x: [turn('q')] })],
    ['a turn without an answer', JSON.stringify({ [one]: [{ ...turn('q'), answer: 1 }] })],
    ['a turn with other marks', JSON.stringify({ [one]: [{ ...turn('q'), weighed: [null] }] })],
  ])('%s is left out', (_, text) => {
    expect(readConversations(storage(text)).size).toBe(0);
  });

  it('last for the visit where nothing can be kept', () => {
    const refuse = { setItem: () => { throw new Error('full'); } };
    expect(writeConversations(refuse, new Map())).toBe(false);
  });
});
