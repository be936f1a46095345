import type { Problem } from './problem.ts';
import type { EvalReport } from './report.ts';
import type { Interval } from './scoredFilms.ts';

const figure = (value: number | null): string => (value === null || !Number.isFinite(value) ? 'n/a' : value.toFixed(3));
const range = (interval: Interval): string => (interval ? `  (${figure(interval[0])} … ${figure(interval[1])})` : '');
const row = (name: string, ...cells: readonly string[]): string => `  ${name.padEnd(38)} ${cells.join('  ')}`;

/** Each section's lines; none where it was not measured. */
const sections: readonly ((report: EvalReport) => readonly string[])[] = [
  ({ films, patients }) => [`${films} films of ${patients} patients`],
  ({ zeroShot }) =>
    zeroShot
      ? [
          `Zero-shot AUC, ${zeroShot.findings} findings${zeroShot.withinStrata ? ', within strata' : ''}   ${figure(zeroShot.meanAuc)}${range(zeroShot.meanAucInterval)}; plain ${figure(zeroShot.meanAucPlain)}`,
          ...zeroShot.perFinding.map(({ finding, auc, aucInterval, positives }) => row(finding, `${figure(auc)}${range(aucInterval)}`, `${positives} films`)),
          ...zeroShot.leftOut.map(({ finding, positives }) => row(finding, `left out: ${positives} films`)),
          ...[...zeroShot.bySex, ...zeroShot.byAge, ...zeroShot.byView].map(({ group, films, findings, meanAuc, meanAucInterval }) =>
            row(group, `${figure(meanAuc)}${range(meanAucInterval)}`, `${findings} findings`, `${films} films`)),
        ]
      : [],
  ({ typedPhrases }) =>
    typedPhrases
      ? [
          `Typed phrases, AUC   ${figure(typedPhrases.meanAuc)}${range(typedPhrases.meanAucInterval)}`,
          ...typedPhrases.sets.map(({ set, meanAuc, meanAucInterval }) => row(set, `${figure(meanAuc)}${range(meanAucInterval)}`)),
        ]
      : [],
  ({ retrieval }) =>
    retrieval
      ? [
          `Semantic search, ${retrieval.scored} queries: NDCG@5 ${figure(retrieval.ndcgAt5)}${range(retrieval.ndcgAt5Interval)}, precision@5 ${figure(retrieval.precisionAt5)}, perfect ${retrieval.perfect}`,
          ...retrieval.queries.map(({ q, ndcgAt5, precisionAt5, relevant, perfect }) => row(q, figure(ndcgAt5), figure(precisionAt5), `${relevant} relevant${perfect ? ', perfect' : ''}`)),
          ...retrieval.notApplicable.map(({ q, reason }) => row(q, `n/a: ${reason}`)),
        ]
      : [],
  ({ calibration }) =>
    calibration
      ? [
          `Calibration, ${calibration.findings} findings: Brier skill ${figure(calibration.brierSkill)}${range(calibration.brierSkillInterval)}, slope ${figure(calibration.slope)}`,
          ...calibration.perFinding.map(({ finding, brierSkill, slope, slopeInterval, operatingPoint: point }) =>
            row(finding, `skill ${figure(brierSkill)}`, `slope ${figure(slope)}${range(slopeInterval)}`,
              point ? `sensitivity ${figure(point.sensitivity)} (stated ${figure(point.statedSensitivity)}), specificity ${figure(point.specificity)} (stated ${figure(point.statedSpecificity)}): ${point.statedInside ? 'inside' : 'OUTSIDE'}` : 'no operating point')),
        ]
      : [],
  ({ synonyms }) =>
    synonyms
      ? [
          'Synonyms, Spearman over all films, share of pairs ≥ 0.8, overlap@50',
          ...synonyms.sets.map((of) => row(of.set, figure(of.spearman), figure(of.shareAtLeast08), figure(of.overlapAt50), `${of.pairs} pairs`)),
        ]
      : [],
  ({ absence }) =>
    absence
      ? [
          `“no X”: prevalence of X in the first 50 / base rate ${figure(absence.ratio)}; at most one half for ${absence.held} of ${absence.scored}`,
          ...absence.perFinding.map(({ q, ratio, prevalenceAt50, baseRate }) => row(q, figure(ratio), `${figure(prevalenceAt50)} of ${figure(baseRate)}`)),
        ]
      : [],
  ({ dataEfficient, dataEfficientComparisons, dataEfficientLabels }) =>
    dataEfficient
      ? [
          'Data-efficient, mean AUC',
          ...dataEfficient.filter(({ finding }) => finding === 'mean').map(({ features, head, labelledFilms, share, auc, aucInterval }) =>
            row(`${features}, ${head}`, `${String(labelledFilms).padStart(5)} films${share ? ` (${share})` : ''}`, `${figure(auc)}${range(aucInterval)}`)),
          ...(dataEfficientComparisons ?? []).map(({ head, labelledFilms, against, difference, differenceInterval }) =>
            row(`${head} less ${against}`, `${String(labelledFilms).padStart(5)} films`, `${figure(difference)}${range(differenceInterval)}`)),
          ...(dataEfficientLabels ?? []).map(({ head, labelledFilms, against, enough, times, timesInterval }) =>
            row(`${head} for ${against}`, `${String(labelledFilms).padStart(5)} films`, enough === null || times === null ? 'none enough' : `${Math.round(enough)} enough, ${times.toFixed(1)} times fewer${timesInterval ? ` (${timesInterval.map((each) => each.toFixed(1)).join(' … ')})` : ''}`)),
        ]
      : [],
  ({ outOfDomain }) =>
    (outOfDomain ?? []).flatMap(({ source, people, films, tasks }) => [
      `${source}: ${people}, ${films} films`,
      ...tasks.map(({ finding, asks, auc, aucInterval, positives, negatives }) => row(finding, `${figure(auc)}${range(aucInterval)}`, `${asks}, ${positives} against ${negatives} films`)),
    ]),
  ({ vqa }) =>
    vqa
      ? [
          `Closed questions: accuracy ${figure(vqa.closedAccuracy)}${range(vqa.closedAccuracyInterval)}, balanced ${figure(vqa.balancedAccuracy)}${range(vqa.balancedAccuracyInterval)}`,
          ...[{ type: 'all', ...vqa }, ...vqa.byType].map(({ type, questions, coverage, closedAccuracy, majorityAccuracy }) =>
            row(type, `${figure(closedAccuracy)}`, `${questions} questions, ${figure(coverage)} answered, always the commonest answer ${figure(majorityAccuracy)}`)),
        ]
      : [],
  ({ reportQa }) =>
    reportQa
      ? [
          `Reports: balanced accuracy ${figure(reportQa.balancedAccuracy)}${range(reportQa.balancedAccuracyInterval)}`,
          ...(['fault in the impression', 'in the whole report'] as const).flatMap((name, at) => {
            const { cases, recallAt80, fittingScoreQuantile90, ...both } = at === 0 ? reportQa : reportQa.whole;
            const recalls = (recall: Readonly<Record<string, number>>): string => Object.entries(recall).map(([fault, value]) => `${fault} ${figure(value)}`).join(', ');
            return [
              ...([['both', both], ['rules', both.rules], ['scores', both.scores]] as const).map(([by, { balancedAccuracy, specificity, recall }]) =>
                row(`${name}, ${by}`, figure(balancedAccuracy), `${cases} cases, let be ${figure(specificity)}, found: ${recalls(recall)}`)),
              row(`${name}, scores at 80 %`, '', `found: ${recalls(recallAt80)}; nine in ten fitting reports below ${figure(fittingScoreQuantile90)}`),
            ];
          }),
        ]
      : [],
  ({ endpoint }) =>
    endpoint
      ? [
          `By ${endpoint.model === '' ? 'the language model' : endpoint.model} behind ${endpoint.host}`,
          ...(endpoint.vqa ? [row('closed questions', `${figure(endpoint.vqa.closedAccuracy)}${range(endpoint.vqa.closedAccuracyInterval)}`, `balanced ${figure(endpoint.vqa.balancedAccuracy)}, ${figure(endpoint.vqa.coverage)} answered`)] : []),
          ...(endpoint.reportQa
            ? (['impression', 'whole'] as const).flatMap((within) => {
                const figures = endpoint.reportQa?.[within];
                return figures ? [row(`reports, fault in the ${within === 'whole' ? 'whole report' : within}`, `${figure(figures.balancedAccuracy)}${range(figures.balancedAccuracyInterval)}`, `${figures.cases} cases, let be ${figure(figures.specificity)}, ${figure(figures.coverage)} answered`)] : [];
              })
            : []),
        ]
      : [],
  ({ millisecondsPerFilm, timing }) =>
    millisecondsPerFilm !== null && timing ? [`${millisecondsPerFilm.toFixed(1)} ms a film on ${timing.threads} thread${timing.threads === 1 ? '' : 's'}, load average ${timing.loadAverage[0]?.toFixed(1) ?? ''}`] : [],
  ({ problems }) => problemLines(problems),
];

const mostOfAKind = 10;

function problemLines(problems: readonly Problem[]): string[] {
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) kinds.set(problem.kind, [...(kinds.get(problem.kind) ?? []), problem]);
  const lines = [...kinds].flatMap(([kind, all]) => [
    ...all.slice(0, mostOfAKind).map(({ subject, message, count }) => `  ${kind} ${subject}${count > 1 ? ` (${count})` : ''}: ${message}`),
    ...(all.length > mostOfAKind ? [`  ${kind}: ${all.length - mostOfAKind} more, in the file`] : []),
  ]);
  return lines.length > 0 ? ['Problems', ...lines] : [];
}

/** What the command prints at its end. */
export function reportLines(report: EvalReport): string[] {
  return sections.flatMap((section) => {
    const lines = section(report);
    return lines.length > 0 ? ['', ...lines] : [];
  });
}
