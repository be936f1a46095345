import { describe, expect, it } from 'vitest';
import { madeFilms } from '#src/teaching/madeFilms.ts';
import { teach } from '#src/teaching/teach.ts';
import { yesNoClasses } from '#src/teaching/labelSet.ts';
import { teachReportHtml } from '#src/ui/TeachReport.tsx';

const films = madeFilms({ films: 60, size: 8 });
const taught = await teach({ set: films, prior: { direction: films.direction, vouched: true }, classWeights: 'none', seed: 1, wasmFolder: null, finished: [] }, () => undefined);
const [, report] = taught.reports;
const html = (name: string): string => {
  if (!report) throw new Error('the run has no report');
  return teachReportHtml({
    run: { stage: 'done', aim: { labelSetId: 's', classId: 'yes', priorId: null, classWeights: 'none', network: false, seed: 7 }, films: [], positive: films.positive, dataHash: 'abc123', taught },
    report,
    name,
    threshold: 0,
    set: { labelSetId: 's', name, definition: 'a <b>bold</b> one', classes: yesNoClasses, madeAt: 0 },
    modelId: 'm',
    preprocessingVersion: 4,
    madeAt: new Date(0),
  });
};

describe('the report of a run', () => {
  it('is one page with its figures, where they come from, and four charts', () => {
    const page = html('Effusion');
    expect(page.startsWith('<!doctype html>')).toBe(true);
    for (const said of ['abc123', 'm, preprocessing version 4', '1970-01-01', report?.auc.value.toFixed(3) ?? '', 'Prompts alone, no labels', 'Labels alone', '60 films']) expect(page).toContain(said);
    expect(page.match(/<svg/g)).toHaveLength(4);
  });

  it('loads and runs nothing, whatever the set is called', () => {
    const page = html('"><script>alert(1)</script><img src=x onerror=alert(1)>');
    expect(page).not.toMatch(/<(script|img|link|iframe|b)\b/);
    expect(page).not.toMatch(/\b(src|href)="/);
  });
});
