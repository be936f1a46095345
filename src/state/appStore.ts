import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppState } from '#src/state/appState.ts';
import type { Conversations } from '#src/state/conversations.ts';
import type { SavedSearches } from '#src/state/savedSearches.ts';
import type { Settings } from '#src/state/settings.ts';
import { noTeaching } from '#src/state/teachingState.ts';
import { closedWorkshop } from '#src/state/workshopState.ts';
import type { WeighingState } from '#src/state/weighingState.ts';

export type AppStore = StoreApi<AppState>;

export function createAppStore(settings: Settings, weighing: WeighingState, isolated: boolean, searches: SavedSearches = { history: [], sets: [] }, conversations: Conversations = new Map()): AppStore {
  return createStore<AppState>()(() => ({
    noticeAccepted: settings.noticeAccepted,
    isolated,
    intake: [],
    unfinished: null,
    films: new Map(),
    order: [],
    selected: null,
    reading: { layout: 1, active: 0, panes: [null, null, null, null], linked: true, confirmed: new Set(), question: null },
    worklist: { by: 'takenIn', show: 'all' },
    annotations: new Map(),
    identityHidden: settings.identityHidden,
    keys: settings.keys,
    mouse: settings.mouse,
    model: { stage: 'loading', progress: null },
    storage: { stage: 'opening' },
    search: { stage: 'idle' },
    marks: new Map(),
    searchServer: { ...settings.searchServer, hasKey: false, connection: { stage: 'off' }, coverage: null, filling: null },
    servedBy: null,
    searchHistory: searches.history,
    resultSets: searches.sets,
    phrases: settings.phrases,
    phraseFailure: null,
    scoringPaused: false,
    weighing,
    workshop: closedWorkshop,
    teaching: noTeaching,
    endpoint: { ...settings.endpoint, hasKey: false, keyInSession: false },
    template: settings.template,
    ask: { stage: 'idle' },
    conversations,
    samples: null,
    failure: null,
    removedAll: 0,
  }));
}
