import { afterEach, expect, it, vi } from 'vitest';
import { revokeThumbnail, thumbnailUrl } from '#src/state/thumbnailUrl.ts';

afterEach(() => vi.restoreAllMocks());

it('makes one address a thumbnail, and another after it was revoked', () => {
  const revoke = vi.spyOn(URL, 'revokeObjectURL');
  const thumbnail = Uint8Array.of(1);
  const first = thumbnailUrl(thumbnail);
  expect(thumbnailUrl(thumbnail)).toBe(first);
  expect(thumbnailUrl(Uint8Array.of(1))).not.toBe(first);
  revokeThumbnail(thumbnail);
  expect(revoke.mock.calls).toEqual([[first]]);
  expect(thumbnailUrl(thumbnail)).not.toBe(first);
});

it('revokes nothing that was never shown', () => {
  const revoke = vi.spyOn(URL, 'revokeObjectURL');
  revokeThumbnail(Uint8Array.of(2));
  expect(revoke).not.toHaveBeenCalled();
});
