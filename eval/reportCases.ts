import { swapSides } from '#src/assistant/corrections.ts';
import { areKin } from '#src/assistant/findingFamilies.ts';
import { reportSentences } from '#src/assistant/reportSentences.ts';
import { oneSideOf } from '#src/assistant/sideWords.ts';
import { cardIdOf } from '#src/claims/lexicon.ts';
import { mulberry32 } from '#src/findings/bootstrapByPatient.ts';
import { labelKey, noFinding } from './labelledFilms.ts';
import type { ScoredSet } from './scoredFilms.ts';

export type Fault = 'none' | 'added' | 'removed' | 'swapped';

/** A report built for a film from sentences of other people's reports: it fits the film's labels, or has one fault. */
export interface ReportCase {
  readonly filmId: string;
  readonly patient: string;
  readonly fault: Fault;
  /** Where the fault stands: in the impression alone, so that the findings contradict it, or in the whole report. */
  readonly within: 'impression' | 'whole';
  readonly text: string;
}

/** A report as the Indiana collection has it, a line each. */
interface WrittenReport {
  readonly findings: string;
  readonly impression: string;
}

interface Sentences {
  /** Labels' key → sentences that say it is there and say nothing else. */
  readonly present: ReadonlyMap<string, readonly string[]>;
  /** Sentences that deny some findings and say nothing else, with the labels denied. */
  readonly absent: readonly { readonly text: string; readonly denies: ReadonlySet<string> }[];
  /** Sentences of impressions that find nothing at all. */
  readonly normal: readonly string[];
}

/** Throws a `TypeError` where the file holds no such report. */
export function readReports(text: string): readonly WrittenReport[] {
  const reports = text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Partial<WrittenReport>);
  const whole = reports.filter((report): report is WrittenReport => typeof report.findings === 'string' && typeof report.impression === 'string');
  if (whole.length === 0) throw new TypeError('it holds no line with findings and impression');
  return whole;
}

const masked = /X{3,}/;

export function sortSentences(reports: readonly WrittenReport[]): Sentences {
  const present = new Map<string, Set<string>>();
  const absent = new Map<string, ReadonlySet<string>>();
  const normal = new Set<string>();
  for (const { findings, impression } of reports) {
    for (const { text, claims, part } of reportSentences(`FINDINGS: ${findings}\nIMPRESSION: ${impression}`)) {
      if (masked.test(text) || claims.length === 0) continue;
      const ids = [...new Set(claims.map(({ finding }) => finding))];
      const [only] = ids;
      const key = only === undefined ? '' : labelKey(only);
      if (claims.every(({ status }) => status === 'absent')) {
        if (only === 'abnormality' && ids.length === 1) {
          if (part === 'impression') normal.add(text);
        } else if (ids.every((id) => cardIdOf(id) !== undefined)) absent.set(text, new Set(ids.map((id) => labelKey(cardIdOf(id) ?? ''))));
      } else if (ids.length === 1 && only !== undefined && cardIdOf(only) !== undefined && labelKey(cardIdOf(only) ?? '') === key && claims.every(({ status, course }) => status === 'present' && course !== 'older')) {
        present.set(key, (present.get(key) ?? new Set()).add(text));
      }
    }
  }
  return {
    present: new Map([...present].map(([key, texts]) => [key, [...texts]])),
    absent: [...absent].map(([text, denies]) => ({ text, denies })),
    normal: [...normal],
  };
}

/**
 * For each of `count` films a report that fits, and the same report with one fault, added, removed and swapped in turn; findings that
 * are kin to one that is there are not added. Films that cannot have the fault, as their labels have no sentence or no side, are passed over.
 */
export function buildReportCases({ films }: ScoredSet, sentences: Sentences, count: number, within: ReportCase['within'], seed = 10): readonly ReportCase[] {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const faults: readonly Exclude<Fault, 'none'>[] = within === 'impression' ? ['added', 'removed', 'swapped'] : ['added', 'removed'];
  const keys = [...sentences.present.keys()].sort();
  const order = films.map((film) => ({ film, at: random() })).sort((one, other) => one.at - other.at).map(({ film }) => film);
  const open = new Map(faults.map((fault, at) => [fault, Math.floor(count / faults.length) + (at < count % faults.length ? 1 : 0)]));
  const cases: ReportCase[] = [];
  for (const { filmId, patient, labels } of order) {
    const there = keys.filter((key) => labels.has(key));
    if (there.length + (labels.has(noFinding) ? 1 : 0) < labels.size) continue;
    const possible = { added: true, removed: there.length > 0, swapped: there.some((key) => ofSide(sentences.present.get(key), true).length > 0) };
    // What fewest films can have is given out first.
    const fault = (['swapped', 'removed', 'added'] as const).find((each) => (open.get(each) ?? 0) > 0 && possible[each]);
    if (fault === undefined) continue;
    const stated = there.map((key) => pick(ofSide(sentences.present.get(key), fault === 'swapped')) ?? pick(sentences.present.get(key) ?? []) ?? '');
    // The impression says it in other words, of the same side.
    const concluded = stated.map((text, at) => pick((sentences.present.get(there[at] ?? '') ?? []).filter((other) => oneSideOf(other) === oneSideOf(text) && other !== text)) ?? text);
    const denied: string[] = [];
    for (let tries = 0; denied.length < 3 && tries < 60; tries++) {
      const { text, denies } = pick(sentences.absent) ?? { text: '', denies: new Set<string>() };
      if (text !== '' && !denied.includes(text) && ![...denies].some((key) => labels.has(key) || there.some((own) => areKin(own, key)))) denied.push(text);
    }
    const normal = pick(sentences.normal) ?? '';
    const reportOf = (findings: readonly string[], impression: readonly string[]): string =>
      `FINDINGS: ${[...findings, ...denied].map(closed).join(' ')}\nIMPRESSION: ${(impression.length > 0 ? impression : [normal]).map(closed).join(' ')}`;
    const faulty = (said: readonly string[], more: string): readonly string[] => (fault === 'added' ? [...said, more] : fault === 'removed' ? said.slice(1) : said.map(swapSides));
    const others = keys.filter((key) => !labels.has(key) && !there.some((own) => areKin(own, key)));
    const foreign = sentences.present.get(pick(others) ?? '') ?? [];
    const more = [pick(foreign), pick(foreign)] as const;
    if (fault === 'added' && more[0] === undefined) continue;
    open.set(fault, (open.get(fault) ?? 0) - 1);
    cases.push(
      { filmId, patient, fault: 'none', within, text: reportOf(stated, concluded) },
      { filmId, patient, fault, within, text: reportOf(within === 'whole' ? faulty(stated, more[1] ?? '') : stated, faulty(concluded, more[0] ?? '')) },
    );
  }
  return cases;
}

function ofSide(texts: readonly string[] = [], sided: boolean): readonly string[] {
  return sided ? texts.filter((text) => oneSideOf(text) !== null) : texts;
}

function closed(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
