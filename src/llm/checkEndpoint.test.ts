import { describe, expect, it } from 'vitest';
import { checkEndpoint } from '#src/llm/checkEndpoint.ts';
import type { EndpointSettings } from '#src/llm/endpoint.ts';

const settings: EndpointSettings = { url: 'https://models.example/v1/projects/p/locations/l', model: 'text-bison', dialect: 'vertex-text-bison', keyPlace: 'bearer', key: 'secret', streamed: false };

describe('the settings', () => {
  it.each<[string, Partial<EndpointSettings>, string | null]>([
    ['https', {}, null],
    ['http on this machine', { url: 'http://localhost:8000' }, null],
    ['a :predict address without a model', { url: 'https://x.example/m:predict', model: '' }, null],
    ['nothing', { url: ' ' }, 'missing'],
    ['no address', { url: 'models' }, 'not a URL'],
    ['http elsewhere', { url: 'http://models.example' }, 'not https'],
    ['a password in the address', { url: 'https://me:pw@models.example' }, 'holds a password'],
    ['a key in the address', { url: 'https://models.example/x?key=abc' }, 'holds a key'],
    ['a harmless query', { url: 'https://models.example/x?api-version=1' }, null],
    ['no model', { model: ' ' }, 'missing'],
    ['a full address without the model that the body names', { dialect: 'openai-chat', url: 'https://models.example/v1/chat/completions', model: '' }, 'missing'],
    ['a key with a line break', { key: 'a\nb' }, 'not a header'],
    ['a key with a typographic dash', { key: 'a–b' }, 'not a header'],
  ])('%s', (_, change, reason) => {
    expect(checkEndpoint({ ...settings, ...change })?.facts.reason ?? null).toBe(reason);
  });
});

