import { rulerLength, type PixelScale } from '#src/annotations/pixelScale.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import type { ViewState } from '#src/viewer/filmView.ts';

const mostCssPixels = 180;

/** A bar of round length under the rule that all measures of the film follow. */
export function ScaleRuler({ scale, state }: { readonly scale: PixelScale; readonly state: ViewState }) {
  const [a, b, c, d] = state.toScreen;
  // What lies across the screen: columns, or rows of a film turned on its side.
  const upright = Math.abs(a) > Math.abs(c);
  const perUnit = upright ? Math.hypot(a, b) / scale.column : Math.hypot(c, d) / scale.row;
  const length = rulerLength(mostCssPixels, perUnit);
  if (length === 0) return null;
  return (
    <div className="ruler" data-testid="ruler" data-basis={scale.basis} title={viewerWording.sources[scale.source]}>
      <span className="ruler-bar" style={{ width: `${length * perUnit}px` }} />
      {viewerWording.ruler(length, scale.basis)}
    </div>
  );
}
