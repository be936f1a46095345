import { ClipboardCheck, Download, Send } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Input, TextField } from 'react-aria-components';
import { checkReport } from '#src/assistant/checkReport.ts';
import { applyCorrection } from '#src/assistant/corrections.ts';
import type { ReportFlag } from '#src/assistant/reportFlag.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { isHidden } from '#src/state/weighingState.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { ClaimTable } from '#src/ui/ClaimTable.tsx';
import { EndpointExchange } from '#src/ui/EndpointExchange.tsx';
import { MarkedReport } from '#src/ui/MarkedReport.tsx';
import { reportAsJson, reportAsText, reportEvaluations, withoutTags, type Dismissals } from '#src/ui/reportExport.ts';
import { reportWording as words } from '#src/ui/reportWording.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useNames } from '#src/ui/useNames.ts';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/reportCheck.css';

interface Draft {
  readonly text: string;
  readonly dismissals: Dismissals;
}

const blank: Draft = { text: '', dismissals: {} };

/** Stays mounted, so that what was typed of each film outlives a look at another. */
export function ReportCheck() {
  const film = useAppState((state) => (state.selected ? state.films.get(state.selected) : undefined));
  const hidden = useAppState((state) => isHidden(state.weighing, state.selected));
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const [open, setOpen] = useState(false);
  const films = useAppState((state) => state.films);
  // What was written of a film goes with it.
  useEffect(() => {
    setDrafts((now) => {
      const kept = Object.entries(now).filter(([id]) => films.has(id as FilmId));
      return kept.length === Object.keys(now).length ? now : Object.fromEntries(kept);
    });
  }, [films]);
  if (!film || hidden) return null;
  const { filmId } = film.record;
  return (
    <section className="ask report-check" aria-label={words.title}>
      <div className="panel-head">
        <h2>{words.title}</h2>
        <Button className="button small" data-testid="open-report" aria-description={words.about} onPress={() => setOpen(true)}>
          <ClipboardCheck size={14} aria-hidden />
          {words.open}
        </Button>
      </div>
      {open && <ReportSheet film={film} draft={drafts[filmId] ?? blank} onDraft={(draft) => setDrafts({ ...drafts, [filmId]: draft })} onClose={() => setOpen(false)} />}
    </section>
  );
}

interface SheetParts {
  readonly film: Film;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onClose: () => void;
}

