import { Download, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button, Input, Label, Slider, SliderThumb, SliderTrack, TextField } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { csvOf } from '#src/findings/batchTable.ts';
import { balancedPoint, rocCurve } from '#src/findings/rankCurves.ts';
import type { TeachRun } from '#src/state/teachingState.ts';
import type { HeadKind, HeadReport } from '#src/teaching/headReport.ts';
import type { TaughtKind } from '#src/teaching/teachApi.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { Confusion } from '#src/ui/Confusion.tsx';
import { saveFile } from '#src/ui/saveFile.ts';
import { TeachGroups } from '#src/ui/TeachGroups.tsx';
import { LearningCurveChart } from '#src/ui/LearningCurveChart.tsx';
import { PrecisionChart } from '#src/ui/PrecisionChart.tsx';
import { ReliabilityChart } from '#src/ui/ReliabilityChart.tsx';
import { RocChart } from '#src/ui/RocChart.tsx';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { useNames } from '#src/ui/useNames.ts';
import { wording } from '#src/ui/wording.ts';

type Done = Extract<TeachRun, { stage: 'done' }>;

const fewPatients = 10;
const mostWorst = 12;

interface TeachResultsProps {
  readonly run: Done;
  readonly name: string;
  readonly onOpen: (filmId: FilmId) => void;
}

/** What the heads are worth, and the way to use one. */
export function TeachResults({ run, name, onOpen }: TeachResultsProps) {
  const { taught, positive } = run;
  const { reports } = taught;
  const best = reports.some(({ kind }) => kind === 'prompt') ? 'prompt' : 'plain';
  const [kind, setKind] = useState<HeadKind>(best);
  const report = reports.find((each) => each.kind === kind) ?? reports[0];
  const curve = useMemo(() => (report ? rocCurve({ scores: report.scores, positive }) : []), [report, positive]);
  const [chosen, setChosen] = useState<number | null>(null);
  if (!report) return null;
  const balanced = balancedPoint(curve);
  const at = chosen !== null && chosen < curve.length ? chosen : Math.max(0, balanced ? curve.indexOf(balanced) : 0);
  const point = curve[at];
  return (
    <div className="teach-results" data-testid="teach-results">
      <p className="quiet small">{words.measured(report.films, report.positives, report.patients)}</p>
      {Math.min(report.patientsPositive, report.patientsNegative) < fewPatients && <p className="warning small">{words.tiny(Math.min(report.patientsPositive, report.patientsNegative))}</p>}
      {taught.networkFailure && (
        <p className="warning small" role="alert" data-testid="no-network" data-kind={taught.networkFailure.kind}>
          {words.noNetwork} {wordFailure(taught.networkFailure).what} {wordFailure(taught.networkFailure).remedy}
        </p>
      )}
      <HeadTable
        reports={reports}
        chosen={report.kind}
        onChoose={(next) => {
          setKind(next);
          setChosen(null);
        }}
      />
      <div className="teach-charts">
        <section>
          <h3>{words.operating}</h3>
          <RocChart curve={curve} at={at} onChoose={setChosen} />
          <Slider className="heat-opacity" value={at} minValue={0} maxValue={Math.max(0, curve.length - 1)} onChange={setChosen}>
            <Label>{words.operating}</Label>
            <SliderTrack className="slider-track">
              <SliderThumb className="slider-thumb" />
            </SliderTrack>
          </Slider>
          {point && <Confusion report={report} positive={positive} threshold={point.threshold} />}
        </section>
        <section>
          <h3>{words.precision}</h3>
          <PrecisionChart labelled={{ scores: report.scores, positive }} />
          <h3>{wording.weigh.reliability}</h3>
          {report.bins.length > 0 ? <ReliabilityChart reliability={{ films: report.films, positives: report.positives, source: '', bins: report.bins }} /> : <p className="quiet">{words.noCalibration}</p>}
        </section>
        <section>
          <h3>{words.curve}</h3>
          <LearningCurveChart curves={taught.curves} />
        </section>
      </div>
      {report.kind !== 'zeroShot' && <Keep key={name} kind={report.kind} name={name} threshold={report.calibration && point && Number.isFinite(point.threshold) ? point.threshold : null} />}
      <SaveReport run={run} report={report} name={name} threshold={point && Number.isFinite(point.threshold) ? point.threshold : null} />
      <TeachGroups kind={report.kind} run={run} />
      <Worst run={run} report={report} onOpen={onOpen} />
    </div>
  );
}

