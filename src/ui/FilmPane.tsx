import { Scan } from 'lucide-react';
import { useCallback, useContext, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import type { FilmId } from '#src/lib/brand.ts';
import { scaleOf } from '#src/annotations/pixelScale.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { Film } from '#src/state/appState.ts';
import { AnnotationLayer, type LayerHandle } from '#src/ui/AnnotationLayer.tsx';
import { annotationPen } from '#src/ui/annotationPen.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { commandOf } from '#src/ui/commands.ts';
import { carriesFilm, filmOfDrop } from '#src/ui/dragFilm.ts';
import { FrameSlider } from '#src/ui/FrameSlider.tsx';
import { HeatMapLayer } from '#src/ui/HeatMapLayer.tsx';
import { HistogramPanel } from '#src/ui/HistogramPanel.tsx';
import { linkPanes } from '#src/ui/linkPanes.ts';
import { Overlays } from '#src/ui/Overlays.tsx';
import { ScaleRuler } from '#src/ui/ScaleRuler.tsx';
import { changePane, isDragTool, useSession, useSessionStore } from '#src/ui/session.ts';
import { cineRateOf, useCine } from '#src/ui/useCine.ts';
import { StageFailure } from '#src/ui/StageFailure.tsx';
import { OpenDialogContext, useCommandContext } from '#src/ui/useCommandContext.ts';
import { useFilmPixels } from '#src/ui/useFilmPixels.ts';
import { useNames } from '#src/ui/useNames.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';
import { openFilmView, type FilmView, type Kept } from '#src/viewer/filmView.ts';

const none = [] as const;

/** One pane with one film: canvas, annotations, overlay. */
export function FilmPane({ film, index }: { readonly film: Film; readonly index: number }) {
  const parts = useParts();
  const { actions, store } = parts;
  const session = useSessionStore();
  const { nameOf } = useNames();
  const openDialog = useContext(OpenDialogContext);
  const { filmId, facts, columns, rows } = film.record;
  const element = useRef<HTMLDivElement>(null);
  const layer = useRef<LayerHandle>(null);
  const [view, setView] = useState<FilmView | null>(null);
  const [over, setOver] = useState(false);
  const active = useAppState(({ reading }) => reading.active === index);
  const single = useAppState(({ reading }) => reading.layout === 1);
  const kept = useAppState(({ annotations }) => annotations.get(filmId)?.present);
  const tool = useSession((now) => now.tool);
  const mouse = useAppState((now) => now.mouse);
  const context = useCommandContext();
  const magnifier = useSession((now) => now.magnifier);
  const histogram = useSession((now) => now.histogram);
  const draft = useSession((now) => (now.draft?.filmId === filmId ? now.draft.draft : null));
  const selection = useSession((now) => (now.selection?.filmId === filmId ? now.selection : null));
  const image = useSession(({ panes }) => { const shown = panes.get(index)?.shown; return shown?.filmId === filmId ? shown.image : null; });
  const state = useSession(({ panes }) => panes.get(index)?.state ?? null);
  const calibration = kept?.calibration ?? null;
  const scale = useMemo(() => scaleOf(facts, calibration), [facts, calibration]);
  const links = useMemo(() => linkPanes({ store, session }), [store, session]);

  useEffect(() => {
    if (!element.current) return undefined;
    const opened = openFilmView(element.current, (now, resized) => {
      changePane(session, index, { state: now });
      layer.current?.place(now.toScreen);
      if (!resized) links.follow(index);
      const pose = opened.pose();
      const { shown } = session.getState().panes.get(index) ?? {};
      if (pose && shown) actions.keepView({ filmId: shown.filmId, ...pose, ...now.orientation });
    }, () => openDialog('tools'));
    session.setState(({ panes }) => ({ panes: new Map(panes).set(index, { view: opened, shown: null, state: null, chosen: null }) }));
    setView(opened);
    return () => {
      opened.close();
      session.setState(({ panes }) => ({ panes: new Map([...panes].filter(([at]) => at !== index)) }));
    };
  }, [session, index, links, actions, openDialog]);

  const show = useMemo(
    () =>
      view &&
      ((pixels: GrayImage | null, keeps?: Kept): void => {
        const same = keeps !== undefined && session.getState().panes.get(index)?.shown?.filmId === filmId;
        links.hold(() => {
          // Until the film stands as it was left, its pane keeps nothing.
          if (!same) changePane(session, index, { shown: null });
          view.show(pixels, same ? keeps : undefined);
          const left = same || !pixels ? null : actions.viewOf(filmId);
          if (left) {
            view.setOrientation({ flipped: left.flipped, turns: left.turns });
            view.setPose(left);
          }
          changePane(session, index, pixels ? { shown: { filmId, image: pixels } } : { shown: null, state: null });
          if (!same) links.adopt(index);
        });
      }),
    [view, session, index, links, actions, filmId],
  );
  const { opening, frame, shownFrame } = useFilmPixels(filmId, index, show);
  const runs = useSession(({ cine }) => cine === filmId);
  const chosenRate = useSession(({ cineRate }) => cineRate);
  const rate = cineRateOf(chosenRate, facts.frameRate);
  const chooseFrame = useCallback((wanted: number) => changePane(session, index, { chosen: { filmId, frame: wanted } }), [session, index, filmId]);
  useCine({ filmId, frame, shownFrame, frames: facts.numberOfFrames, rate, chooseFrame });

  useEffect(() => {
    if (!view) return;
    if (isDragTool(tool)) view.setTool(tool);
    view.setMagnifier(magnifier && active);
  }, [view, tool, magnifier, active]);

  useEffect(() => {
    view?.setMouse(mouse, (by) => {
      const [frameStep, filmStep] = by > 0 ? (['nextFrame', 'nextFilm'] as const) : (['previousFrame', 'previousFilm'] as const);
      commandOf(facts.numberOfFrames > 1 ? frameStep : filmStep).run(context);
    });
  }, [view, mouse, context, facts.numberOfFrames]);

  useEffect(() => {
    view?.setPen(annotationPen({ store, actions, session, filmId, columns, rows }));
  }, [view, store, actions, session, filmId, columns, rows]);

  useEffect(() => {
    if (image && state) layer.current?.place(state.toScreen);
  }, [image, state]);

  const select = useCallback((annotationId: string) => {
    const { selection: now } = session.getState();
    if (now?.annotationId !== annotationId) session.setState({ selection: { filmId, annotationId, handle: null } });
  }, [session, filmId]);

  const activate = (): void => actions.activatePane(index);
  const drop = (event: DragEvent): void => {
    const dropped = filmOfDrop(event.dataTransfer);
    setOver(false);
    if (!dropped) return;
    event.preventDefault();
    actions.showInPane(dropped, index);
  };
  const shownNow = (opening.stage === 'shown' || opening.stage === 'coarse') && image !== null;
  return (
    <div
      className={`stage pane${active && !single ? ' active' : ''}${over ? ' over' : ''}`}
      role="group"
      aria-label={viewerWording.paneLabel(index)}
      data-testid="pane"
      data-film-id={filmId}
      data-shown={shownNow}
      onPointerDownCapture={activate}
      onWheelCapture={activate}
      onDragOver={(event) => { if (carriesFilm(event.dataTransfer)) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div ref={element} className="film" data-tool={tool} role="group" aria-label={wording.viewer.film(nameOf(film))}>
        {shownNow && (
          <AnnotationLayer
            ref={layer}
            annotations={kept?.annotations ?? none}
            calibration={calibration}
            draft={draft}
            selection={selection}
            scale={scale}
            image={image}
            onSelect={select}
          />
        )}
      </div>
      {active && opening.stage === 'shown' && frame === 0 && image && state && <HeatMapLayer film={film} toScreen={state.toScreen} />}
      <Overlays film={film} state={shownNow ? state : null} />
      {shownNow && state && <ScaleRuler scale={scale} state={state} />}
      {shownNow && state && histogram && active && view && <HistogramPanel image={image} view={view} state={state} />}
      {opening.stage === 'opening' && (
        <div className="stage-note" role="status">
          <Scan size={16} aria-hidden /> {wording.viewer.loading}
        </div>
      )}
      <FrameSlider
        frame={frame}
        frames={facts.numberOfFrames}
        onChange={chooseFrame}
        runs={runs}
        onRun={(on) => session.setState({ cine: on ? filmId : null })}
        rate={rate}
        onRate={(cineRate) => session.setState({ cineRate })}
      />
      {opening.stage === 'coarse' && (
        <div className="coarse-note" role="status">
          {wording.viewer.coarse}
        </div>
      )}
      {opening.stage === 'failed' && <StageFailure failure={opening.failure} />}
    </div>
  );
}

export function EmptyPane({ index }: { readonly index: number }) {
  const { actions } = useParts();
  const [over, setOver] = useState(false);
  const active = useAppState(({ reading }) => reading.active === index);
  const accept = (filmId: FilmId | null): void => {
    setOver(false);
    if (filmId) actions.showInPane(filmId, index);
  };
  return (
    <div
      className={`pane empty-pane${active ? ' active' : ''}${over ? ' over' : ''}`}
      role="group"
      aria-label={viewerWording.paneLabel(index)}
      data-testid="pane"
      onPointerDown={() => actions.activatePane(index)}
      onDragOver={(event) => { if (carriesFilm(event.dataTransfer)) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); accept(filmOfDrop(event.dataTransfer)); }}
    >
      {viewerWording.emptyPane}
    </div>
  );
}
