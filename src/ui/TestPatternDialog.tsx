import { useEffect, useRef } from 'react';
import { Sheet } from '#src/ui/Sheet.tsx';
import { worklistWording } from '#src/ui/worklistWording.ts';
import { testPattern } from '#src/viewer/testPattern.ts';

/** CSS pixels beside the pattern that the sheet and the window's edge take. */
const aside = 80;

/** Checks the display with a pattern drawn pixel for pixel. */
export function TestPatternDialog({ onClose }: { readonly onClose: () => void }) {
  const { pattern } = worklistWording;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context) return;
    const dense = window.devicePixelRatio;
    const room = Math.min(window.innerWidth - aside, 900) * dense;
    const { width, height, grey } = testPattern(Math.max(8, Math.floor(room / 18 / 2) * 2));
    element.width = width;
    element.height = height;
    Object.assign(element.style, { width: `${width / dense}px`, height: `${height / dense}px` });
    const picture = context.createImageData(width, height);
    new Uint32Array(picture.data.buffer).forEach((_, at, words) => (words[at] = ((grey[at] ?? 0) * 0x010101) | 0xff000000));
    context.putImageData(picture, 0, 0);
  }, []);
  return (
    <Sheet title={pattern.title} onClose={onClose} size="large">
      <div className="pattern">
        <canvas ref={canvas} data-testid="test-pattern" role="img" aria-label={pattern.label} />
      </div>
      <ul className="pattern-lines">
        {pattern.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="quiet small">{pattern.note}</p>
    </Sheet>
  );
}
