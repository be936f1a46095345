import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import type { IntakeLine, IntakeStatus } from '#src/state/appState.ts';
import { countResults, linesAsText, resultOf } from '#src/ui/intakeResults.ts';

const id = filmId('0'.repeat(64));
const line = (fileName: string, status: IntakeStatus, notices: IntakeLine['notices'] = []): IntakeLine => ({ lineId: 1, fileName, status, notices });
const failure = { kind: 'CorruptFile', facts: {} } as const;

const lines = [
  line('a.dcm', { stage: 'scored', filmId: id }),
  line('b.dcm', { stage: 'scored', filmId: id }, ['truncatedPixels']),
  line('c.dcm', { stage: 'notAsked', filmId: id, reason: 'lateralView' }),
  line('d.dcm', { stage: 'failed', during: 'decoding', failure }),
  line('e.dcm', { stage: 'failed', during: 'embedding', filmId: id, failure }),
  line('f.zip', { stage: 'unpacked', files: 2 }),
  line('g.dcm', { stage: 'decoding' }),
];

describe('results of an intake', () => {
  it('are told apart as the filters do', () => {
    expect(lines.map(resultOf)).toEqual(['opened', 'noticed', 'noticed', 'refused', 'noticed', 'neither', 'running']);
    expect(countResults(lines)).toEqual({ all: 7, opened: 1, noticed: 3, refused: 1 });
  });

  it('copy as text: file, result, reason and what to do', () => {
    expect(linesAsText([lines[1], lines[3]].flatMap((each) => each ?? []), { films: new Map(), identityHidden: false })).toBe(
      'b.dcm\tWith a notice\tscored · The pixels end early: the rest is black\nd.dcm\tRefused\tThe file is damaged or cut off. Copy it again from its source.',
    );
  });

  it('name no file while identity is hidden: files are named after patients', () => {
    expect(linesAsText(lines.slice(6), { films: new Map(), identityHidden: true })).toBe('File 1\tUnder way\tdecoding');
  });
});
