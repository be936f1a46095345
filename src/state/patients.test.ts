import { describe, expect, it } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Film } from '#src/state/appState.ts';
import { identityOf, mayLink, pairKey, priorsOf, timelineOf } from '#src/state/patients.ts';

const person = {
  patientId: 'P1', patientName: 'DOE^JANE', patientBirthDate: '19700101', issuerOfPatientId: 'HOSPITAL A', studyInstanceUid: '1.1',
  studyDate: '20260101', studyTime: '1000', viewPosition: 'PA',
} as StudyFacts;
let count = 0;
const film = (change: Partial<StudyFacts> = {}): Film =>
  ({ record: { filmId: filmId((++count).toString(16).padStart(64, '0')), kind: 'film', addedAt: count, facts: { ...person, ...change } }, kept: true, scoring: { stage: 'waiting' } }) as unknown as Film;

describe('identityOf', () => {
  it.each([
    ['the same tags', {}, 'same'],
    ['another spelling of the same name', { patientName: 'Doe^Jane^^' }, 'same'],
    ['an ideographic group beside it', { patientName: 'DOE^JANE=漢^字' }, 'same'],
    ['another ID', { patientId: 'P2' }, 'other'],
    ['another name', { patientName: 'ROE^JANE' }, 'ask'],
    ['no name', { patientName: '' }, 'ask'],
    ['another birth date', { patientBirthDate: '19700102' }, 'ask'],
    ['no birth date', { patientBirthDate: '' }, 'same'],
    ['another issuer', { issuerOfPatientId: 'HOSPITAL B' }, 'ask'],
    ['no issuer', { issuerOfPatientId: '' }, 'same'],
    ['no ID on one side', { patientId: '' }, 'other'],
  ] as const)('%s: %s', (_, change, expected) => {
    expect(identityOf(person, { ...person, ...change })).toBe(expected);
    expect(identityOf({ ...person, ...change }, person)).toBe(expected);
  });

  it('of films without ID holds within one study only', () => {
    const nobody = { ...person, patientId: '' };
    expect(identityOf(nobody, nobody)).toBe('same');
    expect(identityOf(nobody, { ...nobody, studyInstanceUid: '1.2' })).toBe('other');
    expect(identityOf({ ...nobody, studyInstanceUid: '' }, { ...nobody, studyInstanceUid: '' })).toBe('other');
  });

  it('of a record of before, without issuer, is read all the same', () => {
    const { issuerOfPatientId: _, ...before } = person;
    expect(identityOf(before as StudyFacts, person)).toBe('same');
  });
});

describe('priors', () => {
  const current = film({ studyDate: '20260301' });
  const older = film({ studyDate: '20250101' });
  const last = film({ studyDate: '20260201', viewPosition: 'AP' });
  const lateral = film({ studyDate: '20260215', viewPosition: 'LL' });
  const later = film({ studyDate: '20260401' });
  const undated = film({ studyDate: '' });
  const stranger = film({ studyDate: '20260210', patientId: 'P2' });
  const doubtful = film({ studyDate: '20240101', patientName: 'ROE^JANE' });
  const all = new Map([later, older, stranger, current, undated, lateral, last, doubtful].map((each) => [each.record.filmId, each]));

  it('are earlier films of the same view, latest first, of nobody else', () => {
    expect(priorsOf(current, all)).toEqual([last, older, doubtful]);
    expect(priorsOf(undated, all)).toEqual([]);
  });

  it('lie in a timeline with all that may be the same person, oldest first', () => {
    expect(timelineOf(current, all)).toEqual([undated, doubtful, older, last, lateral, current, later]);
  });

  it('move together only for one person, or a pair that the reader confirmed', () => {
    expect(mayLink(current, last, new Set())).toBe(true);
    expect(mayLink(current, stranger, new Set([pairKey(current.record.filmId, stranger.record.filmId)]))).toBe(false);
    expect(mayLink(current, doubtful, new Set())).toBe(false);
    expect(mayLink(current, doubtful, new Set([pairKey(doubtful.record.filmId, current.record.filmId)]))).toBe(true);
  });
});
