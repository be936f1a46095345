import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { AppState } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { AppContext, type AppParts } from '#src/ui/appContext.ts';
import { useStateAtRest } from '#src/ui/useStateAtRest.ts';

const phrasesIn = (state: AppState): readonly string[] => state.phrases;

it('shows what was there, follows when the page is at rest, and waits for the last of many changes alone', async () => {
  const store = createStore(() => ({ phrases: [] as readonly string[] })) as unknown as AppStore;
  const seen: (readonly string[])[] = [];
  function Shown() {
    seen.push(useStateAtRest(phrasesIn));
    return null;
  }
  const root = createRoot(document.createElement('div'));
  root.render(createElement(AppContext, { value: { store } as AppParts }, createElement(Shown)));
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0));
  const before = seen.length;
  for (let at = 0; at < 50; at++) store.setState({ phrases: [`phrase ${at}`] });
  expect(seen).toHaveLength(before);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(['phrase 49']));
  expect(seen.length).toBeLessThanOrEqual(before + 2);
  root.unmount();
});
