import { expect, it } from 'vitest';
import { rgbOfCmyk } from '#src/image/cmykPixels.ts';
import { decodeJpegDct } from '#src/image/decodeJpegDct.ts';

/** 16 × 16: inks of (200, 30, 60, 20) on the left and (10, 120, 0, 90) on the right, with an Adobe marker. */
const inks = Uint8Array.from(
  atob(
    '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAEAAQBEMRAE0RAFkRAEsR' +
      'AP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2' +
      'Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/a' +
      'AA4EQwBNAFkASwAAPwD826/YSv0Mr9rK/r4r8l6+8K/Oev5B6/Wivg+v0Yr+vivyXr7wr856/9k=',
  ),
  (character) => character.charCodeAt(0),
);
const samples = (): Uint16Array => new Uint16Array(decodeJpegDct(inks).bytes.buffer);
const at = (values: ArrayLike<number>, x: number, y: number, channels: number): number[] => Array.from({ length: channels }, (_, channel) => values[(y * 16 + x) * channels + channel] ?? -99);
const near = (found: readonly number[], expected: readonly number[]): void => expected.forEach((value, channel) => expect(Math.abs((found[channel] ?? -99) - value)).toBeLessThanOrEqual(2));

it('four components of 8 bits come out as they are stored: light, not ink', () => {
  near(at(samples(), 2, 2, 4), [55, 225, 195, 235]);
  near(at(samples(), 12, 12, 4), [245, 135, 255, 165]);
});

// Expected greys are those of Pillow 13, for the same bytes.
it('become RGB by the marker: inks turned round, YCCK transformed, plain inks as they are', () => {
  near(at(rgbOfCmyk(samples(), 0), 2, 2, 3), [51, 207, 180]);
  near(at(rgbOfCmyk(samples(), 0), 12, 12, 3), [159, 87, 165]);
  near(at(rgbOfCmyk(samples(), 2), 12, 12, 3), [0, 67, 0]);
  expect([...rgbOfCmyk(Uint16Array.of(0, 255, 100, 0, 0, 0, 0, 255), null)]).toEqual([255, 0, 155, 0, 0, 0]);
});
