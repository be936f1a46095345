// `node scripts/checkReports.mjs [--reports FILE] [--show 20]`: how often the report check's rules cry wolf on untouched reports, and
// how many swapped sides they find. FILE has a report a line: {"id", "findings", "impression"}. No film, no scores.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({ options: { reports: { type: 'string', default: '../shared/data/reports/indiana.jsonl' }, films: { type: 'string', default: '300' }, show: { type: 'string', default: '0' } } });
const reports = readFileSync(values.reports, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter(({ findings, impression }) => findings.trim() !== '' && impression.trim() !== '');

const server = await createServer({ logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null }, appType: 'custom' });
const [{ checkReport }, { swapSides }, { cardIdOf }] = await Promise.all(['assistant/checkReport.ts', 'assistant/corrections.ts', 'claims/lexicon.ts'].map((name) => server.ssrLoadModule(`/src/${name}`)));

const textOf = ({ findings, impression }) => `FINDINGS: ${findings}\nIMPRESSION: ${impression}`;
const check = (report) => checkReport(textOf(report), { tags: null, scores: null });
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Evenly spread over the file. */
function pick(all, count) {
  return all.length <= count ? all : Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
}

function measureUntouched(name, some) {
  const found = some.map((report) => ({ report, flags: check(report).flags, problem: check(report).problem }));
  const flags = found.flatMap((one) => one.flags);
  const kinds = [...new Set(flags.map(({ kind }) => kind))].map((kind) => `${kind} ${flags.filter((flag) => flag.kind === kind).length}`);
  const flagged = found.filter((one) => one.flags.length > 0).length;
  console.log(`${name}: ${some.length} untouched reports, ${(flags.length / some.length).toFixed(3)} flags a report (${kinds.join(', ') || 'none'}), ${flagged} with any, not read ${found.filter(({ problem }) => problem).length}`);
  for (const { report, flags: own } of found.filter((one) => one.flags.length > 0).slice(0, Number(values.show))) console.log(report.id, own.map(({ kind, sentence, evidence }) => `\n   ${kind}: ${sentence} <- ${evidence.sentence ?? evidence.finding ?? evidence.words}`).join(''));
}

/** The finding, by the reader's own claims, that findings and impression both put on one and the same side. */
function agreesOnSide(report) {
  const { sentences } = check(report);
  const sided = (part) => sentences.filter((one) => one.part === part).flatMap(({ claims }) => claims.filter(({ side, status }) => side && side !== 'bilateral' && status !== 'absent'));
  return sided('findings').some(({ finding, side }) => sided('impression').some((claim) => claim.finding === finding && claim.side === side));
}

function measureSwaps(name, some) {
  for (const part of ['impression', 'findings']) {
    const missed = some.filter((report) => !check({ ...report, [part]: swapSides(report[part]) }).flags.some(({ kind }) => kind === 'side'));
    console.log(`${name}, sides of the ${part} swapped: ${some.length - missed.length} of ${some.length} found (${percent(1 - missed.length / some.length)})`);
    if (part === 'impression') for (const report of missed.slice(0, Number(values.show))) console.log('  missed', report.id, '|', report.findings, '|', report.impression);
  }
}

/** How often a finding of a model card is said to be there, of all reports that name it at all. */
function measureNamed(all) {
  const rank = { absent: 0, uncertain: 1, present: 2 };
  let named = 0;
  let there = 0;
  for (const report of all) {
    const said = new Map();
    for (const { finding, status } of check(report).sentences.flatMap(({ claims }) => claims)) {
      const id = cardIdOf(finding);
      if (id) said.set(id, Math.max(said.get(id) ?? 0, rank[status]));
    }
    named += said.size;
    there += [...said.values()].filter((status) => status === rank.present).length;
  }
  console.log(`findings of the card, in ${all.length} reports: named ${named} times, said to be there ${there} times (${percent(there / named)})`);
}

const oneSide = /\b(?:left|right)\b/i;
const sidesIn = (text) => new Set(text.toLowerCase().match(/\b(?:left|right)\b/g));
const named = reports.filter(({ findings, impression }) => oneSide.test(findings) && oneSide.test(impression));
measureNamed(reports);
measureUntouched('all', pick(reports, Number(values.films)));
measureUntouched('a side named in both sections', named);
measureSwaps('a side named in both sections', named);
measureSwaps('one and the same side alone in both', named.filter(({ findings, impression }) => { const one = sidesIn(findings); const two = sidesIn(impression); return one.size === 1 && two.size === 1 && [...one][0] === [...two][0]; }));
measureSwaps('one finding on one side in both, as read', named.filter(agreesOnSide));
await server.close();