function ReportSheet({ film, draft, onDraft, onClose }: SheetParts) {
  const { text, dismissals } = draft;
  const scores = film.scoring.stage === 'scored' ? film.scoring.findings : null;
  const { hidden } = useNames();
  const check = useMemo(() => {
    const whole = checkReport(text, { tags: film.record.facts, scores });
    return hidden ? withoutTags(whole) : whole;
  }, [text, film.record.facts, scores, hidden]);
  const { actions } = useParts();
  const area = useRef<HTMLTextAreaElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const { filmId, facts } = film.record;
  const outside = outsideOf(film);
  const warning = outside ? wording.gate.outside(outside) : '';
  // A structured report names its film by UIDs, which a picture has not.
  const isDicom = facts.sopInstanceUid !== '';
  const saveSr = async (): Promise<void> => {
    const blob = await actions.evaluationReport(filmId, reportEvaluations(text, check, dismissals, warning));
    if (blob) saveFile(blob, `report-check-${filmId.slice(0, 8)}.dcm`);
  };
  const dismissed = check.flags.filter(({ id }) => id in dismissals).length;
  const verdicts = (verdict: string): number => check.judged.filter((one) => one.verdict === verdict).length;
  // Typing lets go of the reasons: they were given for other words.
  const dismiss = (id: string, reason: string | null): void => onDraft({ text, dismissals: Object.fromEntries([...Object.entries(dismissals).filter(([own]) => own !== id), ...(reason === null ? [] : [[id, reason]])]) });
  return (
    <Sheet title={words.title} onClose={onClose} size="wide">
      <p className="quiet">{words.memory}</p>
      {warning !== '' && <p className="warning" role="alert" data-testid="report-outside">{warning}</p>}
      <MarkedReport text={text} onText={(typed) => onDraft({ text: typed, dismissals: {} })} flags={check.flags} dismissed={new Set(Object.keys(dismissals))} active={active} area={area} />
      {scores === null && <p className="quiet">{words.noScores}</p>}
      <p role="status" data-testid="report-state">
        {check.problem ? words.problems[check.problem] : words.count(check.flags.length - dismissed, dismissed)}
      </p>
      {check.judged.length > 0 && <p className="quiet small">{words.claims(verdicts('supported'), verdicts('contradicted'), verdicts('beyond'))}</p>}
      <ul className="report-flags">
        {check.flags.map((flag) => (
          <FlagRow key={flag.id} flag={flag} onActive={setActive} onShow={() => showSentence(area.current, flag)} reason={dismissals[flag.id] ?? null} onDismiss={(reason) => dismiss(flag.id, reason)} onApply={() => onDraft({ text: applyCorrection(text, flag), dismissals: {} })} />
        ))}
      </ul>
      <ClaimTable check={check} onShow={(sentence) => showSentence(area.current, sentence)} />
      <EndpointReview film={film} text={text} />
      <div className="sheet-foot">
        <Button className="button" data-testid="report-save-text" isDisabled={text.trim() === ''} onPress={() => saveFile(new Blob([reportAsText(text, check, dismissals, warning)], { type: 'text/plain' }), 'report-check.txt')}>
          <Download size={14} aria-hidden />
          {words.saveText}
        </Button>
        <Button className="button" data-testid="report-save-json" isDisabled={text.trim() === ''} onPress={() => saveFile(new Blob([reportAsJson(text, check, dismissals, warning)], { type: 'application/json' }), 'report-check.json')}>
          <Download size={14} aria-hidden />
          {words.saveJson}
        </Button>
        {isDicom && (
          <Button className="button" data-testid="report-save-sr" isDisabled={text.trim() === ''} onPress={() => void saveSr()}>
            <Download size={14} aria-hidden />
            {words.saveSr}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

/** The same report put to a language model, where an endpoint is set up. */
function EndpointReview({ film, text }: { readonly film: Film; readonly text: string }) {
  const { actions } = useParts();
  const configured = useAppState((state) => state.endpoint.url !== '');
  const ask = useAppState((state) => state.ask);
  const { filmId } = film.record;
  const mine = ask.stage !== 'idle' && ask.task === 'report' && ask.filmId === filmId ? ask : null;
  if (!configured) return null;
  return (
    <div className="endpoint-review">
      <Button className="button small" data-testid="review-report" onPress={() => void actions.askEndpoint({ filmId, task: 'report', text }, false)}>
        <Send size={14} aria-hidden />
        {wording.ask.review.ask}
      </Button>
      {mine?.stage === 'answered' && mine.text !== text && <p className="warning small">{wording.ask.review.older}</p>}
      {mine && <EndpointExchange ask={mine} />}
    </div>
  );
}

interface FlagRowProps {
  readonly flag: ReportFlag;
  readonly reason: string | null;
  readonly onActive: (id: string | null) => void;
  /** Brings the sentence into sight. */
  readonly onShow: () => void;
  readonly onDismiss: (reason: string | null) => void;
  readonly onApply: () => void;
}

/** Chooses a sentence in the field, which then scrolls to it. */
function showSentence(area: HTMLTextAreaElement | null, { start, end }: Pick<ReportFlag, 'start' | 'end'>): void {
  if (!area) return;
  area.focus();
  // A field scrolls to where the caret is put, not to a selection.
  area.setSelectionRange(end, end);
  area.setSelectionRange(start, end);
}

function FlagRow({ flag, reason, onActive, onShow, onDismiss, onApply }: FlagRowProps) {
  const [typed, setTyped] = useState('');
  const { id, kind, sentence, evidence, correction } = flag;
  return (
    <li className={reason === null ? 'report-flag' : 'report-flag dismissed'} data-testid="report-flag" data-kind={kind} onPointerEnter={() => onActive(id)} onPointerLeave={() => onActive(null)}>
      <div className="report-flag-head">
        <strong>{words.kinds[kind]}</strong>
        {sentence !== '' && (
          <Button className="link" data-testid="report-show" onPress={onShow}>
            {words.show}
          </Button>
        )}
      </div>
      <blockquote>{sentence === '' ? words.silent : words.quoted(sentence)}</blockquote>
      <p className="quiet">{words.evidence(evidence)}</p>
      {correction !== null && (
        <div className="report-proposal">
          <p>
            <span className="quiet">{words.proposed}:</span> {correction}
          </p>
          {reason === null && (
            <Button className="button small" data-testid="report-apply" onPress={onApply}>
              {words.apply}
            </Button>
          )}
        </div>
      )}
      {reason === null ? (
        <form
          className="report-dismiss"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') onDismiss(typed.trim());
          }}
        >
          <TextField aria-label={words.reason} value={typed} onChange={setTyped}>
            <Input placeholder={words.reason} />
          </TextField>
          <Button className="button small" type="submit" isDisabled={typed.trim() === ''}>
            {words.dismiss}
          </Button>
        </form>
      ) : (
        <p className="report-dismiss">
          <span>{words.dismissed(reason)}</span>
          <Button className="button small" onPress={() => onDismiss(null)}>
            {words.restore}
          </Button>
        </p>
      )}
    </li>
  );
}
