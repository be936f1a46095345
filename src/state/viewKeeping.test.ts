import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filmId } from '#src/lib/brand.ts';
import type { KeptView } from '#src/annotations/keptView.ts';
import type { Film } from '#src/state/appState.ts';
import { createAppStore } from '#src/state/appStore.ts';
import { defaultSettings } from '#src/state/settings.ts';
import { createViewKeeping } from '#src/state/viewKeeping.ts';
import type { Workers } from '#src/state/workers.ts';
import { defaultWeighing } from '#src/state/weighingSettings.ts';

const id = filmId('a'.repeat(64));
const asOpened: KeptView = { filmId: id, shift: 0, stretch: 1, inverted: false, zoom: 1, x: 0.5, y: 0.5, fitting: 'whole', flipped: false, turns: 0 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(earlier: readonly KeptView[] = []) {
  const store = createAppStore(defaultSettings, defaultWeighing(), true);
  store.setState({ films: new Map([[id, {} as Film]]) });
  const keepView = vi.fn(async (_: { readonly view: KeptView }) => undefined);
  const archive = { keepView, readViews: async () => earlier } as unknown as Workers['archive'];
  return { store, keepView, keeping: createViewKeeping(store, archive) };
}

describe('views', () => {
  it('are kept once a drag rests, as it ended', async () => {
    const { keeping, keepView } = start();
    for (let step = 1; step <= 60; step++) keeping.keepView({ ...asOpened, stretch: 1 + step / 60 });
    expect(keepView).not.toHaveBeenCalled();
    await vi.runAllTimersAsync();
    expect(keepView.mock.calls).toEqual([[{ view: { ...asOpened, stretch: 2 } }]]);
    expect(keeping.viewOf(id)?.stretch).toBe(2);
  });

  it('of a film as it opens are nothing to keep, until it had another', async () => {
    const { keeping, keepView } = start();
    keeping.keepView(asOpened);
    await vi.runAllTimersAsync();
    expect(keepView).not.toHaveBeenCalled();
    keeping.keepView({ ...asOpened, inverted: true });
    keeping.keepView(asOpened);
    await vi.runAllTimersAsync();
    expect(keepView.mock.calls).toEqual([[{ view: asOpened }]]);
  });

  it('come back, and never over what this visit did; a removed film leaves none', async () => {
    const { store, keeping, keepView } = start([{ ...asOpened, turns: 1 }]);
    await keeping.openViews();
    expect(keeping.viewOf(id)?.turns).toBe(1);
    keeping.keepView({ ...asOpened, turns: 2 });
    await keeping.openViews();
    expect(keeping.viewOf(id)?.turns).toBe(2);
    keeping.forgetViews([id]);
    store.setState({ films: new Map() });
    await vi.runAllTimersAsync();
    expect(keepView).not.toHaveBeenCalled();
    expect(keeping.viewOf(id)).toBeNull();
  });
});
