import { ArrowDown, ArrowUp, Check, Grid3x3, X } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { barShare, barShareAt } from '#src/findings/findingGroups.ts';
import type { Finding } from '#src/findings/finding.ts';
import { phraseGround } from '#src/findings/phraseGround.ts';
import { atPrevalence } from '#src/findings/prevalence.ts';
import type { ScoreChange } from '#src/findings/scoreChange.ts';
import type { UsualChanges } from '#src/state/comparing.ts';
import type { PhraseRank } from '#src/state/phraseRanks.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { FindingDetails } from '#src/ui/FindingDetails.tsx';
import { wording } from '#src/ui/wording.ts';

interface FindingRowProps {
  readonly filmId: FilmId;
  readonly finding: Finding;
  /** Of a phrase. */
  readonly rank: PhraseRank | null;
  /** True for a film that the gate stopped and the reader had scored anyway. */
  readonly outside: boolean;
  /** Since an earlier film of the patient; null where there is none to hold it against. */
  readonly change: ScoreChange | null;
  /** What such changes are measured by. */
  readonly usual: UsualChanges | null;
}

/** One finding: its distance to the operating point as a bar, and the calibrated probability with the prevalence that it holds for. */
export const FindingRow = memo(function FindingRow({ filmId, finding, rank, outside, change, usual }: FindingRowProps) {
  const { actions } = useParts();
  const { id, name, score, standing, source } = finding;
  const present = useAppState(({ weighing }) => weighing.judgements.get(filmId)?.present[id]);
  const [open, setOpen] = useState(false);
  const details = useId();
  const share = barShare(finding);
  const title = wording.capital(name);
  return (
    <li className={`finding ${standing ?? ''} ${finding.probability === null ? 'uncalibrated' : ''}`} data-testid="finding-row" data-finding-id={id} data-score={score} data-standing={standing ?? undefined}>
      <h4 className="finding-head">
        {/* A plain button: fourteen rows and more change with every film, and a component's hooks for each are felt. */}
        <button type="button" className="finding-button" aria-expanded={open} aria-controls={open ? details : undefined} onClick={() => setOpen(!open)}>
          <span className="finding-name">
            {present !== undefined && (
              <span className="judged" role="img" aria-label={wording.weigh.judged(present)}>
                {present ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
              </span>
            )}
            {title}
            {change?.beyond && <span className="moved" role="img" aria-label={wording.weigh.prior.moved(change.change)}>{change.change > 0 ? <ArrowUp size={12} aria-hidden /> : <ArrowDown size={12} aria-hidden />}</span>}
          </span>
          <span className="finding-bar" aria-hidden>
            {standing && finding.probability !== null && <span className="near-band" />}
            <span className="fill" style={share >= 0 ? { left: '50%', width: `${share * 50}%` } : { right: '50%', width: `${-share * 50}%` }} />
            {finding.operatingPoint && <span className="tick" />}
            {change && <span className="prior-tick" style={{ left: `${50 + barShareAt(finding, change.before) * 50}%` }} />}
          </span>
          <Value finding={finding} rank={rank} outside={outside} />
        </button>
        <Where id={id} title={title} />
        {source === 'phrase' && (
          <Button className="icon-button small" aria-label={wording.findings.removePhrase(name)} onPress={() => actions.removePhrase(name)}>
            <X size={12} aria-hidden />
          </Button>
        )}
      </h4>
      {open && (
        <div id={details} role="group" aria-label={title} className="finding-details">
          <FindingDetails filmId={filmId} finding={finding} rank={rank} outside={outside} change={change} usual={usual} />
        </div>
      )}
    </li>
  );
});

/** Shows and hides the map: the same whichever film is shown. */
const Where = memo(function Where({ id, title }: { readonly id: string; readonly title: string }) {
  const { actions } = useParts();
  const on = useAppState(({ weighing }) => weighing.heat.on && weighing.heat.findingId === id);
  return (
    <ToggleButton
      className="icon-button small"
      aria-label={on ? wording.weigh.whereOn(title) : wording.weigh.where(title)}
      data-testid="show-where"
      isSelected={on}
      onPress={() => actions.setHeat({ on: !on, findingId: id })}
    >
      <Grid3x3 size={13} aria-hidden />
    </ToggleButton>
  );
});

function Value({ finding, rank, outside }: Pick<FindingRowProps, 'finding' | 'rank' | 'outside'>) {
  const { id, probability, basis, standing, score, source, name } = finding;
  const chosen = useAppState(({ weighing }) => weighing.prevalences[id]);
  if (probability === null || basis === null) {
    const ungrounded = source === 'phrase' && phraseGround(name).kind === 'none';
    return (
      <span className="finding-value">
        <span className="number">{wording.findings.score(score)}</span>
        <span className={ungrounded ? 'standing warning' : 'standing'}>
          {ungrounded ? wording.weigh.noGround : rank ? wording.weigh.rank(rank.rank, rank.of) : standing ? `${wording.standings[standing]}, ${wording.findings.uncalibrated}` : wording.findings.uncalibrated}
        </span>
      </span>
    );
  }
  const prevalence = chosen ?? basis.prevalence;
  // No probability holds outside of the films that it was calibrated on: the score alone.
  if (outside) {
    return (
      <span className="finding-value">
        <span>
          <span className="number">{wording.findings.score(score)}</span> <span className="standing">{standing ? wording.standings[standing] : ''}</span>
        </span>
        <span className="standing warning">{wording.gate.outsideShort}</span>
      </span>
    );
  }
  return (
    <span className="finding-value">
      <span>
        <span className="number" data-testid="probability">{wording.percent(atPrevalence(probability, basis.prevalence, prevalence))}</span>{' '}
        <span className="standing">{standing ? wording.standings[standing] : ''}</span>
      </span>
      <span className={chosen === undefined ? 'at' : 'at chosen'}>{wording.weigh.atPrevalence(prevalence)}</span>
    </span>
  );
}
