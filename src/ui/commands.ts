import { withAnnotation, withCalibration, withoutAnnotation, moved } from '#src/annotations/history.ts';
import type { Annotation, FilmAnnotations } from '#src/annotations/annotation.ts';
import type { FilmId } from '#src/lib/brand.ts';
import { filmsOf, groupFilms, markOf, type FilmMark } from '#src/state/worklist.ts';
import { activePane } from '#src/ui/activePane.ts';
import { addAnnotation, placedPoints } from '#src/ui/annotationPen.ts';
import type { AppParts } from '#src/ui/appContext.ts';
import { copyPicture, printPane, readAnnotationFiles, saveJson, savePicture, savePresentation, saveReport } from '#src/ui/annotationFiles.ts';
import { changePane, isDragTool, type SessionStore, type Tool } from '#src/ui/session.ts';
import type { CommandId } from '#src/ui/viewerWording.ts';
import { applyAffine, flipSeen, invertAffine, turnClockwise } from '#src/viewer/orientation.ts';
import type { FilmView, ViewState } from '#src/viewer/filmView.ts';
import { windowPresets } from '#src/viewer/presets.ts';

/** What a command works on. */
export interface CommandContext extends Pick<AppParts, 'store' | 'actions'> {
  readonly session: SessionStore;
  readonly open: (dialog: 'shortcuts' | 'palette' | 'tags' | 'tools' | 'testPattern') => void;
}

export type CommandGroup = 'tools' | 'annotations' | 'display' | 'panes' | 'films' | 'app';

export interface Command {
  readonly id: CommandId;
  readonly group: CommandGroup;
  /** As `keyOf` writes it; empty for none. */
  readonly key: string;
  readonly run: (context: CommandContext) => void;
  readonly isOn?: (context: CommandContext) => boolean;
  /** False where the command has nothing to work on: its key then does what it does elsewhere. */
  readonly applies?: (context: CommandContext) => boolean;
}

function withView(context: CommandContext, run: (view: FilmView, state: ViewState) => void): void {
  const pane = activePane(context);
  if (pane?.state) run(pane.view, pane.state);
}

function filmNow({ store }: CommandContext): FilmAnnotations | null {
  const { selected, annotations } = store.getState();
  return selected ? (annotations.get(selected)?.present ?? { filmId: selected, annotations: [], calibration: null }) : null;
}

function selectedNow(context: CommandContext): { readonly filmId: FilmId; readonly annotation: Annotation; readonly handle: number | null } | null {
  const { selection } = context.session.getState();
  const film = filmNow(context);
  const annotation = film && selection?.filmId === film.filmId ? film.annotations.find(({ annotationId }) => annotationId === selection.annotationId) : undefined;
  return annotation && selection ? { filmId: selection.filmId, annotation, handle: selection.handle } : null;
}

const hasSelection = (context: CommandContext): boolean => selectedNow(context) !== null;
const hasView = (context: CommandContext): boolean => activePane(context)?.state != null;

export function chooseTool({ session }: Pick<CommandContext, 'session'>, tool: Tool): void {
  session.setState({ tool, draft: null, ...(isDragTool(tool) ? {} : { selection: null }) });
}

const tool = (id: Tool & CommandId, key: string): Command => ({
  id,
  group: 'tools',
  key,
  // A drawing tool pressed again is put down.
  run: (context) => chooseTool(context, context.session.getState().tool === id && !isDragTool(id) ? 'window' : id),
  isOn: ({ session }) => session.getState().tool === id,
});

const view = (id: CommandId, key: string, run: (view: FilmView, state: ViewState) => void, isOn?: (state: ViewState) => boolean): Command => ({
  id,
  group: 'display',
  key,
  run: (context) => withView(context, run),
  applies: hasView,
  ...(isOn ? { isOn: (context: CommandContext) => { const state = activePane(context)?.state; return state ? isOn(state) : false; } } : {}),
});

/** Image pixels for a CSS pixel on the screen, in the film's own directions. */
const nudge = (id: CommandId, key: string, right: number, down: number): Command => ({
  id,
  group: 'annotations',
  key,
  applies: hasSelection,
  run: (context) => {
    const selected = selectedNow(context);
    const toScreen = activePane(context)?.state?.toScreen;
    if (!selected || !toScreen) return;
    const back = invertAffine(toScreen);
    const origin = applyAffine(back, { x: 0, y: 0 });
    const target = applyAffine(back, { x: right, y: down });
    const after = moved(selected.annotation, selected.handle, target.x - origin.x, target.y - origin.y);
    context.actions.changeAnnotations(selected.filmId, (film) => withAnnotation(film, after));
  },
});

