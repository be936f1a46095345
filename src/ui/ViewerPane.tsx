import { Contrast, ListTree, Download, Expand, Maximize, Move, RotateCcw, Scan, Search, SunMedium, Trash2, ZoomIn } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import type { Failure, Film } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { EmptyStage } from '#src/ui/EmptyStage.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { filmName } from '#src/ui/filmFacts.ts';
import { FrameSlider } from '#src/ui/FrameSlider.tsx';
import { Overlays } from '#src/ui/Overlays.tsx';
import { useFilmPixels } from '#src/ui/useFilmPixels.ts';
import { useHotkey } from '#src/ui/useHotkey.ts';
import { listenToKeys } from '#src/ui/viewerKeys.ts';
import { wording } from '#src/ui/wording.ts';
import { openFilmView, type DragTool, type FilmView, type ViewState } from '#src/viewer/filmView.ts';
import { toAppError } from '#src/lib/appError.ts';

interface PaneDialogs {
  readonly onShortcuts: () => void;
  readonly onTags: () => void;
}

export function ViewerPane(dialogs: PaneDialogs) {
  const film = useAppState((state) => (state.selected ? state.films.get(state.selected) : undefined));
  return (
    <section className="viewer" aria-label={wording.tabs.film}>
      {!film && <EmptyStage />}
      {film?.record.kind === 'film' && <FilmStage film={film} {...dialogs} />}
      {film && film.record.kind !== 'film' && (
        <div className="toolbar" role="toolbar" aria-label={wording.viewer.toolbar}>
          <span className="spring" />
          <FileTools filmId={film.record.filmId} onTags={dialogs.onTags} />
        </div>
      )}
      {film?.record.kind === 'report' && <pre className="report">{film.record.text}</pre>}
      {film?.record.kind === 'document' && <DocumentStage filmId={film.record.filmId} />}
    </section>
  );
}

function FilmStage({ film, onShortcuts, onTags }: PaneDialogs & { readonly film: Film }) {
  const { actions, store } = useParts();
  const { filmId, facts, fileName } = film.record;
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<FilmView | null>(null);
  const [state, setState] = useState<ViewState | null>(null);
  const [tool, setTool] = useState<DragTool>('window');

  useEffect(() => {
    if (!element.current) return undefined;
    const opened = openFilmView(element.current, setState);
    setView(opened);
    return () => opened.close();
  }, []);

  const { opening, frame, chooseFrame } = useFilmPixels(filmId, view?.show ?? null);

  const choose = (chosen: DragTool): void => {
    setTool(chosen);
    view?.setTool(chosen);
  };

  useEffect(() => {
    if (!view) return undefined;
    return listenToKeys({ view, state, choose, onShortcuts, step: (by) => stepFilm(store.getState(), by, actions.select) });
  });

  return (
    <>
      <div className="toolbar" role="toolbar" aria-label={wording.viewer.toolbar}>
        <Tool name={wording.viewer.window} hotkey="W" chosen={tool === 'window'} onPress={() => choose('window')} icon={<SunMedium size={18} aria-hidden />} />
        <Tool name={wording.viewer.pan} hotkey="P" chosen={tool === 'pan'} onPress={() => choose('pan')} icon={<Move size={18} aria-hidden />} />
        <Tool name={wording.viewer.zoom} hotkey="Z" chosen={tool === 'zoom'} onPress={() => choose('zoom')} icon={<ZoomIn size={18} aria-hidden />} />
        <span className="divider" />
        <Tool name={wording.viewer.invert} hotkey="I" chosen={state?.inverted ?? false} onPress={() => view?.setInverted(!state?.inverted)} icon={<Contrast size={18} aria-hidden />} />
        <span className="divider" />
        <Tool name={wording.viewer.fit} hotkey="F" onPress={() => view?.fit()} icon={<Maximize size={18} aria-hidden />} />
        <Tool name={wording.viewer.actualSize} hotkey="1" onPress={() => view?.actualSize()} icon={<Expand size={18} aria-hidden />} />
        <Tool name={wording.viewer.reset} hotkey="R" onPress={() => view?.reset()} icon={<RotateCcw size={18} aria-hidden />} />
        <span className="spring" />
        <Tool name={wording.viewer.like} testId="like-this" onPress={() => void actions.searchLike(filmId)} icon={<Search size={18} aria-hidden />} />
        <FileTools filmId={filmId} onTags={onTags} />
      </div>
      <div className="stage">
        <div ref={element} className="film" role="img" aria-label={wording.viewer.film(filmName(facts, fileName))} />
        <Overlays film={film} state={opening.stage === 'shown' || opening.stage === 'coarse' ? state : null} />
        <FrameSlider frame={frame} frames={facts.numberOfFrames} onChange={chooseFrame} />
        {opening.stage === 'opening' && (
          <div className="stage-note" role="status">
            <Scan size={16} aria-hidden /> {wording.viewer.loading}
          </div>
        )}
        {opening.stage === 'coarse' && (
          <div className="coarse-note" role="status">
            {wording.viewer.coarse}
          </div>
        )}
        {opening.stage === 'failed' && <StageFailure failure={opening.failure} />}
      </div>
    </>
  );
}

