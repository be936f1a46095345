import type { FilmId } from '#src/lib/brand.ts';
import type { AppActions, AppState, Film, Layout, Reading } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { identityOf, mayLink, pairKey, priorsOf } from '#src/state/patients.ts';

type ReadingActions = Pick<AppActions, 'setLayout' | 'activatePane' | 'showInPane' | 'swapPanes' | 'openWithPrior' | 'setLinked' | 'comparePrior' | 'answerQuestion'>;

type Hanging = Pick<AppState, 'reading' | 'selected'>;

/** The film in each visible pane. */
export function hangingOf({ reading, selected }: Hanging): readonly (FilmId | null)[] {
  return reading.panes.slice(0, reading.layout).map((filmId, index) => (index === reading.active ? selected : filmId));
}

/** `panes` from the first on, and the film of the active one. */
export function rehung(reading: Reading, panes: readonly (FilmId | null)[], active: number, layout: Layout = reading.layout): Hanging {
  const all = reading.panes.map((filmId, index) => panes[index] ?? (index < panes.length ? null : filmId));
  return { reading: { ...reading, panes: all, active, layout }, selected: all[active] ?? null };
}

/** Panes, and the prior beside the current film. */
export function createReading(store: AppStore): ReadingActions {
  const now = (): { readonly reading: Reading; readonly hanging: readonly (FilmId | null)[] } => {
    const state = store.getState();
    return { reading: state.reading, hanging: hangingOf(state) };
  };

  const hangPrior = (current: FilmId, prior: FilmId): void => {
    const { reading } = now();
    store.setState(rehung({ ...reading, question: null }, [current, prior], 0, reading.layout === 4 ? 4 : 2));
  };

  return {
    setLayout: (layout) => {
      const { reading, hanging } = now();
      const { selected } = store.getState();
      // The film being read stays in sight.
      const active = reading.active < layout ? reading.active : 0;
      store.setState(rehung(reading, hanging.with(active, selected), active, layout));
    },
    activatePane: (index) => {
      const { reading, hanging } = now();
      if (index >= 0 && index < reading.layout && index !== reading.active) store.setState(rehung(reading, hanging, index));
    },
    showInPane: (filmId, index) => {
      const { reading, hanging } = now();
      if (index >= 0 && index < reading.layout) store.setState(rehung(reading, hanging.with(index, filmId), index));
    },
    swapPanes: () => {
      const { reading, hanging } = now();
      if (reading.layout === 1) return;
      const other = (reading.active + 1) % reading.layout;
      const [here = null, there = null] = [hanging[reading.active], hanging[other]];
      store.setState(rehung(reading, hanging.with(reading.active, there).with(other, here), reading.active));
    },
    openWithPrior: (filmId) => {
      const { films } = store.getState();
      const { reading, hanging } = now();
      const film = films.get(filmId);
      if (!film) return;
      const prior = priorsOf(film, films).find((earlier) => mayLink(film, earlier, reading.confirmed));
      if (prior) hangPrior(filmId, prior.record.filmId);
      else {
        // What hangs beside it is another person's, or of no help: the film has the room to itself, unless four were asked for.
        const beside = reading.layout === 2 ? films.get(hanging[1 - reading.active] ?? filmId) : undefined;
        const alone = beside !== undefined && beside !== film && !mayLink(film, beside, reading.confirmed);
        store.setState(alone ? rehung(reading, [filmId, null], 0, 1) : rehung(reading, hanging.with(reading.active, filmId), reading.active));
      }
    },
    setLinked: (linked) => store.setState(({ reading }) => ({ reading: { ...reading, linked } })),
    comparePrior: (step) => {
      const { films } = store.getState();
      const { reading, hanging } = now();
      const at = (index: number): Film | undefined => (hanging[index] ? films.get(hanging[index]) : undefined);
      // With a prior already beside it, the first pane is the current film, whichever is active.
      const comparing = reading.layout > 1 && at(0) !== undefined && at(1) !== undefined;
      const current = comparing ? at(0) : at(reading.active);
      if (!current) return;
      const priors = priorsOf(current, films);
      const shown = comparing ? priors.findIndex((film) => film === at(1)) : -1;
      const prior = priors[shown < 0 ? 0 : Math.min(priors.length - 1, Math.max(0, shown + step))];
      if (!prior) return;
      const { filmId } = current.record;
      const doubtful = identityOf(current.record.facts, prior.record.facts) === 'ask' && !mayLink(current, prior, reading.confirmed);
      if (doubtful) store.setState({ reading: { ...reading, question: { current: filmId, prior: prior.record.filmId } } });
      else hangPrior(filmId, prior.record.filmId);
    },
    answerQuestion: (onePerson) => {
      const { reading } = now();
      const { question } = reading;
      if (!question) return;
      if (!onePerson) return store.setState({ reading: { ...reading, question: null } });
      const confirmed = new Set([...reading.confirmed, pairKey(question.current, question.prior)]);
      store.setState({ reading: { ...reading, confirmed, question: null } });
      hangPrior(question.current, question.prior);
    },
  };
}
