import { endpointDialects } from '#src/llm/endpointDialects.ts';
import { dialects, type Dialect, type KeyPlace } from '#src/llm/endpoint.ts';

/** What the settings offer for a dialect. */
export interface EndpointPreset {
  readonly dialect: Dialect;
  /** The usual address, with capitals where the user's own name belongs. */
  readonly url: string;
  readonly model: string;
  /** Where the key may stand, the usual place first. */
  readonly keyPlaces: readonly KeyPlace[];
  readonly streams: boolean;
}

const vertex = 'https://us-central1-aiplatform.googleapis.com/v1/projects/YOUR-PROJECT/locations/us-central1';
const google = 'https://generativelanguage.googleapis.com';

const usual: Readonly<Record<Dialect, { readonly url: string; readonly model: string }>> = {
  'vertex-text-bison': { url: vertex, model: 'text-bison' },
  'vertex-chat-bison': { url: vertex, model: 'chat-bison' },
  'palm-generate-text': { url: google, model: 'text-bison-001' },
  'palm-generate-message': { url: google, model: 'chat-bison-001' },
  'gemini-generate-content': { url: google, model: 'gemini-2.5-flash' },
  'openai-chat': { url: 'http://localhost:8000/v1', model: '' },
};

export const endpointPresets: readonly EndpointPreset[] = dialects.map((dialect) => {
  const { keyPlaces, pieceOf } = endpointDialects[dialect];
  return { dialect, ...usual[dialect], keyPlaces, streams: pieceOf !== null };
});

export function presetOf(dialect: Dialect): EndpointPreset {
  const preset = endpointPresets.find((each) => each.dialect === dialect);
  if (!preset) throw new RangeError(dialect);
  return preset;
}
