import { AppError } from '#src/lib/appError.ts';
import type { EndpointSettings } from '#src/llm/endpoint.ts';
import { endpointDialects } from '#src/llm/endpointDialects.ts';

/** What is wrong with the settings, or null: `EndpointNotAllowed` with facts.field and facts.reason. */
export function checkEndpoint({ url, model, dialect, key }: Pick<EndpointSettings, 'url' | 'model' | 'dialect' | 'key'>): AppError | null {
  const wrong = (field: string, reason: string): AppError =>
    new AppError('EndpointNotAllowed', `${field}: ${reason}`, { facts: { field, reason } });
  if (url.trim() === '') return wrong('url', 'missing');
  let parsed: URL;
  try {
    parsed = new URL(url.trim());
  } catch {
    return wrong('url', 'not a URL');
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && local)) return wrong('url', 'not https');
  if (parsed.username !== '' || parsed.password !== '') return wrong('url', 'holds a password');
  // The address is remembered between visits, and a key must not be.
  if ([...parsed.searchParams.keys()].some((name) => /^(key|api[-_]?key|access_token|token)$/i.test(name))) return wrong('url', 'holds a key');
  const { modelInBody, isFullUrl } = endpointDialects[dialect];
  if (model.trim() === '' && (modelInBody || !isFullUrl(parsed.pathname))) return wrong('model', 'missing');
  // Visible ASCII: what an HTTP header can carry.
  if (!/^[!-~]*$/.test(key)) return wrong('key', 'not a header');
  return null;
}