function framesNow(context: CommandContext): { readonly filmId: FilmId; readonly frame: number; readonly frames: number; readonly choose: (frame: number) => void } | null {
  const pane = activePane(context);
  const { films, reading } = context.store.getState();
  const filmId = pane?.shown?.filmId;
  const frames = filmId ? (films.get(filmId)?.record.facts.numberOfFrames ?? 1) : 1;
  if (!pane || !filmId || frames < 2) return null;
  const frame = pane.chosen?.filmId === filmId ? pane.chosen.frame : 0;
  return { filmId, frame, frames, choose: (wanted) => changePane(context.session, reading.active, { chosen: { filmId, frame: wanted } }) };
}

/** A step by hand stops the run. */
const stepFrame = (id: CommandId, key: string, by: 1 | -1): Command => ({
  id, group: 'display', key,
  applies: (context) => framesNow(context) !== null,
  run: (context) => {
    const now = framesNow(context);
    context.session.setState({ cine: null });
    now?.choose((now.frame + by + now.frames) % now.frames);
  },
});

function cyclePreset(context: CommandContext, by: 1 | -1): void {
  const pane = activePane(context);
  if (!pane?.shown || !pane.state) return;
  const presets = windowPresets(pane.shown.image);
  const { windowCenter, windowWidth } = pane.state;
  const at = presets.findIndex(({ voi }) => voi.kind === 'window' && voi.window.windowCenter === windowCenter && voi.window.windowWidth === windowWidth);
  const next = presets[(at + by + presets.length) % Math.max(1, presets.length)];
  if (next) pane.view.setVoi(next.voi);
}

function place(context: CommandContext): void {
  const pane = activePane(context);
  const { tool: kind } = context.session.getState();
  if (!pane?.state || !pane.shown || isDragTool(kind)) return;
  const { image, filmId } = pane.shown;
  const pose = pane.view.pose();
  if (!pose) return;
  const half = Math.min(image.columns, image.rows) / 8 / Math.max(1, pose.zoom);
  const points = placedPoints(kind === 'calibrate' ? 'length' : kind, { x: pose.x * image.columns, y: pose.y * image.rows }, half, half);
  const [from, to] = points;
  if (kind === 'calibrate' && from && to) context.session.setState({ prompt: { kind: 'calibrate', filmId, points: [from, to] }, tool: 'window' });
  else if (kind !== 'calibrate') addAnnotation({ ...context, filmId, kind, points });
}

function selectNext(context: CommandContext): void {
  const film = filmNow(context);
  if (!film || film.annotations.length === 0) return;
  const now = selectedNow(context)?.annotation;
  const next = film.annotations[(now ? film.annotations.indexOf(now) + 1 : 0) % film.annotations.length];
  if (next) context.session.setState({ selection: { filmId: film.filmId, annotationId: next.annotationId, handle: null } });
}

function selectNextHandle(context: CommandContext): void {
  const selected = selectedNow(context);
  if (!selected) return;
  const { annotation, handle, filmId } = selected;
  if (annotation.kind === 'freehand') return;
  const next = handle === null ? 0 : handle + 1 < annotation.points.length ? handle + 1 : null;
  context.session.setState({ selection: { filmId, annotationId: annotation.annotationId, handle: next } });
}

/** The next film of the list that is shown: all, or the hits. */
function stepFilm({ store, actions }: CommandContext, by: 1 | -1): void {
  const { search, selected, ...state } = store.getState();
  const list = search.stage === 'done' ? search.hits.map(({ filmId }) => filmId) : filmsOf(groupFilms({ ...state, selected }));
  const next = list[(selected ? list.indexOf(selected) : -1) + by];
  if (next) actions.select(next);
}

function markNow({ store }: CommandContext): FilmMark | null {
  const { selected, films } = store.getState();
  const film = selected ? films.get(selected) : undefined;
  return film ? markOf(film) : null;
}

function toggleMark(context: CommandContext, which: keyof FilmMark): void {
  const mark = markNow(context);
  const { selected } = context.store.getState();
  if (mark && selected) context.actions.markFilm(selected, { [which]: !mark[which] });
}

function letGo({ session }: CommandContext): void {
  const { draft, selection } = session.getState();
  if (draft) session.setState({ draft: null });
  else if (selection) session.setState({ selection: null });
  else session.setState({ tool: 'window', magnifier: false });
}

const hasFilm = (context: CommandContext): boolean => filmNow(context) !== null;
const isComparing = ({ store }: CommandContext): boolean => store.getState().reading.layout > 1;