function HeadTable({ reports, chosen, onChoose }: { readonly reports: readonly HeadReport[]; readonly chosen: HeadKind; readonly onChoose: (kind: HeadKind) => void }) {
  const { columns } = words;
  return (
    <div className="scroll">
      <table aria-label={words.headsTable}>
        <thead>
          <tr>
            {[columns.head, columns.auc, columns.average, columns.skill, columns.slope].map((name) => (
              <th key={name} scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reports.map(({ kind, auc, averagePrecision, brierSkill, calibrationSlope }) => (
            <tr key={kind} data-chosen={kind === chosen} data-testid={`head-${kind}`} data-auc={auc.value}>
              <td>
                <Button className="link" aria-current={kind === chosen} onPress={() => onChoose(kind)}>
                  {words.heads(kind)}
                </Button>
              </td>
              <td>{words.estimate(auc.value, auc.interval?.low ?? null, auc.interval?.high ?? null)}</td>
              <td>{words.estimate(averagePrecision.value, averagePrecision.interval?.low ?? null, averagePrecision.interval?.high ?? null)}</td>
              <td>{words.figure(brierSkill)}</td>
              <td>{words.figure(calibrationSlope)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet small">{words.figuresNote}</p>
    </div>
  );
}

/** All of this as one page that needs nothing else: for a paper, a colleague, a folder. */
function SaveReport({ run, report, name, threshold }: { readonly run: Done; readonly report: HeadReport; readonly name: string; readonly threshold: number | null }) {
  const model = useAppState((state) => state.model);
  const set = useAppState(({ teaching }) => teaching.sets.find(({ labelSetId }) => labelSetId === run.aim.labelSetId));
  const card = model.stage === 'ready' ? model.status.card : null;
  if (!card || !set) return null;
  const save = async (): Promise<void> => {
    const { teachReportHtml } = await import('#src/ui/TeachReport.tsx');
    saveFile(new Blob([teachReportHtml({ run, report, name, threshold, set, modelId: card.id, preprocessingVersion: card.preprocessing.version, madeAt: new Date() })], { type: 'text/html' }), words.reportName);
  };
  return (
    <div className="teach-bar">
      <Button className="button small" data-testid="teach-report" onPress={() => void save()}>
        <Download size={13} aria-hidden />
        {words.report}
      </Button>
    </div>
  );
}

function Keep({ kind, name, threshold }: { readonly kind: TaughtKind; readonly name: string; readonly threshold: number | null }) {
  const { actions } = useParts();
  const [text, setText] = useState(name);
  const [kept, setKept] = useState(false);
  return (
    <div className="teach-bar">
      <TextField value={text} onChange={(next) => setText(next.slice(0, 80))}>
        <Label>{words.keepName}</Label>
        <Input data-testid="classifier-name" />
      </TextField>
      <Button
        className="button primary"
        data-testid="keep-classifier"
        isDisabled={text.trim() === ''}
        onPress={() => {
          void actions.keepClassifier(kind, text, threshold);
          setKept(true);
        }}
      >
        <Plus size={14} aria-hidden />
        {words.keep}
      </Button>
      {kept && <p className="quiet small" role="status">{words.kept}</p>}
    </div>
  );
}

function Worst({ run: { films, positive }, report, onOpen }: { readonly run: Done; readonly report: HeadReport; readonly onOpen: (filmId: FilmId) => void }) {
  const all = useAppState((state) => state.films);
  const { nameOf, hidden } = useNames();
  const { scores, probabilities } = report;
  const worst = useMemo(() => {
    const middle = [...scores].sort((a, b) => a - b)[Math.floor(scores.length / 2)] ?? 0;
    const wrong = (row: number): number => {
      const p = probabilities?.[row];
      if (p !== undefined) return positive[row] ? 1 - p : p;
      return (positive[row] ? -1 : 1) * ((scores[row] ?? 0) - middle);
    };
    return Array.from(films.keys()).sort((a, b) => wrong(b) - wrong(a)).slice(0, mostWorst);
  }, [films, positive, scores, probabilities]);
  const save = (): void => {
    const records = films.map((filmId, row) => ({
      film: filmId,
      // What is kept off the screen is kept out of the file.
      file: hidden ? '' : (all.get(filmId)?.record.fileName ?? ''),
      label: positive[row] ?? 0,
      head: report.kind,
      score: scores[row] ?? null,
      probability: probabilities?.[row] ?? null,
    }));
    saveFile(new Blob([csvOf(records)], { type: 'text/csv' }), words.csvName);
  };
  return (
    <section>
      <div className="teach-bar">
        <h3>{words.worst}</h3>
        <Button className="button small" data-testid="teach-csv" onPress={save}>
          <Download size={13} aria-hidden />
          {words.csv}
        </Button>
      </div>
      <p className="quiet small">{words.worstNote}</p>
      <ul className="teach-worst">
        {worst.map((row) => {
          const filmId = films[row];
          const film = filmId ? all.get(filmId) : undefined;
          if (!filmId || !film) return null;
          return (
            <li key={filmId}>
              <Button className="link" data-testid="worst-film" onPress={() => onOpen(filmId)}>
                {nameOf(film)}
              </Button>
              <span className="quiet">{words.worstRow(positive[row] === 1, probabilities?.[row] ?? null)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
