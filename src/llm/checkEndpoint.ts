import { AppError } from '#src/lib/appError.ts';
import type { EndpointSettings } from '#src/llm/endpoint.ts';

/** What is wrong with the settings, or null: `EndpointNotAllowed` with facts.field and facts.reason. */
export function checkEndpoint({ url, model }: EndpointSettings): AppError | null {
  const wrong = (field: string, reason: string): AppError =>
    new AppError('EndpointNotAllowed', `${field}: ${reason}`, { facts: { field, reason } });
  if (url.trim() === '') return wrong('url', 'missing');
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return wrong('url', 'not a URL');
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && local)) return wrong('url', 'not https');
  if (parsed.username !== '' || parsed.password !== '') return wrong('url', 'holds a password');
  if (model.trim() === '' && !url.endsWith(':predict')) return wrong('model', 'missing');
  return null;
}
