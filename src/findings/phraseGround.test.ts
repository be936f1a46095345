import { describe, expect, it } from 'vitest';
import { phraseGround, samePhrase } from '#src/findings/phraseGround.ts';

describe('what a phrase stands on', () => {
  it.each([
    'pleural effusion', 'Enlarged heart.', 'no pneumothorax', 'bilateral perihilar opacities', 'blunting of the costophrenic angles',
    'the lungs are clear', 'right-sided chest tube', 'healing rib fractures', 'small effusions', 'masses', 'pneumothoraces',
  ])('%s: grounded', (phrase) => {
    expect(['grounded', 'partly']).toContain(phraseGround(phrase).kind);
    if (phrase !== 'healing rib fractures') expect(phraseGround(phrase)).toEqual({ kind: 'grounded' });
  });

  it('names the words that are no words of the field', () => {
    expect(phraseGround('banana')).toEqual({ kind: 'none', unknown: ['banana'] });
    expect(phraseGround('a yellow banana, and a banana')).toEqual({ kind: 'none', unknown: ['yellow', 'banana'] });
    expect(phraseGround('banana in the left lung')).toEqual({ kind: 'partly', unknown: ['banana'] });
    expect(phraseGround('Erguss in der left lung')).toEqual({ kind: 'partly', unknown: ['erguss', 'der'] });
    expect(phraseGround('is it')).toEqual({ kind: 'none', unknown: ['is', 'it'] });
  });

  it('reads Latin letters alone', () => {
    for (const phrase of ['胸腔积液', '🫁🫁', 'плевральный выпот', '...', '12 34']) expect(phraseGround(phrase)).toEqual({ kind: 'unreadable' });
    expect(phraseGround('effusion 积液')).toEqual({ kind: 'partly', unknown: ['积液'] });
  });

  it('knows one phrase in two spellings', () => {
    expect(samePhrase(' The lungs  are clear. ', 'the lungs are clear')).toBe(true);
    expect(samePhrase('the lungs are clear', 'the lung is clear')).toBe(false);
  });
});
