import { describe, expect, it } from 'vitest';
import { addCorrections, judgeGate } from '#src/findings/gate.ts';
import { gateQuestions, type GateQuestion, type GateReading } from '#src/model/gateReading.ts';

const reading = (above: Partial<Record<GateQuestion, number>>): GateReading => ({
  gateId: 'gate',
  above: { ...(Object.fromEntries(gateQuestions.map((question) => [question, -3])) as Record<GateQuestion, number>), ...above },
});

describe('judgeGate', () => {
  it('lets a film pass that nothing speaks against, and warns of one that may be mirrored', () => {
    expect(judgeGate(reading({}))).toEqual({ stops: null, correction: null, mirrored: false });
    expect(judgeGate(reading({ mirrored: 1 }))).toEqual({ stops: null, correction: null, mirrored: true });
  });

  it.each([
    [{ other: 1 }, 'otherPicture', null],
    [{ cropped: 0.1 }, 'croppedFilm', null],
    [{ child: 2 }, 'childByPixels', null],
    [{ inverted: 2 }, 'invertedGrey', { turns: 0, inverted: true }],
    [{ turned90: 2, turned180: 1 }, 'turnedFilm', { turns: 3, inverted: false }],
    [{ turned180: 2 }, 'turnedFilm', { turns: 2, inverted: false }],
    [{ turned270: 2 }, 'turnedFilm', { turns: 1, inverted: false }],
    [{ turned270: 2, inverted: 1 }, 'invertedGrey', { turns: 1, inverted: true }],
    // In a strange pose a film looks strange: what the gate is surer of is said.
    [{ other: 1, inverted: 4 }, 'invertedGrey', { turns: 0, inverted: true }],
    [{ other: 4, inverted: 1 }, 'otherPicture', null],
    [{ turned90: 1, child: 3, cropped: 2 }, 'turnedFilm', { turns: 3, inverted: false }],
  ] as const)('%o: %s', (above, stops, correction) => {
    expect(judgeGate(reading(above))).toMatchObject({ stops, correction });
  });
});

describe('addCorrections', () => {
  it('adds turns and takes an inversion back by another', () => {
    expect(addCorrections(null, { turns: 3, inverted: false })).toEqual({ turns: 3, inverted: false });
    expect(addCorrections({ turns: 3, inverted: true }, { turns: 2, inverted: false })).toEqual({ turns: 1, inverted: true });
    expect(addCorrections({ turns: 3, inverted: true }, { turns: 1, inverted: true })).toBeNull();
  });
});
