import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import { originOf, type EndpointSettings } from '#src/llm/endpoint.ts';
import type { AppActions, KeptEndpoint } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { readSessionKey, writeSessionKey, type SessionStore } from '#src/state/sessionKey.ts';

export interface EndpointKey {
  readonly save: AppActions['saveEndpoint'];
  /** A held key goes to the host that it was typed for, and to no other. */
  readonly keyFor: (url: string, typed: string | null) => string;
  /** The endpoint with its key: what a request is made with. */
  readonly settingsOf: (endpoint: KeptEndpoint) => EndpointSettings;
  readonly forget: () => void;
}

/** Empty where `url` is none. */
function hostOf(url: string): string {
  return URL.canParse(url.trim()) ? originOf(url.trim()) : '';
}

/** The endpoint's key: in this closure, and in the tab's session where the user asks for that; never in the store. */
export function createEndpointKey(store: AppStore, session: SessionStore | null): EndpointKey {
  let key = readSessionKey(session, hostOf(store.getState().endpoint.url));
  if (key !== '') store.setState(({ endpoint }) => ({ endpoint: { ...endpoint, hasKey: true, keyInSession: true } }));
  const keyFor: EndpointKey['keyFor'] = (url, typed) => typed ?? (hostOf(url) === hostOf(store.getState().endpoint.url) ? key : '');
  return {
    keyFor,
    settingsOf: ({ url, model, dialect, keyPlace, streamed }) => ({ url, model, dialect, keyPlace, streamed, key }),
    save: ({ key: typed, keyInSession, ...endpoint }) => {
      const url = endpoint.url.trim();
      const next = keyFor(url, typed);
      // An empty address takes the endpoint away.
      const refused = url === '' ? null : checkEndpoint({ ...endpoint, url, key: next });
      if (refused) return failureOf(refused);
      key = next;
      writeSessionKey(session, keyInSession && key !== '' ? { origin: hostOf(url), key } : null);
      store.setState({ endpoint: { ...endpoint, url, model: endpoint.model.trim(), hasKey: key !== '', keyInSession } });
      return null;
    },
    forget: () => {
      key = '';
      writeSessionKey(session, null);
    },
  };
}
