import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Form, Heading, Input, TextField } from 'react-aria-components';
import type { Finding } from '#src/findings/finding.ts';
import { byStanding, logOddsAboveOperatingPoint } from '#src/findings/zeroShot.ts';
import type { Film } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

export function FindingsPanel() {
  const film = useAppState((state) => (state.selected ? state.films.get(state.selected) : undefined));
  return (
    <section className="findings" aria-label={wording.findings.title}>
      <h2 className="panel-head">{wording.findings.title}</h2>
      {film ? <Scores film={film} /> : <p className="quiet panel-note">{wording.empty.noFilm}</p>}
    </section>
  );
}

function Scores({ film }: { readonly film: Film }) {
  const { actions } = useParts();
  const model = useAppState((state) => state.model);
  const { scoring } = film;
  if (scoring.stage === 'notAsked') {
    return (
      <p className="panel-note" data-testid="not-asked">
        {wording.findings.notAsked}: {wording.whyNotAsked(scoring.reason, film.record.facts.modality)}.
      </p>
    );
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
  const card = scoring.findings.filter(({ source }) => source === 'card').toSorted(byStanding);
  const phrases = scoring.findings.filter(({ source }) => source === 'phrase');
  return (
    <>
      <Legend />
      <ul className="finding-list">
        {card.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
      <h3 className="panel-sub">{wording.findings.phrases}</h3>
      <ul className="finding-list">
        {phrases.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
      <PhraseForm />
      {model.stage === 'ready' && <p className="quiet panel-note small">{wording.findings.modelNote(model.status.card.id)}</p>}
    </>
  );
}

/** How to read a row: the bar is about the operating point, the number is a probability for the films that it names. */
function Legend() {
  const { point, probability } = wording.findings.legend;
  return (
    <p className="legend quiet">
      <span className="legend-point">{point}</span>
      <span>{probability}</span>
    </p>
  );
}

/** Log-odds from the operating point at which a bar reaches its end. */
const fullBar = 3;
/** Similarity difference at which the bar of an uncalibrated finding reaches its end. */
const fullSimilarity = 0.3;

function FindingRow({ finding }: { readonly finding: Finding }) {
  const { actions } = useParts();
  const { id, name, score, probability, basis, operatingPoint, standing, source } = finding;
  const above = logOddsAboveOperatingPoint(finding);
  const share = Math.max(-1, Math.min(1, above === null ? score / fullSimilarity : above / fullBar));
  const tone = standing ?? 'uncalibrated';
  return (
    <li className={`finding ${tone}`} data-testid="finding-row" data-finding-id={id} data-score={score} data-standing={standing ?? undefined}>
      <Disclosure>
        <Heading className="finding-head" level={source === 'phrase' ? 4 : 3}>
          <Button slot="trigger" className="finding-button">
            <span className="finding-name">{wording.capital(name)}</span>
            <span className="finding-bar" aria-hidden>
              <span className="fill" style={share >= 0 ? { left: '50%', width: `${share * 50}%` } : { right: '50%', width: `${-share * 50}%` }} />
              <span className="tick" />
            </span>
            <span className="finding-value">
              {probability === null ? (
                <>
                  <span className="number">{wording.findings.score(score)}</span>
                  <span className="standing">{wording.findings.uncalibrated}</span>
                </>
              ) : (
                <>
                  <span className="number">{wording.percent(probability)}</span>
                  <span className="standing">{standing ? wording.standings[standing] : ''}</span>
                </>
              )}
            </span>
          </Button>
          {source === 'phrase' && (
            <Button className="icon-button small" aria-label={wording.findings.removePhrase(name)} onPress={() => actions.removePhrase(name)}>
              <X size={12} aria-hidden />
            </Button>
          )}
        </Heading>
        <DisclosurePanel className="finding-details">
          <p>{basis ? wording.findings.basis(basis.films, basis.positives, basis.prevalence) : source === 'phrase' ? wording.findings.phraseNote : wording.findings.noCalibration}</p>
          {operatingPoint && <p>{wording.findings.point(operatingPoint.sensitivity, operatingPoint.specificity)}</p>}
          <p>
            {wording.capital(wording.findings.similarity)} <span className="number">{wording.findings.score(score)}</span>
          </p>
          <p>
            {wording.findings.positive}: {finding.positivePrompts.join(' · ')}
          </p>
          <p>
            {wording.findings.negative}: {finding.negativePrompts.join(' · ')}
          </p>
        </DisclosurePanel>
      </Disclosure>
    </li>
  );
}

function PhraseForm() {
  const { actions } = useParts();
  const failure = useAppState((state) => state.phraseFailure);
  const [text, setText] = useState('');
  return (
    <Form
      className="phrase-form"
      onSubmit={(event) => {
        event.preventDefault();
        void actions.addPhrase(text);
        setText('');
      }}
    >
      <TextField aria-label={wording.findings.phraseLabel} value={text} onChange={setText}>
        <Input data-testid="phrase-input" placeholder={wording.findings.phrasePlaceholder} />
      </TextField>
      <Button className="button small" type="submit">
        <Plus size={14} aria-hidden />
        {wording.findings.addPhrase}
      </Button>
      {failure && (
        <p className="warning" role="alert">
          {wordFailure(failure.failure).what} {wordFailure(failure.failure).remedy}
        </p>
      )}
    </Form>
  );
}
