/** A file as the index needs it: OPFS's synchronous handle, or memory. */
export interface Bytes {
  readonly size: () => number;
  readonly read: (into: Uint8Array, at: number) => number;
  /** Returns the bytes written: fewer than asked where the disk is full. */
  readonly write: (from: Uint8Array, at: number) => number;
  readonly truncate: (size: number) => void;
  readonly flush: () => void;
}

/** Writes and flushes all of `from`, or nothing: where the disk is full, OPFS may write less than asked and not throw. */
export function writeAll(bytes: Bytes, from: Uint8Array, at: number): boolean {
  let written = 0;
  try {
    written = bytes.write(from, at);
    bytes.flush();
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === 'QuotaExceededError')) throw thrown;
  }
  if (written === from.length) return true;
  bytes.truncate(at);
  return false;
}

/** Bytes that last as long as the worker. */
export function memoryBytes(): Bytes {
  let held = new Uint8Array();
  let size = 0;
  return {
    size: () => size,
    read: (into, at) => {
      const part = held.subarray(at, Math.min(size, at + into.length));
      into.set(part);
      return part.length;
    },
    write: (from, at) => {
      const end = at + from.length;
      if (end > held.length) {
        const grown = new Uint8Array(Math.max(end, Math.ceil(held.length * 1.25)));
        grown.set(held.subarray(0, size));
        held = grown;
      }
      held.set(from, at);
      size = Math.max(size, end);
      return from.length;
    },
    truncate: (to) => {
      if (to < size) held.fill(0, to, size);
      size = Math.min(size, to);
    },
    flush: () => undefined,
  };
}

/**
 * `bytes` that go on in memory once the disk is full: what is appended from then on lasts for this visit, and all that was
 * written before stays as it is. Only for files that grow at their end.
 */
export function overflowing(bytes: Bytes): Bytes & { readonly overflowed: () => boolean } {
  let cut = Infinity;
  const rest = memoryBytes();
  return {
    overflowed: () => cut !== Infinity,
    size: () => (cut === Infinity ? bytes.size() : cut + rest.size()),
    read: (into, at) => {
      if (at + into.length <= cut) return bytes.read(into, at);
      const onDisk = Math.max(0, cut - at);
      const read = onDisk > 0 ? bytes.read(into.subarray(0, onDisk), at) : 0;
      return read < onDisk ? read : read + rest.read(into.subarray(onDisk), Math.max(0, at - cut));
    },
    write: (from, at) => {
      if (at >= cut) return rest.write(from, at - cut);
      if (writeAll(bytes, from, at)) return from.length;
      cut = at;
      return rest.write(from, 0);
    },
    truncate: (size) => {
      if (size < cut) bytes.truncate(size);
      rest.truncate(Math.max(0, size - cut));
    },
    flush: () => undefined,
  };
}
