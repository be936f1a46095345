import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FilmId } from '#src/lib/brand.ts';
import type { AnnotationKind, Point } from '#src/annotations/annotation.ts';
import type { Draft } from '#src/annotations/draft.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import type { DragTool, FilmView, ViewState } from '#src/viewer/filmView.ts';

export type Tool = DragTool | AnnotationKind | 'calibrate';

/** A pane as it stands on the screen. */
export interface PaneView {
  readonly view: FilmView;
  /** Null until its film is shown. */
  readonly shown: { readonly filmId: FilmId; readonly image: GrayImage } | null;
  readonly state: ViewState | null;
  /** What the reader has chosen of a film of several frames; null until then. */
  readonly chosen: ChosenFrame | null;
}

export interface ChosenFrame {
  readonly filmId: FilmId;
  /** From 0. */
  readonly frame: number;
}

export interface Selection {
  readonly filmId: FilmId;
  readonly annotationId: string;
  /** A point of it, or all of it. */
  readonly handle: number | null;
}

/** What a drawn line still needs to hear from the reader. */
export type Prompt =
  | { readonly kind: 'calibrate'; readonly filmId: FilmId; readonly points: readonly [Point, Point] }
  | { readonly kind: 'text'; readonly filmId: FilmId; readonly annotationId: string };

/** What the hands are doing: gone with the page, unlike `AppState`. */
export interface Session {
  readonly tool: Tool;
  readonly magnifier: boolean;
  readonly histogram: boolean;
  readonly panes: ReadonlyMap<number, PaneView>;
  readonly draft: { readonly filmId: FilmId; readonly draft: Draft } | null;
  readonly selection: Selection | null;
  readonly prompt: Prompt | null;
  /** Said in passing, e.g. how many annotations a file held. */
  readonly remark: string | null;
  /** The film whose frames run, in whichever pane it hangs. */
  readonly cine: FilmId | null;
  /** Frames a second that the reader has chosen; null for what the film says. */
  readonly cineRate: number | null;
}

export type SessionStore = StoreApi<Session>;

export function createSession(): SessionStore {
  return createStore<Session>()(() => ({
    tool: 'window', magnifier: false, histogram: false, panes: new Map(), draft: null, selection: null, prompt: null, remark: null, cine: null, cineRate: null,
  }));
}

export const SessionContext = createContext<SessionStore | null>(null);

export function useSessionStore(): SessionStore {
  const session = useContext(SessionContext);
  if (!session) throw new Error('there is no SessionContext above');
  return session;
}

export function useSession<T>(select: (session: Session) => T): T {
  return useStore(useSessionStore(), select);
}

export function changePane(session: SessionStore, index: number, change: Partial<PaneView>): void {
  session.setState(({ panes }) => {
    const pane = panes.get(index);
    return pane ? { panes: new Map(panes).set(index, { ...pane, ...change }) } : {};
  });
}

const dragTools = new Set<Tool>(['window', 'pan', 'zoom']);

export function isDragTool(tool: Tool): tool is DragTool {
  return dragTools.has(tool);
}
