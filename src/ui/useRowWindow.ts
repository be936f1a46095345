import { useEffect, useRef, useState, type RefObject } from 'react';

export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Rows [first, end) are drawn; the others only take their place. */
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
  /** Scrolls so far that row `index` is in view. */
  readonly reveal: (index: number) => void;
}

/** Rows drawn beyond both edges, so that scrolling shows no gap. */
const beyond = 12;

/** Draws only what is in view of `count` rows of equal height, which is `narrowHeight` where the list is narrow. */
export function useRowWindow(count: number, height: number, narrow: { readonly below: number; readonly height: number }): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, width: narrow.below, height: 600 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = (): void => setView({ top: element.scrollTop, width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const rowHeight = view.width < narrow.below ? narrow.height : height;
  const first = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight)) - beyond);
  const end = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + beyond);
  const reveal = (index: number): void => {
    const element = scroller.current;
    if (!element) return;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeight - element.clientHeight;
  };
  return { scroller, first, end, rowHeight, reveal };
}
