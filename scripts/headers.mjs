// The response headers that make the app safe by construction; docs/safety.md says why each is there.

export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const common = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

/** Page and every worker but one: no request to anywhere else. */
export const contentSecurityPolicy =
  `${common}; worker-src 'self'; connect-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; ` +
  "font-src 'self'; form-action 'none'; frame-ancestors 'none'";

/** The one worker that may reach configured endpoints; its code holds the allow-list. */
export const outboundContentSecurityPolicy = `${common}; connect-src https: http://localhost:* http://127.0.0.1:*`;

/** The built file name of the outbound worker, and of nothing else. */
export const outboundWorkerFile = /^\/assets\/outbound\.worker-[\w-]+\.js$/;

/** @param {string} path URL path */
export function headersFor(path) {
  return {
    ...isolationHeaders,
    'Content-Security-Policy': outboundWorkerFile.test(path) ? outboundContentSecurityPolicy : contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  };
}
