import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { FilmId } from '#src/lib/brand.ts';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import type { AppActions, AppState } from '#src/state/appState.ts';
import type { AnswerOf } from '#src/state/answering.ts';
import type { AppStore } from '#src/state/appStore.ts';
import type { UsualChangesOf } from '#src/state/comparing.ts';
import type { PixelsOf } from '#src/state/filmPixels.ts';
import type { WeighingParts } from '#src/state/weighingState.ts';

/** What `main.tsx` hands to the UI. */
export interface AppParts extends WeighingParts {
  readonly store: AppStore;
  readonly actions: AppActions;
  readonly answerOf: AnswerOf;
  readonly usualChangesOf: UsualChangesOf;
  /** Rejects as `ModelApi.selfTest`. */
  readonly selfTest: () => Promise<SelfTestRun>;
  readonly pixelsOf: PixelsOf;
  readonly documentOf: (filmId: FilmId) => Promise<Blob>;
  readonly tagsOf: (filmId: FilmId) => Promise<readonly TagRow[]>;
}

export const AppContext = createContext<AppParts | null>(null);

export function useParts(): AppParts {
  const parts = useContext(AppContext);
  if (!parts) throw new Error('there is no AppContext above');
  return parts;
}

/** Part of the state; the component renders again when that part changes. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useParts().store, select);
}
