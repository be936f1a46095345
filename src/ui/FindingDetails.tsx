import { useMemo, type ReactNode } from 'react';
import { Button, Input, Label, NumberField, ToggleButton } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import type { Finding } from '#src/findings/finding.ts';
import { phraseGround } from '#src/findings/phraseGround.ts';
import { outsideFindings } from '#src/findings/outsideFindings.ts';
import type { ScoreChange } from '#src/findings/scoreChange.ts';
import { predictiveValues, wilsonInterval } from '#src/findings/prevalence.ts';
import type { UsualChanges } from '#src/state/comparing.ts';
import type { PhraseRank } from '#src/state/phraseRanks.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { ReliabilityChart } from '#src/ui/ReliabilityChart.tsx';
import { teachingWording } from '#src/ui/teachingWording.ts';
import { wording } from '#src/ui/wording.ts';

interface FindingDetailsProps {
  readonly filmId: FilmId;
  readonly finding: Finding;
  readonly rank: PhraseRank | null;
  /** True for a film that the gate stopped: what was measured on films of the domain does not hold for it. */
  readonly outside: boolean;
  readonly change: ScoreChange | null;
  readonly usual: UsualChanges | null;
}

const words = wording.weigh;

/** What a finding rests on: prompts, operating point, calibration, films. */
export function FindingDetails({ filmId, finding: whole, rank, outside, change, usual }: FindingDetailsProps) {
  const finding = useMemo(() => (outside ? (outsideFindings([whole])[0] ?? whole) : whole), [whole, outside]);
  const { source, name, basis } = finding;
  const ground = source === 'phrase' ? words.ground(phraseGround(name)) : '';
  return (
    <>
      {ground !== '' && <p className="warning" data-testid="phrase-ground">{ground}</p>}
      {source === 'phrase' && rank && <p>{words.rankNote(rank.rank, rank.of)}</p>}
      {source === 'card' && !basis && <p>{outside ? wording.gate.outsideDetails : words.noCalibration}</p>}
      {basis && <Prevalence finding={finding} />}
      {change && (
        <p data-testid="score-change">
          {words.prior.change(change)} {usual && change.usual !== null && words.prior.against(change, usual.pairs, usual.patients, usual.source)}
        </p>
      )}
      <Facts finding={finding} />
      {basis && <ReliabilityChart reliability={finding.reliability} />}
      <Shares filmId={filmId} finding={finding} />
      <Judgement filmId={filmId} finding={finding} />
    </>
  );
}

function Prevalence({ finding: { id, basis } }: { readonly finding: Finding }) {
  const { actions } = useParts();
  const chosen = useAppState(({ weighing }) => weighing.prevalences[id]);
  if (!basis) return null;
  const prevalence = chosen ?? basis.prevalence;
  return (
    <div className="prevalence">
      <NumberField
        className="prevalence-field"
        value={Math.round(prevalence * 10_000) / 100}
        minValue={0.01}
        maxValue={99.9}
        formatOptions={{ maximumFractionDigits: 2 }}
        onChange={(value) => {
          if (Number.isFinite(value)) actions.setPrevalence(id, value / 100);
        }}
      >
        <Label>{words.prevalence}</Label>
        <Input data-testid="prevalence" />
      </NumberField>
      {chosen !== undefined && (
        <Button className="button small" onPress={() => actions.setPrevalence(id, null)}>
          {words.resetPrevalence(basis.prevalence)}
        </Button>
      )}
      <p>{words.prevalenceHint(basis.prevalence)}</p>
    </div>
  );
}

