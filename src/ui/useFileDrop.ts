import { useEffect, useState } from 'react';
import type { IncomingFile } from '#src/state/appState.ts';
import { readDrop } from '#src/ui/readDrop.ts';

/** Takes files in that are dropped or pasted anywhere in the window; true while some are dragged over it. */
export function useFileDrop(takeIn: (files: readonly IncomingFile[]) => Promise<void>): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    // Each element entered fires `dragenter` before the one left fires `dragleave`.
    let depth = 0;
    const enter = (by: number): void => {
      depth = Math.max(0, depth + by);
      setDragging(depth > 0);
    };
    const take = (transfer: DataTransfer | null): void => {
      if (transfer) void readDrop(transfer).then((files) => (files.length > 0 ? takeIn(files) : undefined));
    };
    const onFiles = (type: 'dragenter' | 'dragleave' | 'dragover' | 'drop', handle: (event: DragEvent) => void): void =>
      window.addEventListener(
        type,
        (event) => {
          if (event.dataTransfer?.types.includes('Files')) handle(event);
        },
        { signal },
      );
    onFiles('dragenter', () => enter(1));
    onFiles('dragleave', () => enter(-1));
    onFiles('dragover', (event) => event.preventDefault());
    onFiles('drop', (event) => {
      event.preventDefault();
      enter(-depth);
      take(event.dataTransfer);
    });
    window.addEventListener(
      'paste',
      (event) => {
        if (event.clipboardData && event.clipboardData.files.length > 0) take(event.clipboardData);
      },
      { signal },
    );
    return () => closing.abort();
  }, [takeIn]);
  return dragging;
}
