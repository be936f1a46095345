import { RotateCw, TriangleAlert, Undo2 } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { NotAsked } from '#src/findings/finding.ts';
import type { FilmCorrection } from '#src/findings/gate.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf, verdictOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { gateWording as words } from '#src/ui/gateWording.ts';
import { useSessionStore } from '#src/ui/session.ts';
import { wording } from '#src/ui/wording.ts';

/** Turns and inverts the film on the screen as the model now sees it. */
function useShowCorrected(): (by: FilmCorrection) => void {
  const session = useSessionStore();
  const active = useAppState(({ reading }) => reading.active);
  return ({ turns, inverted }) => {
    const { view, state } = session.getState().panes.get(active) ?? {};
    if (!view || !state) return;
    view.setOrientation({ flipped: false, turns: ((state.orientation.turns + turns) % 4) as FilmCorrection['turns'] });
    if (inverted) view.setInverted(!state.inverted);
  };
}

/** Why the model was not asked, what would put it right, and the way past. */
export function StoppedNote({ film, reason }: { readonly film: Film; readonly reason: NotAsked }) {
  const { actions } = useParts();
  const { filmId, kind, facts } = film.record;
  const { correction } = verdictOf(film.record);
  const show = useShowCorrected();
  return (
    <div className="panel-note gate-note" data-testid="not-asked" data-reason={reason}>
      <p>
        {wording.findings.notAsked}: {wording.whyNotAsked(reason, facts.modality)}.
      </p>
      {kind === 'film' && (
        <div className="gate-actions">
          {correction && (
            <Button
              className="button small primary"
              data-testid="correct-film"
              onPress={() => {
                show(correction);
                void actions.correctFilm(filmId);
              }}
            >
              <RotateCw size={14} aria-hidden />
              {words.correct(correction)}
            </Button>
          )}
          <Button className="button small" data-testid="score-anyway" onPress={() => void actions.scoreAnyway(filmId, true)}>
            {words.anyway}
          </Button>
          <p className="quiet small">{words.anywayNote}</p>
        </div>
      )}
    </div>
  );
}

/** What the reader must know of the gate beside scores; nothing for a film that passed as it lies. */
export function GateNote({ film }: { readonly film: Film }) {
  const { actions } = useParts();
  const show = useShowCorrected();
  const { filmId, gate } = film.record;
  const outside = outsideOf(film);
  const { mirrored } = verdictOf(film.record);
  const correction = gate?.correction ?? null;
  return (
    <>
      {outside && (
        <div className="panel-note gate-note outside" role="alert" data-testid="outside">
          <p>
            <TriangleAlert size={14} aria-hidden /> {words.outside(outside)}
          </p>
          <Button className="button small" data-testid="obey-gate" onPress={() => void actions.scoreAnyway(filmId, false)}>
            {words.obey}
          </Button>
        </div>
      )}
      {mirrored && <p className="panel-note small gate-note outside" data-testid="mirrored">{words.mirrored}</p>}
      {correction && (
        <div className="panel-note gate-note small" data-testid="corrected">
          <p>{words.corrected(correction)}</p>
          <Button
            className="button small"
            onPress={() => {
              show({ turns: ((4 - correction.turns) % 4) as FilmCorrection['turns'], inverted: correction.inverted });
              void actions.undoCorrection(filmId);
            }}
          >
            <Undo2 size={14} aria-hidden />
            {words.undo}
          </Button>
        </div>
      )}
    </>
  );
}