function StageFailure({ failure }: { readonly failure: Failure }) {
  const { what, remedy } = wordFailure(failure);
  return (
    <div className="stage-note failed" role="alert">
      <strong>{what}</strong> {remedy}
    </div>
  );
}

/** What can be done with any file, film or not. */
function FileTools({ filmId, onTags }: { readonly filmId: FilmId; readonly onTags: () => void }) {
  const { actions } = useParts();
  useHotkey('t', onTags);
  return (
    <>
      <Tool name={wording.viewer.tags} hotkey="T" testId="open-tags" onPress={onTags} icon={<ListTree size={18} aria-hidden />} />
      <Tool name={wording.viewer.remove} testId="remove-film" onPress={() => void actions.removeFilm(filmId)} icon={<Trash2 size={18} aria-hidden />} />
    </>
  );
}

interface ToolProps {
  readonly name: string;
  readonly hotkey?: string;
  readonly chosen?: boolean;
  readonly icon: ReactNode;
  readonly testId?: string;
  readonly onPress: () => void;
}

function Tool({ name, hotkey, chosen, icon, testId, onPress }: ToolProps) {
  const common = { className: 'icon-button tool', 'aria-label': name, 'data-testid': testId, children: icon };
  return (
    <TooltipTrigger delay={400}>
      {chosen === undefined ? <Button {...common} onPress={onPress} /> : <ToggleButton {...common} isSelected={chosen} onPress={onPress} />}
      <Tooltip className="tooltip" placement="bottom">
        {hotkey ? wording.viewer.key(name, hotkey) : name}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface Steps {
  readonly order: readonly FilmId[];
  readonly selected: FilmId | null;
  readonly search: { readonly stage: string; readonly hits?: readonly { readonly filmId: FilmId }[] };
}

/** The next film of the list that is shown: all, or the hits. */
function stepFilm({ order, selected, search }: Steps, by: 1 | -1, select: (filmId: FilmId) => void): void {
  const list = search.hits?.map(({ filmId }) => filmId) ?? order;
  const next = list[(selected ? list.indexOf(selected) : -1) + by];
  if (next) select(next);
}

function DocumentStage({ filmId }: { readonly filmId: FilmId }) {
  const { documentOf } = useParts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = (): void => {
    documentOf(filmId).then(
      (blob) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = `${filmId.slice(0, 12)}.pdf`;
        link.click();
        URL.revokeObjectURL(link.href);
      },
      (thrown: unknown) => setFailure(toAppError(thrown)),
    );
  };
  return (
    <div className="empty">
      <p>{wording.viewer.documentNote}</p>
      <Button className="button primary" onPress={save}>
        <Download size={16} aria-hidden />
        {wording.viewer.saveDocument}
      </Button>
      {failure && <StageFailure failure={failure} />}
    </div>
  );
}
