// `node scripts/modelTables.mjs [REPORT.json] [--withheld REPORT.json] [--page docs/model.md]`: puts the figures of `npm run eval` into the page, between
// the marks <!-- table NAME --> and <!-- end -->. Sections that the report lacks stay as they are. `--withheld`: a report of a variant that was not shown the findings that it was taught.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals: [reportFile] } = parseArgs({ options: { withheld: { type: 'string' }, page: { type: 'string', default: join(root, 'docs', 'model.md') } }, allowPositionals: true });
if (!reportFile && !values.withheld) {
  console.error('node scripts/modelTables.mjs [REPORT.json] [--withheld REPORT.json] [--page FILE.md]');
  process.exit(2);
}
const read = (file) => (file ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
const report = { ...read(reportFile), withheld: read(values.withheld) };

const share = (value) => (value === null || value === undefined ? 'n/a' : value.toFixed(3).replace(/^(-?)0\./, '$1.'));
const range = (interval) => (interval ? `${share(interval[0])} … ${share(interval[1])}` : '');
const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');

const tables = {
  summary: ({ zeroShot, typedPhrases, retrieval, calibration, millisecondsPerFilm, timing, films, patients, modelId, backend, source }) =>
    table(['figure', '', '95 % by patient'], [
      ['model, backend', `${modelId}, ${backend}`, ''],
      ['films', `${films} of ${patients} patients${source.split ? `, split “${source.split}”` : ''}`, ''],
      [`zero-shot, mean AUC of ${zeroShot.findings} findings${zeroShot.withinStrata ? ', within strata' : ''}`, `**${share(zeroShot.meanAuc)}**`, range(zeroShot.meanAucInterval)],
      ['the same over all pairs of films', share(zeroShot.meanAucPlain), ''],
      ...(typedPhrases ? [['single typed phrases, mean AUC', `**${share(typedPhrases.meanAuc)}**`, range(typedPhrases.meanAucInterval)]] : []),
      ...(typedPhrases?.sets ?? []).map(({ set, meanAuc, meanAucInterval }) => [`– ${set}`, share(meanAuc), range(meanAucInterval)]),
      ...(retrieval
        ? [
            [`semantic search, NDCG@5 over ${retrieval.scored} queries`, `**${share(retrieval.ndcgAt5)}**`, range(retrieval.ndcgAt5Interval)],
            ['– precision@5', share(retrieval.precisionAt5), range(retrieval.precisionAt5Interval)],
            ['– perfect queries', String(retrieval.perfect), ''],
          ]
        : []),
      ...(calibration ? [[`Brier skill, ${calibration.findings} findings`, share(calibration.brierSkill), range(calibration.brierSkillInterval)]] : []),
      ...(millisecondsPerFilm === null ? [] : [['ms a film, one thread', millisecondsPerFilm.toFixed(1), `${timing.fastest.toFixed(1)} … ${timing.slowest.toFixed(1)}, load average ${timing.loadAverage[0].toFixed(1)}`]]),
    ]),
  zeroShot: ({ zeroShot }) =>
    table(['finding', 'AUC', '95 % by patient', 'over all pairs', 'films that have it'], [
      ...zeroShot.perFinding.map(({ finding, auc, aucInterval, aucPlain, positives }) => [finding.replaceAll('_', ' '), share(auc), range(aucInterval), share(aucPlain), positives]),
      ...zeroShot.leftOut.map(({ finding, positives }) => [finding.replaceAll('_', ' '), 'left out', '', '', positives]),
    ]),
  groups: ({ zeroShot }) =>
    table(['group', 'films', 'findings', 'mean AUC', '95 % by patient'], [
      ...zeroShot.bySex.map((each) => ['sex', each]), ...zeroShot.byAge.map((each) => ['age', each]), ...zeroShot.byView.map((each) => ['view', each]),
    ].map(([kind, { group, films, findings, meanAuc, meanAucInterval }]) => [`${kind} ${group}`, films, findings, share(meanAuc), range(meanAucInterval)])),
  retrieval: ({ retrieval }) =>
    table(['query', 'labels', 'films with all', 'NDCG@5', 'precision@5', ''], [
      ...retrieval.queries.map(({ q, all, relevant, ndcgAt5, precisionAt5, perfect }) => [q, all.join(', ').replaceAll('_', ' '), relevant, share(ndcgAt5), share(precisionAt5), perfect ? 'perfect' : '']),
      ...retrieval.notApplicable.map(({ q, all, relevant }) => [q, all.join(', '), relevant, 'n/a', 'n/a', '']),
    ]),
  calibration: ({ calibration }) =>
    table(['finding', 'films that have it', 'Brier skill', 'slope', 'sensitivity (stated)', 'specificity (stated)', 'stated inside the joint interval'], calibration.perFinding.map(({ finding, positives, brierSkill, slope, slopeInterval, operatingPoint: point }) => [
      finding.replaceAll('_', ' '), positives, share(brierSkill), `${share(slope)} (${range(slopeInterval)})`,
      ...(point ? [`${share(point.sensitivity)} (${share(point.statedSensitivity)})`, `${share(point.specificity)} (${share(point.statedSpecificity)})`, point.statedInside ? 'yes' : '**no**'] : ['', '', '']),
    ])),
  words: ({ synonyms, absence }) =>
    `${table(['pairs of phrases that mean one thing', 'pairs', 'Spearman over all films, mean', 'share of at least .8', 'overlap@50'], synonyms.sets.map(({ set, pairs, spearman, shareAtLeast08, overlapAt50 }) => [set, pairs, share(spearman), share(shareAtLeast08), share(overlapAt50)]))}\n\n${
      table(['search', 'prevalence in the first 50', 'base rate', 'ratio'], [...absence.perFinding.map(({ q, prevalenceAt50, baseRate, ratio }) => [q, share(prevalenceAt50), share(baseRate), share(ratio)]), [`at most one half: ${absence.held} of ${absence.scored}`, '', '', share(absence.ratio)]])}`,
  dataEfficient: ({ dataEfficient, dataEfficientComparisons: comparisons }) => {
    const means = dataEfficient.filter(({ finding }) => finding === 'mean');
    const columns = [...new Set(means.filter(({ head }) => head !== 'zero-shot').map(({ features, head }) => `${features}, ${head}`))];
    const sizes = [...new Map(means.filter(({ labelledFilms }) => labelledFilms > 0).map(({ labelledFilms, share: of }) => [labelledFilms, of]))];
    const cell = (size, column) => {
      const found = means.find(({ labelledFilms, features, head }) => labelledFilms === size && `${features}, ${head}` === column);
      return found ? `${share(found.auc)} (${range(found.aucInterval)})` : '';
    };
    const zeroShot = means.find(({ head }) => head === 'zero-shot');
    const findings = [...new Set(dataEfficient.map(({ finding }) => finding))].filter((finding) => finding !== 'mean');
    // Of a report that knows no heads all are of the logistic one.
    const ofLogistic = comparisons.filter(({ head = 'logistic' }) => head === 'logistic');
    const against = [...new Set(ofLogistic.map((each) => each.against))];
    const difference = (size, other) => {
      const found = ofLogistic.find((each) => each.labelledFilms === size && each.against === other);
      return found ? `${share(found.difference)} (${range(found.differenceInterval)})` : '';
    };
    return [
      `Mean AUC over ${findings.join(', ')}. Zero-shot: ${zeroShot ? `${share(zeroShot.auc)} (${range(zeroShot.aucInterval)})` : 'n/a'}.`,
      table(['labelled films', ...columns], sizes.map(([size, of]) => [`${size}${of ? ` (${of})` : ''}`, ...columns.map((column) => cell(size, column))])),
      'The logistic head on the app’s embedding less another, on the same draws:',
      table(['labelled films', ...against], sizes.map(([size]) => [size, ...against.map((other) => difference(size, other))])),
    ].join('\n\n');
  },
  withheld: ({ withheld: { dataEfficient, zeroShot, films, patients } }) => {
    const findings = [...new Set(dataEfficient.map(({ finding }) => finding))].sort((a, b) => Number(b === 'mean') - Number(a === 'mean'));
    const taught = dataEfficient.filter(({ head }) => head !== 'zero-shot');
    const sizes = [...new Map(taught.map(({ labelledFilms, share: of }) => [labelledFilms, of]))];
    const cell = (found) => (found ? `${share(found.auc)} (${range(found.aucInterval)})` : 'n/a');
    const whole = (finding) => zeroShot.perFinding.find((each) => each.finding === finding);
    const named = findings.filter((finding) => finding !== 'mean').map(whole);
    const mean = named.every(Boolean) ? share(named.reduce((sum, { auc }) => sum + auc, 0) / named.length) : 'n/a';
    return [
      `${films} films of ${patients} patients; in each draw a third of the patients is measured, the others are taught with.`,
      table(['labelled films', 'head', ...findings], [
        ['films that have it', '', ...findings.map((finding) => whole(finding)?.positives ?? '')],
        ['none', 'zero-shot, all films', ...findings.map((finding) => (finding === 'mean' ? mean : cell(whole(finding))))],
        ['none', 'zero-shot, the measured third', ...findings.map((finding) => cell(dataEfficient.find((each) => each.finding === finding && each.head === 'zero-shot')))],
        ...sizes.flatMap(([size, of]) => ['logistic', 'prompted'].map((head) => [`${size}${of ? ` (${of})` : ''}`, head, ...findings.map((finding) => cell(taught.find((each) => each.finding === finding && each.head === head && each.labelledFilms === size)))])),
      ]),
    ].join('\n\n');
  },
  reports: ({ reportQa, modelId }) => {
    const bold = (text, strong) => (strong ? `**${text}**` : text);
    const rows = (fault, { balancedAccuracy, balancedAccuracyInterval, specificity, recall, rules, scores, recallAt80 }) => [
      [fault, 'rules and scores', bold(share(balancedAccuracy), fault === 'in the impression'), range(balancedAccuracyInterval), share(specificity), ...found(recall)],
      ['', 'rules alone', share(rules.balancedAccuracy), range(rules.balancedAccuracyInterval), share(rules.specificity), ...found(rules.recall)],
      ['', 'scores alone', share(scores.balancedAccuracy), range(scores.balancedAccuracyInterval), share(scores.specificity), ...found(scores.recall)],
      ['', 'scores, where 80 % are let be', '', '', share(0.8), ...found(recallAt80)],
    ];
    const found = (recall) => ['added', 'removed', 'swapped'].map((fault) => (recall[fault] === undefined ? '' : share(recall[fault])));
    return `${table(['fault', 'by', 'balanced accuracy', '95 % by patient', 'fitting reports let be', 'added found', 'removed found', 'swapped found'], [
      ...rows('in the impression', reportQa), ...rows('in the whole report', reportQa.whole),
    ])}\n\nModel ${modelId}.`;
  },
  outOfDomain: ({ outOfDomain }) =>
    table(['source', 'whose films', 'score of', 'asked', 'AUC', '95 % by patient', 'films', 'sensitivity / specificity at the card’s threshold'], outOfDomain.flatMap(({ source, people, tasks }) =>
      tasks.map(({ finding, asks, auc, aucInterval, positives, negatives, sensitivity, specificity }) => [source, people, finding, asks, share(auc), range(aucInterval), `${positives} / ${negatives}`, `${share(sensitivity)} / ${share(specificity)}`]))),
};

const needs = { summary: ['zeroShot'], zeroShot: ['zeroShot'], groups: ['zeroShot'], retrieval: ['retrieval'], calibration: ['calibration'], words: ['synonyms', 'absence'], dataEfficient: ['dataEfficient'], withheld: ['withheld'], reports: ['reportQa'], outOfDomain: ['outOfDomain'] };
const page = readFileSync(values.page, 'utf8');
const filled = page.replace(/<!-- table (\w+) -->[\s\S]*?<!-- end -->/g, (before, name) => {
  if (!tables[name]) throw new Error(`There is no table ${name}; there are ${Object.keys(tables).join(', ')}.`);
  if (needs[name].some((key) => !report[key])) return before;
  return `<!-- table ${name} -->\n${tables[name](report)}\n<!-- end -->`;
});
writeFileSync(values.page, filled);
