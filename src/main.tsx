import { shippedModel } from '#src/model/shippedModel.ts';
import { connectWorkers } from '#src/state/workers.ts';
import { startApp } from '#src/state/startApp.ts';
import { mountApp } from '#src/ui/mountApp.tsx';

const base = new URL(import.meta.env.BASE_URL, document.baseURI);

/** Where a browser refuses localStorage, naming it already throws; the settings then last for this visit. */
function settingsStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

/** Null where the browser refuses storage. */
function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

/** `?backend=wasm` or `?backend=webgpu` forces where the model runs, a software adapter too: to compare, and to test. */
const asked = new URLSearchParams(location.search).get('backend');
const backend = asked === 'wasm' || asked === 'webgpu' ? ({ backend: asked } as const) : {};

const app = startApp({
  workers: connectWorkers(),
  model: { folder: new URL(`models/${shippedModel}/`, base).href, gateFolder: new URL('models/gate/', base).href, wasmFolder: new URL('tfjs/', base).href, ...backend },
  settings: settingsStorage(),
  session: tabStorage(),
  isolated: window.crossOriginIsolated,
});
mountApp(root, app);
