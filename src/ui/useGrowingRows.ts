import { useCallback, useDeferredValue, useState, type RefCallback } from 'react';

/** Enough to fill most screens: these are rendered at once, a typed search among other things waiting for them. */
const firstRows = 16;
/** Rendered next, between other work, and again each time the reader nears the end of what is there. */
const step = 100;
/** How near, in CSS px. */
const margin = 1500;

/**
 * The first rows of a list that may be thousands long. `end` goes on an element after them, in the scrolling box itself,
 * while `more` says that there are others.
 */
export function useGrowingRows<Row>(rows: readonly Row[]): {
  readonly shown: readonly Row[];
  readonly more: boolean;
  readonly end: RefCallback<Element>;
} {
  const [limit, setLimit] = useState(step);
  const count = useDeferredValue(limit, firstRows);
  const end = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setLimit((before) => before + step);
      },
      { root: element.parentElement, rootMargin: `${margin}px` },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { shown: rows.slice(0, count), more: count === limit && rows.length > count, end };
}
