import { renderToStaticMarkup } from 'react-dom/server';
import { rocCurve } from '#src/findings/rankCurves.ts';
import type { TeachRun } from '#src/state/teachingState.ts';
import type { HeadReport } from '#src/teaching/headReport.ts';
import type { LabelSet } from '#src/teaching/labelSet.ts';
import { Confusion } from '#src/ui/Confusion.tsx';
import { LearningCurveChart } from '#src/ui/LearningCurveChart.tsx';
import { LineChart } from '#src/ui/LineChart.tsx';
import { PrecisionChart } from '#src/ui/PrecisionChart.tsx';
import { ReliabilityChart } from '#src/ui/ReliabilityChart.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { wording } from '#src/ui/wording.ts';

export interface TeachReportParts {
  readonly run: Extract<TeachRun, { stage: 'done' }>;
  /** Of the head that is looked at. */
  readonly report: HeadReport;
  readonly name: string;
  /** Of the operating point, on the scale of the report's scores; null for none. */
  readonly threshold: number | null;
  readonly set: LabelSet;
  readonly modelId: string;
  readonly preprocessingVersion: number;
  readonly madeAt: Date;
}

const shareTicks = [{ at: 0, text: wording.percent(0) }, { at: 1, text: wording.percent(1) }];

const style = `body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:#1c2227}
h1{font-size:1.4rem}h2{margin-top:2rem;font-size:1.1rem}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#5a6670}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse}td,th{padding:.25rem .8rem .25rem 0;border-bottom:1px solid #d5dbe0;text-align:left;font-weight:400}th{color:#5a6670}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1.5rem}svg{width:100%;max-width:20rem}figure{margin:0}figure svg{max-width:13rem}figcaption,.quiet,.line-key{color:#5a6670;font-size:.85rem}
.frame{fill:none;stroke:#b8c1c8}text{fill:#5a6670;font-size:10px}.line,.curve{fill:none;stroke:#14688c;stroke-width:1.6}.line.second{stroke:#a4610f}.line.third{stroke:#3b7d36;stroke-dasharray:7 3}
.level,.diagonal{stroke:#8a949c;stroke-dasharray:4 3}.reach{stroke:#14688c;opacity:.5}.reach.second{stroke:#a4610f}.reach.third{stroke:#3b7d36}circle{fill:#14688c}
.line-key span{margin-right:1rem}.line-key span::before{content:"";display:inline-block;width:14px;margin-right:5px;vertical-align:middle;border-top:2px solid #14688c}.line-key .second::before{border-color:#a4610f}.line-key .third::before{border-top:2px dashed #3b7d36}.line-key .level::before{border-top:2px dashed #8a949c;stroke:none}`;

/** The results of a run as one page of HTML that loads nothing. It holds figures and the words of the label set, and nothing of any film. */
export function teachReportHtml(parts: TeachReportParts): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Page {...parts} />)}\n`;
}

function Page({ run: { aim, taught, positive, dataHash }, report, name, threshold, set, modelId, preprocessingVersion, madeAt }: TeachReportParts) {
  const { columns } = words;
  const title = words.reportTitle(name);
  const facts: readonly (readonly [string, string])[] = [
    [words.set, set.name],
    ...(set.definition === '' ? [] : [[words.reportFacts.definition, set.definition] as const]),
    [words.aim, set.classes.find(({ classId }) => classId === aim.classId)?.name ?? ''],
    [words.reportFacts.films, words.reportCounts(report.films, report.positives, report.patients)],
    [words.reportFacts.model, words.reportModel(modelId, preprocessingVersion)],
    [words.reportFacts.weights, aim.classWeights === 'balanced' ? words.weights : words.reportFacts.unweighted],
    [words.reportFacts.seed, String(aim.seed)],
    [words.reportFacts.hash, dataHash],
    [words.reportFacts.made, madeAt.toISOString().slice(0, 10)],
  ];
  const roc = rocCurve({ scores: report.scores, positive }).map(({ sensitivity, specificity }) => ({ x: 1 - specificity, y: sensitivity }));
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{title}</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{title}</h1>
        <p>{words.reportIntro}</p>
        <dl>
          {facts.map(([term, fact]) => [<dt key={term}>{term}</dt>, <dd key={`${term} is`}>{fact}</dd>])}
        </dl>
        <h2>{words.headsTable}</h2>
        <p className="quiet">{words.measured(report.films, report.positives, report.patients)}</p>
        <table>
          <thead>
            <tr>
              {[columns.head, columns.auc, columns.average, columns.skill, columns.slope].map((column) => (
                <th key={column} scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {taught.reports.map(({ kind, auc, averagePrecision, brierSkill, calibrationSlope }) => (
              <tr key={kind}>
                <td>{words.heads(kind)}</td>
                <td>{words.estimate(auc.value, auc.interval?.low ?? null, auc.interval?.high ?? null)}</td>
                <td>{words.estimate(averagePrecision.value, averagePrecision.interval?.low ?? null, averagePrecision.interval?.high ?? null)}</td>
                <td>{words.figure(brierSkill)}</td>
                <td>{words.figure(calibrationSlope)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="quiet">{words.figuresNote}</p>
        <h2>{words.heads(report.kind)}</h2>
        <div className="charts">
          <section>
            <h3>{words.reportRoc}</h3>
            <LineChart label={words.reportRoc} axes={wording.weigh.workshop.axes} lines={[{ points: roc, tone: 'first' }]} ticksX={shareTicks} ticksY={shareTicks} />
          </section>
          <section>
            <h3>{words.precision}</h3>
            <PrecisionChart labelled={{ scores: report.scores, positive }} />
          </section>
          <section>
            <h3>{wording.weigh.reliability}</h3>
            {report.bins.length > 0 ? <ReliabilityChart reliability={{ films: report.films, positives: report.positives, source: '', bins: report.bins }} /> : <p>{words.noCalibration}</p>}
          </section>
          <section>
            <h3>{words.curve}</h3>
            <LearningCurveChart curves={taught.curves} />
          </section>
        </div>
        {threshold !== null && (
          <>
            <h2>{words.operating}</h2>
            <Confusion report={report} positive={positive} threshold={threshold} />
          </>
        )}
      </body>
    </html>
  );
}
