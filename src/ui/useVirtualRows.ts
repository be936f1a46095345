import { useCallback, useState, type RefCallback, type UIEvent } from 'react';

/** Rows rendered beyond either edge of what is seen. */
const beyond = 12;

interface VirtualRows {
  /** First row to render and the one after the last. */
  readonly first: number;
  readonly end: number;
  readonly scroller: RefCallback<HTMLElement>;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
}

/** Which of `count` rows of one height, in CSS px, have to be there for what is scrolled into sight. */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const scroller = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const watcher = new ResizeObserver(() => setSeen((before) => ({ ...before, height: element.clientHeight })));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  // In steps of some rows: not every pixel of scrolling renders again.
  const onScroll = useCallback(
    ({ currentTarget: { scrollTop } }: UIEvent<HTMLElement>) => {
      const top = Math.floor(scrollTop / rowHeight / 4) * 4 * rowHeight;
      setSeen((before) => (before.top === top ? before : { ...before, top }));
    },
    [rowHeight],
  );
  const first = Math.max(0, Math.min(count, Math.floor(seen.top / rowHeight)) - beyond);
  return { first, end: Math.min(count, Math.ceil((seen.top + seen.height) / rowHeight) + beyond), scroller, onScroll };
}
