import { describe, expect, it } from 'vitest';
import { deidentify } from '#src/llm/deidentify.ts';
import { removedKinds } from '#src/llm/identifierSpan.ts';
import { nothingKnown } from '#src/llm/knownValues.ts';
import { plantedReport, type PlantedReport } from './plantedReports.ts';

const reports = Array.from({ length: 200 }, (_, number) => plantedReport(number));
const brackets = new RegExp(`\\[(?:${removedKinds.join('|')})\\]`, 'g');
/** Of "10th of March", "8:15 pm" and "92-year-old": they tell nothing by themselves. */
const tellsNothing = new Set(['th', 'of', 'the', 'pm', 'am', 'hrs', 'year', 'old']);

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.replaceAll(brackets, ' ').toLowerCase().matchAll(/[\p{L}\d]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Parts of planted identifiers that stand in `clean` oftener than in the report's own words. */
function leaked({ planted, clinical }: PlantedReport, clean: string): string[] {
  const left = countsOf(clean);
  const allowed = countsOf(clinical);
  const parts = planted.flatMap((each) => [...countsOf(each).keys()]).filter((part) => part.length > 1 && !tellsNothing.has(part));
  return [...new Set(parts)].filter((part) => (left.get(part) ?? 0) > (allowed.get(part) ?? 0));
}

describe('200 built reports', { timeout: 60_000 }, () => {
  it('hold what they are said to hold', () => {
    expect(reports.flatMap(({ planted }) => planted)).toHaveLength(1800);
    for (const report of reports) {
      for (const each of report.planted) expect(report.text).toContain(each);
      expect(leaked(report, report.text).length).toBeGreaterThan(3);
    }
  });

  it('lose every planted identifier', () => {
    const escaped = reports.flatMap((report, number) => leaked(report, deidentify(report.text, report.known).text).map((part) => `${number}: ${part}`));
    expect(escaped).toEqual([]);
  });

  it('keep at least 99 % of their clinical words', () => {
    let all = 0;
    const lost: string[] = [];
    for (const { text, clinical, known } of reports) {
      const left = countsOf(deidentify(text, known).text);
      for (const [word, count] of countsOf(clinical)) {
        all += count;
        for (let missing = left.get(word) ?? 0; missing < count; missing++) lost.push(word);
      }
    }
    console.info(`${all - lost.length} of ${all} clinical words stay`);
    expect(all).toBeGreaterThan(25_000);
    expect(lost.length / all, lost.join(' ')).toBeLessThanOrEqual(0.01);
  });

  it('stay as they are when cleaned again', () => {
    for (const { text, known } of reports) {
      const once = deidentify(text, known).text;
      expect(deidentify(once, known).text).toBe(once);
      expect(deidentify(once, nothingKnown).text).toBe(once);
    }
  });

  it('are cleaned as a whole where they are many pages, and runs of one character end', () => {
    const pages = reports.slice(0, 150).map(({ text }) => text).join('\n\n');
    expect(pages.length).toBeGreaterThan(150_000);
    expect(deidentify(pages, nothingKnown).removed.length).toBeGreaterThan(700);
    for (const run of [' ', '\n', 'a', '1', '-', 'a.', 'A^', '12/']) expect(deidentify(run.repeat(4000), nothingKnown).text.length).toBeGreaterThan(0);
  });
});
