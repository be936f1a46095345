import { AppError } from '#src/lib/appError.ts';

/** SHA-256 of `bytes` as 64 lower-case hex digits, by WebCrypto. Errors: `InsecureContext` where the page is neither https nor localhost. */
export async function sha256(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  // The types know secure contexts only; elsewhere `subtle` is missing.
  if (!(crypto as Partial<Crypto>).subtle) throw new AppError('InsecureContext', 'WebCrypto needs https or localhost');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  let hex = '';
  for (const byte of digest) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
