import { describe, expect, it } from 'vitest';
import { passesFilters } from '#src/findings/filmFilter.ts';
import type { Finding } from '#src/findings/finding.ts';
import { parseQuery } from '#src/findings/parseQuery.ts';

const finding = (name: string, score: number, threshold: number | null): Finding =>
  ({ id: `taught:${name}`, name, score, operatingPoint: threshold === null ? null : { threshold, sensitivity: 1, specificity: 1, rule: '', probability: null } }) as Finding;
const facts = { patientSex: 'F', patientAge: '', patientBirthDate: '', studyDate: '', viewPosition: 'PA', modality: 'DX', findings: [finding('Large heart', 2, 1), finding('Effusion', 0, 1), finding('Hernia', 5, null)] };
const passes = (text: string, of = facts): boolean => passesFilters(parseQuery(text, new Date(0)).filters, of, of.findings);

describe('a finding as a filter', () => {
  it('asks for the side of its operating point, and every finding asked for counts', () => {
    expect(passes('above:"large heart"')).toBe(true);
    expect(passes('below:effusion')).toBe(true);
    expect(passes('above:"large heart" below:effusion sex:f')).toBe(true);
    expect(passes('above:"large heart" above:effusion')).toBe(false);
    expect(passes('above:"large heart" sex:m')).toBe(false);
  });

  it('lets no film pass that does not say: no such finding, no operating point, no scores', () => {
    expect(passes('above:nothing')).toBe(false);
    expect(passes('below:hernia')).toBe(false);
    expect(passes('below:effusion', { ...facts, findings: [] })).toBe(false);
  });
});
