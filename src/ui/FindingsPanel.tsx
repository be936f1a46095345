import { useMemo } from 'react';
import { Button, Switch } from 'react-aria-components';
import { groupFindings } from '#src/findings/findingGroups.ts';
import type { Finding } from '#src/findings/finding.ts';
import type { Film } from '#src/state/appState.ts';
import { phraseRanks, type PhraseRank } from '#src/state/phraseRanks.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { isHidden } from '#src/state/weighingState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { FindingRow } from '#src/ui/FindingRow.tsx';
import { GateNote, StoppedNote } from '#src/ui/GateNote.tsx';
import { PhraseForm } from '#src/ui/PhraseForm.tsx';
import { PriorNote } from '#src/ui/PriorNote.tsx';
import { teachingWording } from '#src/ui/teachingWording.ts';
import { PromptSetNote } from '#src/ui/PromptSetNote.tsx';
import { usePriorChanges } from '#src/ui/usePriorChanges.ts';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/findings.css';

export function FindingsPanel({ onOpen }: { readonly onOpen: (dialog: 'batch' | 'workshop' | 'teach') => void }) {
  const { actions } = useParts();
  const film = useAppState((state) => (state.selected ? state.films.get(state.selected) : undefined));
  const readFirst = useAppState((state) => state.weighing.readFirst);
  const hidden = useAppState((state) => isHidden(state.weighing, state.selected));
  return (
    <section className="findings" aria-label={wording.findings.title}>
      <div className="panel-head">
        <h2>{wording.findings.title}</h2>
        <Button className="button small quiet-button" data-testid="open-teach" onPress={() => onOpen('teach')}>
          {teachingWording.open}
        </Button>
        <Button className="button small quiet-button" data-testid="open-workshop" onPress={() => onOpen('workshop')}>
          {wording.weigh.workshop.open}
        </Button>
        <Button className="button small quiet-button" data-testid="open-batch" onPress={() => onOpen('batch')}>
          {wording.weigh.batch.open}
        </Button>
        <Switch className="switch" isSelected={readFirst} onChange={actions.setReadFirst} data-testid="read-first" aria-description={wording.weigh.readFirstHint}>
          <span className="switch-track" aria-hidden />
          {wording.weigh.readFirst}
        </Switch>
      </div>
      {!film && <p className="quiet panel-note">{wording.empty.noFilm}</p>}
      {film && hidden && (
        <div className="panel-note" data-testid="scores-hidden">
          <p>{wording.weigh.hidden}</p>
          <Button className="button small" onPress={() => actions.markRead(film.record.filmId)}>
            {wording.weigh.markRead}
          </Button>
        </div>
      )}
      {film && !hidden && <Scores film={film} />}
    </section>
  );
}

function Scores({ film }: { readonly film: Film }) {
  const { actions } = useParts();
  const model = useAppState((state) => state.model);
  const { scoring } = film;
  if (scoring.stage === 'notAsked') {
    return <StoppedNote film={film} reason={scoring.reason} />;
  }
  if (scoring.stage === 'failed' || (model.stage === 'failed' && scoring.stage !== 'scored')) {
    const failure = model.stage === 'failed' ? model.failure : scoring.stage === 'failed' ? scoring.failure : null;
    const words = failure ? wordFailure(failure) : null;
    return (
      <div className="panel-note" role="alert">
        <p>
          <strong>{words?.what}</strong> {words?.remedy}
        </p>
        <Button className="button small" onPress={() => void actions.retryModel()}>
          {wording.tryAgain}
        </Button>
      </div>
    );
  }
  if (scoring.stage !== 'scored') {
    const text = model.stage === 'loading' ? wording.findings.loading : scoring.stage === 'embedding' ? wording.findings.embedding : wording.findings.waiting;
    return (
      <p className="panel-note quiet" role="status">
        {text}
      </p>
    );
  }
  return <Scored film={film} findings={scoring.findings} />;
}

function Scored({ film, findings }: { readonly film: Film; readonly findings: Extract<Film['scoring'], { stage: 'scored' }>['findings'] }) {
  const { filmId } = film.record;
  const model = useAppState((state) => state.model);
  const films = useAppState((state) => state.films);
  const groups = useMemo(() => groupFindings(findings.filter(({ source }) => source === 'card')), [findings]);
  const ranks = useMemo(() => phraseRanks(films, filmId), [films, filmId]);
  const phrases = findings.filter(({ source }) => source === 'phrase');
  const taught = findings.filter(({ source }) => source === 'taught');
  const outside = outsideOf(film) !== null;
  const compared = usePriorChanges(film, findings);
  const row = (finding: Finding, rank: PhraseRank | null) => (
    <FindingRow key={finding.id} filmId={filmId} finding={finding} rank={rank} outside={outside} change={compared.changes.get(finding.id) ?? null} usual={compared.usual} />
  );
  return (
    <>
      <GateNote film={film} />
      <PromptSetNote />
      <PriorNote film={film} compared={compared} />
      <Legend />
      {groups.map(({ group, findings: members }) => (
        <section key={group} aria-label={wording.weigh.groups[group]}>
          <h3 className="panel-sub">{wording.weigh.groups[group]}</h3>
          <ul className="finding-list">
            {members.map((finding) => row(finding, null))}
          </ul>
        </section>
      ))}
      {taught.length > 0 && (
        <section aria-label={teachingWording.taught}>
          <h3 className="panel-sub">{teachingWording.taught}</h3>
          <ul className="finding-list">
            {taught.map((finding) => row(finding, null))}
          </ul>
        </section>
      )}
      <h3 className="panel-sub">{wording.findings.phrases}</h3>
      <ul className="finding-list">
        {phrases.map((finding) => row(finding, ranks.get(finding.id) ?? null))}
      </ul>
      <PhraseForm />
      {model.stage === 'ready' && <p className="quiet panel-note small">{wording.findings.modelNote(model.status.card.id)}</p>}
    </>
  );
}

/** How to read a row: the bar is about the operating point, the number is a probability for the prevalence beneath it. */
function Legend() {
  const { point, probability } = wording.weigh.legend;
  return (
    <p className="legend quiet">
      <span className="legend-point">{point}</span>
      <span>{probability}</span>
    </p>
  );
}
