import { describe, expect, it } from 'vitest';
import { upright } from '#src/viewer/orientation.ts';
import { orientationMarks } from '#src/viewer/orientationMarks.ts';

describe('orientation marks', () => {
  it('stand where the tags say, and turn and flip with the film', () => {
    expect(orientationMarks('L\\F', 'PA', upright)).toEqual({ top: 'H', right: 'L', bottom: 'F', left: 'R', certain: true });
    expect(orientationMarks('L\\F', 'PA', { flipped: true, turns: 0 })).toMatchObject({ right: 'R', left: 'L', top: 'H' });
    expect(orientationMarks('L\\F', 'PA', { flipped: false, turns: 1 })).toMatchObject({ top: 'R', right: 'H', bottom: 'L', left: 'F' });
    expect(orientationMarks('L\\F', 'PA', { flipped: true, turns: 1 })).toMatchObject({ top: 'L', right: 'H', bottom: 'R', left: 'F' });
    expect(orientationMarks('PL\\FR', '', upright)).toMatchObject({ right: 'PL', left: 'AR', bottom: 'FR', top: 'HL' });
  });

  it('of a film stored mirrored are mirrored', () => {
    expect(orientationMarks('R\\F', 'AP', upright)).toMatchObject({ left: 'L', right: 'R', certain: true });
  });

  it('are a guess of a frontal view, and none of anything else', () => {
    expect(orientationMarks('', 'ap', upright)).toEqual({ top: '', right: 'L', bottom: '', left: 'R', certain: false });
    expect(orientationMarks('', 'LL', upright)).toBeNull();
    expect(orientationMarks('UNKNOWN\\?', '', upright)).toBeNull();
    expect(orientationMarks('L\\', 'LL', upright)).toEqual({ top: '', right: 'L', bottom: '', left: 'R', certain: true });
  });
});