export const commands: readonly Command[] = [
  tool('window', 'W'),
  tool('pan', 'P'),
  tool('zoom', 'Z'),
  tool('length', 'L'),
  tool('angle', 'A'),
  tool('cobb', 'B'),
  tool('rectangle', 'D'),
  tool('ellipse', 'E'),
  tool('freehand', 'Shift+E'),
  tool('arrow', 'T'),
  tool('cardiothoracic', 'C'),
  tool('calibrate', 'K'),
  {
    id: 'clearCalibration', group: 'tools', key: '',
    applies: (context) => filmNow(context)?.calibration != null,
    run: (context) => {
      const film = filmNow(context);
      if (film) context.actions.changeAnnotations(film.filmId, (present) => withCalibration(present, null));
    },
  },
  {
    id: 'magnifier', group: 'tools', key: 'M',
    run: ({ session }) => session.setState(({ magnifier }) => ({ magnifier: !magnifier })),
    isOn: ({ session }) => session.getState().magnifier,
  },

  { id: 'place', group: 'annotations', key: 'G', run: place, applies: (context) => hasView(context) && !isDragTool(context.session.getState().tool) },
  { id: 'nextAnnotation', group: 'annotations', key: 'N', run: selectNext },
  { id: 'nextHandle', group: 'annotations', key: 'J', run: selectNextHandle, applies: hasSelection },
  nudge('moveLeft', 'ArrowLeft', -1, 0),
  nudge('moveRight', 'ArrowRight', 1, 0),
  nudge('moveUp', 'ArrowUp', 0, -1),
  nudge('moveDown', 'ArrowDown', 0, 1),
  nudge('moveFarLeft', 'Shift+ArrowLeft', -10, 0),
  nudge('moveFarRight', 'Shift+ArrowRight', 10, 0),
  nudge('moveFarUp', 'Shift+ArrowUp', 0, -10),
  nudge('moveFarDown', 'Shift+ArrowDown', 0, 10),
  {
    id: 'editText', group: 'annotations', key: 'F2', applies: hasSelection,
    run: (context) => {
      const selected = selectedNow(context);
      if (selected) context.session.setState({ prompt: { kind: 'text', filmId: selected.filmId, annotationId: selected.annotation.annotationId } });
    },
  },
  {
    id: 'deleteAnnotation', group: 'annotations', key: 'Delete', applies: hasSelection,
    run: (context) => {
      const selected = selectedNow(context);
      if (!selected) return;
      context.actions.changeAnnotations(selected.filmId, (film) => withoutAnnotation(film, selected.annotation.annotationId));
      context.session.setState({ selection: null });
    },
  },
  { id: 'undo', group: 'annotations', key: 'Ctrl+Z', applies: hasFilm, run: (context) => withFilm(context, context.actions.undoAnnotations) },
  { id: 'redo', group: 'annotations', key: 'Ctrl+Shift+Z', applies: hasFilm, run: (context) => withFilm(context, context.actions.redoAnnotations) },
  { id: 'escape', group: 'annotations', key: 'Escape', run: letGo },
  { id: 'saveJson', group: 'annotations', key: '', applies: hasFilm, run: saveJson },
  { id: 'saveReport', group: 'annotations', key: '', applies: hasFilm, run: (context) => void saveReport(context) },
  { id: 'savePicture', group: 'annotations', key: '', applies: hasView, run: (context) => void savePicture(context, true) },
  { id: 'savePlainPicture', group: 'annotations', key: '', applies: hasView, run: (context) => void savePicture(context, false) },
  { id: 'copyPicture', group: 'annotations', key: 'Ctrl+Shift+C', applies: hasView, run: (context) => void copyPicture(context) },
  { id: 'savePresentation', group: 'annotations', key: '', applies: hasView, run: (context) => void savePresentation(context) },
  { id: 'print', group: 'annotations', key: 'Ctrl+P', applies: hasView, run: (context) => void printPane(context) },
  { id: 'readAnnotations', group: 'annotations', key: '', run: readAnnotationFiles },

  view('invert', 'I', (shown, { inverted }) => shown.setInverted(!inverted), ({ inverted }) => inverted),
  view('flip', 'X', (shown, { orientation }) => shown.setOrientation(flipSeen(orientation)), ({ orientation }) => orientation.flipped),
  view('turnRight', ']', (shown, { orientation }) => shown.setOrientation(turnClockwise(orientation, 1))),
  view('turnLeft', '[', (shown, { orientation }) => shown.setOrientation(turnClockwise(orientation, -1))),
  view('fit', 'F', (shown) => shown.fit(), ({ fitting }) => fitting === 'whole'),
  view('fitWidth', 'Shift+F', (shown) => shown.fitWidth(), ({ fitting }) => fitting === 'width'),
  view('actualSize', '1', (shown) => shown.actualSize()),
  view('reset', 'R', (shown) => shown.reset()),
  view('zoomIn', '+', (shown) => shown.zoomBy(1.25)),
  view('zoomOut', '-', (shown) => shown.zoomBy(0.8)),
  view('smoothing', 'S', (shown, { interpolation }) => shown.setSmoothing(interpolation === 'pixel' ? 'smooth' : 'pixel')),
  { id: 'nextPreset', group: 'display', key: 'V', applies: hasView, run: (context) => cyclePreset(context, 1) },
  { id: 'previousPreset', group: 'display', key: 'Shift+V', applies: hasView, run: (context) => cyclePreset(context, -1) },
  {
    id: 'histogram', group: 'display', key: 'Shift+H',
    run: ({ session }) => session.setState(({ histogram }) => ({ histogram: !histogram })),
    isOn: ({ session }) => session.getState().histogram,
  },
  {
    id: 'heatMap', group: 'display', key: 'H',
    run: ({ store, actions }) => actions.setHeat({ on: !store.getState().weighing.heat.on }),
    isOn: ({ store }) => store.getState().weighing.heat.on,
  },
  {
    id: 'cine', group: 'display', key: 'Shift+C',
    applies: (context) => framesNow(context) !== null,
    run: (context) => {
      const filmId = framesNow(context)?.filmId ?? null;
      context.session.setState(({ cine }) => ({ cine: cine === filmId ? null : filmId }));
    },
    isOn: (context) => context.session.getState().cine !== null && context.session.getState().cine === framesNow(context)?.filmId,
  },
  stepFrame('nextFrame', '>', 1),
  stepFrame('previousFrame', '<', -1),

  ...([['layoutOne', 1, 'Alt+1'], ['layoutTwo', 2, 'Alt+2'], ['layoutFour', 4, 'Alt+4']] as const).map(([id, layout, key]): Command => ({
    id, group: 'panes', key,
    run: ({ actions }) => actions.setLayout(layout),
    isOn: ({ store }) => store.getState().reading.layout === layout,
  })),
  {
    id: 'nextPane', group: 'panes', key: 'Q', applies: isComparing,
    run: ({ store, actions }) => {
      const { active, layout } = store.getState().reading;
      actions.activatePane((active + 1) % layout);
    },
  },
  { id: 'prior', group: 'panes', key: 'O', run: ({ actions }) => actions.comparePrior(1) },
  { id: 'newerPrior', group: 'panes', key: 'Shift+O', run: ({ actions }) => actions.comparePrior(-1) },
  {
    id: 'link', group: 'panes', key: 'U',
    run: ({ store, actions }) => actions.setLinked(!store.getState().reading.linked),
    isOn: ({ store }) => store.getState().reading.linked,
  },
  { id: 'swap', group: 'panes', key: 'Y', applies: isComparing, run: ({ actions }) => actions.swapPanes() },

  { id: 'nextFilm', group: 'films', key: 'PageDown', run: (context) => stepFilm(context, 1) },
  { id: 'previousFilm', group: 'films', key: 'PageUp', run: (context) => stepFilm(context, -1) },
  { id: 'nextStudy', group: 'films', key: 'Shift+PageDown', run: ({ actions }) => actions.openStudy(1) },
  { id: 'previousStudy', group: 'films', key: 'Shift+PageUp', run: ({ actions }) => actions.openStudy(-1) },
  { id: 'hangStudy', group: 'films', key: 'Shift+S', applies: hasFilm, run: ({ actions }) => actions.hangStudy() },
  { id: 'flag', group: 'films', key: '.', applies: hasFilm, run: (context) => toggleMark(context, 'flagged'), isOn: (context) => markNow(context)?.flagged === true },
  { id: 'unread', group: 'films', key: ',', applies: hasFilm, run: (context) => toggleMark(context, 'read'), isOn: (context) => markNow(context)?.read === false },
  {
    id: 'tags', group: 'films', key: 'Shift+T',
    // The file's own words name the patient.
    applies: ({ store }) => store.getState().selected !== null && !store.getState().identityHidden,
    run: ({ open }) => open('tags'),
  },
  { id: 'search', group: 'films', key: '/', run: () => document.getElementById('search-box')?.focus() },

  {
    id: 'identity', group: 'app', key: '0',
    run: ({ store, actions }) => actions.setIdentityHidden(!store.getState().identityHidden),
    isOn: ({ store }) => store.getState().identityHidden,
  },
  { id: 'tools', group: 'app', key: 'Shift+W', applies: hasView, run: ({ open }) => open('tools') },
  { id: 'testPattern', group: 'app', key: '', run: ({ open }) => open('testPattern') },
  { id: 'palette', group: 'app', key: 'Ctrl+K', run: ({ open }) => open('palette') },
  { id: 'help', group: 'app', key: '?', run: ({ open }) => open('shortcuts') },
];

function withFilm(context: CommandContext, run: (filmId: FilmId) => void): void {
  const film = filmNow(context);
  if (film) run(film.filmId);
}

export function commandOf(id: CommandId): Command {
  const command = commands.find((each) => each.id === id);
  if (!command) throw new Error(`there is no command ${id}`);
  return command;
}
