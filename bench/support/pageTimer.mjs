// How long the page takes from an act to what it changes.

/** Runs in the page: `timed(act, look)` resolves with the ms until the first task after the frame in which what `look` sees has changed, and is no longer under way. */
export function installTimed() {
  const underWay = ['false', 'waiting'];
  globalThis.timed = (act, look) =>
    new Promise((resolve, reject) => {
      const before = look();
      const startedAt = performance.now();
      act();
      const watch = () => {
        const now = look();
        if (performance.now() - startedAt > 30_000) reject(new Error('nothing changed in 30 s'));
        else if (now === before || underWay.includes(now)) requestAnimationFrame(watch);
        else setTimeout(() => resolve(performance.now() - startedAt));
      };
      watch();
    });
}