function Facts({ finding: { id, source, score, basis, operatingPoint, testAuc } }: { readonly finding: Finding }) {
  const chosen = useAppState(({ weighing }) => weighing.prevalences[id]);
  const rows: (readonly [name: string, value: ReactNode])[] = [];
  if (operatingPoint) {
    rows.push([words.score, words.scoreAgainst(score, operatingPoint.threshold)]);
    const { sensitivity, specificity } = operatingPoint;
    if (sensitivity === null || specificity === null) rows.push([words.rule, words.ownPoint]);
    else if (basis) {
      const share = (value: number, films: number): string => {
        const { low, high } = wilsonInterval(value, films);
        return words.share(value, low, high, films);
      };
      const prevalence = chosen ?? basis.prevalence;
      const { positive, negative } = predictiveValues(sensitivity, specificity, prevalence);
      rows.push(
        [words.sensitivity, share(sensitivity, basis.positives)],
        [words.specificity, share(specificity, basis.films - basis.positives)],
        [words.positivePredictive, <span key="ppv" data-testid="ppv">{words.predictive(positive, prevalence)}</span>],
        [words.negativePredictive, words.predictive(negative, prevalence)],
      );
    }
    const { onTest } = operatingPoint;
    if (onTest) rows.push([words.onTest, <span key="onTest" data-testid="on-test">{words.onTestFigures(onTest)}</span>]);
    if (operatingPoint.rule !== '') rows.push([words.rule, operatingPoint.rule]);
  }
  if (testAuc !== null) rows.push([source === 'taught' ? teachingWording.aucName : words.testAuc, words.auc(testAuc)]);
  if (basis) rows.push([words.measuredOn, source === 'taught' ? teachingWording.basis(basis.films, basis.positives) : words.basis(basis.films, basis.positives, basis.source)]);
  return (
    <dl className="finding-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The score taken apart into its prompts. */
function Shares({ filmId, finding }: { readonly filmId: FilmId; readonly finding: Finding }) {
  const { promptSharesOf } = useParts();
  const shares = useMemo(() => promptSharesOf(filmId, finding), [promptSharesOf, filmId, finding]);
  if (!shares) return null;
  const most = Math.max(...shares.map(({ share }) => Math.abs(share)), 1e-9);
  return (
    <table className="shares">
      <caption>{words.shares}</caption>
      <thead>
        <tr>
          <th scope="col">{words.shareHead.prompt}</th>
          <th scope="col">{words.shareHead.similarity}</th>
          <th scope="col" colSpan={2}>{words.shareHead.share}</th>
        </tr>
      </thead>
      {(['positive', 'negative'] as const).map((side) => {
        const prompts = shares.filter((prompt) => prompt.side === side);
        return (
          <tbody key={side}>
            <tr className="prompt-side">
              <th scope="rowgroup" colSpan={4}>{words.promptSide[side](prompts.length)}</th>
            </tr>
            {prompts.map(({ text, similarity, share }) => (
              <tr key={text} data-testid="prompt-share">
                <th scope="row">{text}</th>
                <td>{words.value(similarity)}</td>
                <td>{words.signed(share)}</td>
                <td className="share-bar" aria-hidden>
                  <span className={share >= 0 ? 'for' : 'against'} style={{ width: `${(Math.abs(share) / most) * 44}%`, [share >= 0 ? 'left' : 'right']: '50%' }} />
                </td>
              </tr>
            ))}
          </tbody>
        );
      })}
      <tbody>
        <tr className="sum">
          <th scope="row">{words.sum}</th>
          <td />
          <td>{words.signed(finding.score)}</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

/** The reader's label. Beside a score with an operating point it is asked for as agreement with the side on which the score lies. */
function Judgement({ filmId, finding: { id, score, operatingPoint } }: { readonly filmId: FilmId; readonly finding: Finding }) {
  const { actions } = useParts();
  const present = useAppState(({ weighing }) => weighing.judgements.get(filmId)?.present[id]);
  const called = operatingPoint ? score >= operatingPoint.threshold : true;
  const button = (says: boolean, label: string) => (
    <ToggleButton
      className="button small"
      data-testid={says === called ? 'agree' : 'disagree'}
      isSelected={present === says}
      onPress={() => actions.judge(filmId, id, present === says ? null : says)}
    >
      {label}
    </ToggleButton>
  );
  return (
    <div className="judgement" role="group" aria-label={words.judgement}>
      <span>{words.judgement}</span>
      {button(called, operatingPoint ? words.agree : words.present)}
      {button(!called, operatingPoint ? words.disagree : words.absent)}
      {present !== undefined && <span className="quiet">{`${words.judged(present)}. ${words.judgementKept}`}</span>}
    </div>
  );
}
