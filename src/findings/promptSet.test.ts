import { describe, expect, it } from 'vitest';
import { faultOf, parsePromptSet, promptSetOf, weightedDirection, type PromptSet } from '#src/findings/promptSet.ts';
import { contrastDirection } from '#src/findings/zeroShot.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

const card = {
  id: 'm',
  findings: [{ id: 'effusion', name: 'effusion', positivePrompts: ['effusion', 'fluid'], negativePrompts: ['clear'], operatingPoint: { threshold: 0.2 } }],
} as unknown as ModelCard;
const set = promptSetOf(card, 'mine');
const vectors = new Map([['effusion', Float32Array.of(1, 0)], ['fluid', Float32Array.of(0.6, 0.8)], ['clear', Float32Array.of(0, 1)]]);
const changed = (change: (copy: Record<string, unknown>) => void): string => {
  const copy = JSON.parse(JSON.stringify(set)) as Record<string, unknown>;
  change(copy);
  return JSON.stringify(copy);
};
const first = (copy: Record<string, unknown>): Record<string, unknown> => (copy as unknown as { findings: Record<string, unknown>[] }).findings[0] ?? {};

describe('a prompt set', () => {
  it('of one weight scores as the card does, and by its weights otherwise', () => {
    const finding = set.findings[0];
    if (!finding) throw new Error('there is a finding');
    expect([...weightedDirection(finding, vectors)]).toEqual([...contrastDirection(['effusion', 'fluid'], ['clear'], vectors)].map((value) => expect.closeTo(value, 6) as number));
    const heavier = { ...finding, positive: [{ text: 'effusion', weight: 3 }, { text: 'fluid', weight: 1 }] };
    expect([...weightedDirection(heavier, vectors)]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(0.2 - 1, 6)]);
  });

  it('goes out as JSON and comes back the same', () => {
    expect(parsePromptSet(JSON.stringify(set), 'm')).toEqual(set);
  });

  it.each<[string, string, string]>([
    ['no JSON', 'no JSON', ''],
    ['an unknown field', changed((copy) => (copy['extra'] = 1)), 'extra'],
    ['an unknown field within', changed((copy) => (first(copy)['colour'] = 1)), 'findings[0].colour'],
    ['a missing field', changed((copy) => delete copy['version']), 'version'],
    ['another format', changed((copy) => (copy['format'] = 'else')), 'format'],
    ['a weight of 0', changed((copy) => (first(copy)['positive'] = [{ text: 'a', weight: 0 }])), 'findings[0].positive[0].weight'],
    ['a prompt without text', changed((copy) => (first(copy)['positive'] = [{ text: ' ', weight: 1 }])), 'findings[0].positive[0].text'],
    ['an empty side', changed((copy) => (first(copy)['negative'] = [])), 'findings[0]'],
    ['positive = negative', changed((copy) => (first(copy)['negative'] = first(copy)['positive'])), 'findings[0]'],
    ['two of one id', changed((copy) => (copy['findings'] = [first(copy), first(copy)])), 'findings[1].id'],
    ['a point that is no number', changed((copy) => (first(copy)['operatingPoint'] = 'high')), 'findings[0].operatingPoint'],
    ['no finding', changed((copy) => (copy['findings'] = [])), 'findings'],
    ['the name of a phrase', changed((copy) => (first(copy)['id'] = 'phrase:fluid')), 'findings[0].id'],
    ['far too much', ' '.repeat(300_000), ''],
    ['a list', '[]', ''],
  ])('refuses %s and names the place', (_, json, at) => {
    expect(() => parsePromptSet(json, 'm')).toThrow(expect.objectContaining({ kind: 'PromptSetInvalid', facts: expect.objectContaining({ at }) as object }));
  });

  it('refuses the set of another model, by name', () => {
    expect(() => parsePromptSet(JSON.stringify(set), 'other')).toThrow(expect.objectContaining({ kind: 'PromptSetOfOtherModel', facts: { model: 'm' } }));
  });

  it('knows sides that cancel, in any order and spelling', () => {
    const side = (...texts: string[]): PromptSet['findings'][0]['positive'] => texts.map((text) => ({ text, weight: 1 }));
    expect(faultOf({ positive: side('a', 'b'), negative: side('B.', ' a') })).toBe('cancels');
    expect(faultOf({ positive: side('a', 'b'), negative: side('a') })).toBeNull();
    expect(faultOf({ positive: side(' '), negative: side('a') })).toBe('empty');
  });
});
