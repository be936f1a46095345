import type { FilmId } from '#src/lib/brand.ts';
import type { FilmJudgement } from '#src/archive/archiveApi.ts';
import { heatAbove, heatGrid } from '#src/findings/heatMap.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import type { Scoring } from '#src/state/scoring.ts';
import type { WeighingActions, WeighingParts, WeighingState } from '#src/state/weighingState.ts';
import { defaultWeighing, keepWeighing, settingsIn, writeWeighing } from '#src/state/weighingSettings.ts';
import type { Workers } from '#src/state/workers.ts';

export interface Weighing {
  readonly actions: WeighingActions;
  readonly parts: WeighingParts;
  /** Brings the judgements of earlier visits back. Never rejects. */
  readonly open: () => Promise<void>;
  readonly forget: (gone: ReadonlySet<FilmId>) => void;
  /** Back to the defaults. */
  readonly clear: () => void;
}

export function createWeighing(
  store: AppStore,
  { archive, search }: Pick<Workers, 'archive' | 'search'>,
  scoring: Scoring,
  settings: Pick<Storage, 'getItem' | 'setItem'>,
): Weighing {
  const change = (by: (now: WeighingState) => Partial<WeighingState>): void =>
    store.setState(({ weighing }) => ({ weighing: { ...weighing, ...by(weighing) } }));
  store.subscribe(({ weighing: now }, { weighing: before }) => {
    keepWeighing(settings, settingsIn(now), settingsIn(before));
  });

  /** Writes follow one another, so that the last judgement of a film is the one that stays. */
  let writing: Promise<void> = Promise.resolve();
  const judgeFilm = (filmId: FilmId, by: (now: FilmJudgement) => Partial<FilmJudgement>): void => {
    const now = store.getState().weighing.judgements.get(filmId) ?? { filmId, read: false, present: {}, changedAt: 0 };
    const judgement = { ...now, ...by(now), changedAt: Date.now() };
    change(({ judgements }) => ({ judgements: new Map(judgements).set(filmId, judgement) }));
    if (store.getState().storage.stage === 'refused') return;
    // Removed while an earlier judgement was being written: nothing of it is left.
    const write = async (): Promise<void> => (store.getState().films.has(filmId) ? archive.keepJudgement({ judgement }) : undefined);
    writing = writing.then(write).catch((thrown: unknown) => store.setState({ failure: failureOf(thrown) }));
  };

  return {
    actions: {
      setPrevalence: (findingId, prevalence) =>
        change(({ prevalences }) => {
          const { [findingId]: _, ...others } = prevalences;
          return { prevalences: prevalence === null ? others : { ...others, [findingId]: Math.min(0.999, Math.max(0.0001, prevalence)) } };
        }),
      judge: (filmId, findingId, present) =>
        judgeFilm(filmId, (now) => {
          const { [findingId]: _, ...others } = now.present;
          return { present: present === null ? others : { ...others, [findingId]: present } };
        }),
      setReadFirst: (readFirst) => change(() => ({ readFirst })),
      markRead: (filmId) => judgeFilm(filmId, () => ({ read: true })),
      setHeat: (by) => change(({ heat }) => ({ heat: { ...heat, ...by } })),
    },
    parts: {
      heatMapsOf: async (filmId) => {
        const embedding = await search.read({ filmId });
        const { modelId, preprocessingVersion } = embedding;
        // A network's plane adds a number that no cell has: it is spread evenly, and the cells add up to the score.
        const grids = new Map([...scoring.directionsAt(filmId)].map(([id, { direction, offset }]) => [id, heatAbove(heatGrid(direction, embedding), -offset)]));
        return { modelId, preprocessingVersion, grids };
      },
      promptSharesOf: scoring.sharesOf,
    },
    open: async () => {
      const kept = await archive.readJudgements({}).catch(() => []);
      change(({ judgements }) => ({ judgements: new Map([...kept.map((judgement) => [judgement.filmId, judgement] as const), ...judgements]) }));
    },
    forget: (gone) => change(({ judgements }) => ({ judgements: new Map([...judgements].filter(([filmId]) => !gone.has(filmId))) })),
    clear: () => {
      change(() => ({ ...defaultWeighing(), judgements: new Map() }));
      // What another tab has stored goes too.
      writeWeighing(settings, settingsIn(defaultWeighing()));
    },
  };
}
