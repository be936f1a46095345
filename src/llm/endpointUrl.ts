import type { EndpointSettings } from '#src/llm/endpoint.ts';

/** The model's name as a path takes it: "models/text-bison-001" and "text-bison-001" are the same; "@" marks a version. */
export function modelInPath(model: string): string {
  return encodeURIComponent(model.trim().replace(/^(models|publishers\/google\/models)\//, '')).replaceAll('%40', '@');
}

/** `settings.url` with another path; its query stays. */
export function withPath({ url }: EndpointSettings, path: (base: string) => string): URL {
  const parsed = new URL(url.trim());
  parsed.pathname = path(parsed.pathname.replace(/\/+$/, ''));
  return parsed;
}

/** `base` with the API's version, unless it names one. */
export function versioned(base: string, version: string): string {
  return /\/v\d+((beta|alpha)\d*)?$/.test(base) ? base : `${base}/${version}`;
}
