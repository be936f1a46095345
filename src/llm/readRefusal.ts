import { AppError, type ErrorFacts, type ErrorKind } from '#src/lib/appError.ts';
import type { OutboundAnswer } from '#src/outbound/outboundApi.ts';
import { at, codeWord } from '#src/llm/readJson.ts';

const statusKinds: Readonly<Record<number, ErrorKind>> = {
  401: 'EndpointRefused',
  403: 'EndpointRefused',
  404: 'EndpointModelMissing',
  408: 'EndpointTimedOut',
  413: 'EndpointTooLong',
  429: 'EndpointRateLimited',
};

/** Code words of the protocols that say more than the status. */
const codeKinds: Readonly<Record<string, ErrorKind>> = {
  API_KEY_INVALID: 'EndpointRefused',
  API_KEY_EXPIRED: 'EndpointRefused',
  CREDENTIALS_MISSING: 'EndpointRefused',
  ACCESS_TOKEN_EXPIRED: 'EndpointRefused',
  invalid_api_key: 'EndpointRefused',
  model_not_found: 'EndpointModelMissing',
  context_length_exceeded: 'EndpointTooLong',
  insufficient_quota: 'EndpointRateLimited',
};

/**
 * What an answer of another status than 2xx means. The server's own sentences may repeat the prompt: of its words only
 * codes are taken. Facts: `status`; `reason`, such a code; `parameter`, the name of a field that it does not take;
 * `seconds`, when to come again.
 */
export function readRefusal(answer: OutboundAnswer): AppError {
  const { status } = answer;
  const error = errorOf(answer.body);
  const reason = reasonOf(error);
  const parameter = codeWord(at(error, 'param'));
  const seconds = secondsUntilRetry(answer, error);
  const facts: ErrorFacts = {
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(seconds === null ? {} : { seconds }),
  };
  const kind = codeKinds[reason ?? ''] ?? statusKinds[status] ?? (status >= 500 ? 'EndpointFailed' : 'EndpointBadRequest');
  return new AppError(kind, `status ${status}`, { facts });
}

/** Seconds that the endpoint asks to wait: `Retry-After`, or Google's `RetryInfo`; null where it asks for none. */
export function secondsUntilRetry({ headers }: OutboundAnswer, error: unknown, now = Date.now()): number | null {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const seconds = Number(after);
    if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds));
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - now) / 1000));
  }
  const details = at(error, 'details');
  for (const detail of Array.isArray(details) ? (details as readonly unknown[]) : []) {
    const delay = /^(\d+(\.\d+)?)s$/.exec(String(at(detail, 'retryDelay')))?.[1];
    if (delay !== undefined) return Math.ceil(Number(delay));
  }
  return null;
}

/** `{error}`, `[{error}]` as on Google's OpenAI-compatible path, or undefined. */
export function errorOf(body: string): unknown {
  try {
    const json: unknown = JSON.parse(body);
    return at(Array.isArray(json) ? json[0] : json, 'error');
  } catch {
    return undefined;
  }
}

/** Google's `details[].reason`, else OpenAI's `code` or `type`, else Google's `status`. */
function reasonOf(error: unknown): string | undefined {
  const details = at(error, 'details');
  const reasons = (Array.isArray(details) ? (details as readonly unknown[]) : []).map((detail) => at(detail, 'reason'));
  const words = [...reasons, at(error, 'code'), at(error, 'type'), at(error, 'status')];
  return words.map(codeWord).find((word) => word !== undefined);
}
