import { isRecord } from '#src/lib/isRecord.ts';
import { dialects, keyPlaces } from '#src/llm/endpoint.ts';
import { checkTemplate, isOwnTemplate, ownTemplate, type EvidenceTemplate } from '#src/llm/evidenceTemplate.ts';
import type { KeptEndpoint } from '#src/state/appState.ts';
import { defaultMouse, readMouse, type MouseBindings } from '#src/state/mouseBindings.ts';
import { noServer, type KeptServer } from '#src/state/searchServerState.ts';
import { withTheirs } from '#src/state/withTheirs.ts';

/** What is remembered between visits beside the films. The endpoint's key is not: it lives in memory. */
export interface Settings {
  readonly noticeAccepted: boolean;
  readonly phrases: readonly string[];
  readonly identityHidden: boolean;
  /** Keys bound anew, by command. */
  readonly keys: Readonly<Record<string, string>>;
  readonly mouse: MouseBindings;
  readonly endpoint: KeptEndpoint;
  readonly searchServer: KeptServer;
  /** The words around the evidence that an endpoint gets. */
  readonly template: EvidenceTemplate;
}

const storageKey = 'elixr-web.settings';

export const defaultSettings: Settings = {
  noticeAccepted: false,
  phrases: [],
  identityHidden: false,
  keys: {},
  mouse: defaultMouse,
  endpoint: { url: '', model: 'text-bison', dialect: 'vertex-text-bison', keyPlace: 'bearer', streamed: true },
  searchServer: noServer,
  template: ownTemplate,
};

/** The stored settings; a field that is missing or of another type takes its default. */
export function readSettings(storage: Pick<Storage, 'getItem'>): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(storage.getItem(storageKey) ?? '{}');
  } catch {
    return defaultSettings;
  }
  if (!isRecord(stored)) return defaultSettings;
  const endpoint = isRecord(stored.endpoint) ? stored.endpoint : {};
  const server = isRecord(stored.searchServer) ? stored.searchServer : {};
  const { phrases } = stored;
  return {
    noticeAccepted: stored.noticeAccepted === true,
    phrases: Array.isArray(phrases) ? phrases.filter((phrase) => typeof phrase === 'string') : [],
    identityHidden: stored.identityHidden === true,
    keys: isRecord(stored.keys) ? Object.fromEntries(Object.entries(stored.keys).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {},
    mouse: readMouse(stored.mouse),
    endpoint: {
      url: typeof endpoint.url === 'string' ? endpoint.url : defaultSettings.endpoint.url,
      model: typeof endpoint.model === 'string' ? endpoint.model : defaultSettings.endpoint.model,
      dialect: dialects.find((dialect) => dialect === endpoint.dialect) ?? defaultSettings.endpoint.dialect,
      keyPlace: keyPlaces.find((place) => place === endpoint.keyPlace) ?? defaultSettings.endpoint.keyPlace,
      streamed: endpoint.streamed !== false,
    },
    searchServer: {
      url: typeof server.url === 'string' ? server.url : '',
      collection: typeof server.collection === 'string' ? server.collection : '',
      inUse: server.inUse === true && typeof server.url === 'string',
    },
    template: readTemplate(stored.template),
  };
}

/** One that cannot be used any more gives way to the app's own. */
function readTemplate(stored: unknown): EvidenceTemplate {
  if (!isRecord(stored)) return ownTemplate;
  const { version, question, report } = stored;
  if (typeof version !== 'number' || typeof question !== 'string' || typeof report !== 'string') return ownTemplate;
  const template = { version, question, report };
  return checkTemplate(template) ? ownTemplate : template;
}

/** Writes what has changed since `before` and leaves the rest as it is stored: another tab may have changed that. */
export function writeChanges(storage: Pick<Storage, 'getItem' | 'setItem'>, now: Settings, before: Settings): void {
  const names = Object.keys(now) as (keyof Settings)[];
  const changed = names.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
  if (changed.length === 0) return;
  const kept = readSettings(storage);
  const phrases = changed.includes('phrases') ? withTheirs(now.phrases, before.phrases, kept.phrases, (phrase) => phrase) : kept.phrases;
  writeSettings(storage, { ...kept, ...Object.fromEntries(changed.map((name) => [name, now[name]])), phrases });
}

/** Best effort: where the browser keeps nothing, the settings last for this visit. */
export function writeSettings(storage: Pick<Storage, 'setItem'>, settings: Settings): void {
  try {
    // The app's own is not written down, so that a newer version of it takes its place.
    storage.setItem(storageKey, JSON.stringify({ ...settings, template: isOwnTemplate(settings.template) ? null : settings.template }));
  } catch {
    // Refused storage is reported by the archive, which has more to lose.
  }
}
