import type { ReactNode } from 'react';
import type { AnnotationKind, Point } from '#src/annotations/annotation.ts';
import { heartAlongThorax } from '#src/annotations/measure.ts';
import type { PixelScale } from '#src/annotations/pixelScale.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

interface ShapeProps {
  readonly kind: AnnotationKind;
  /** May still be too few, while they are drawn. */
  readonly points: readonly Point[];
  /** Null where nothing is measured. */
  readonly scale: PixelScale | null;
}

/** The lines of an annotation, in image pixels; each twice: a dark one below keeps it visible on white. */
export function AnnotationShape({ kind, points, scale }: ShapeProps) {
  const [a, b, c, d] = points;
  if (!a || !b) return null;
  switch (kind) {
    case 'rectangle':
      return <Lines><rect x={Math.min(a.x, b.x)} y={Math.min(a.y, b.y)} width={Math.abs(b.x - a.x)} height={Math.abs(b.y - a.y)} /></Lines>;
    case 'ellipse':
      return <Lines><ellipse cx={(a.x + b.x) / 2} cy={(a.y + b.y) / 2} rx={Math.abs(b.x - a.x) / 2} ry={Math.abs(b.y - a.y) / 2} /></Lines>;
    case 'freehand':
      return <Lines><polygon points={points.map(({ x, y }) => `${x},${y}`).join(' ')} /></Lines>;
    case 'angle':
      return <Lines><Path points={c ? [a, b, c] : [a, b]} /></Lines>;
    case 'cobb':
      return (
        <Lines>
          <Path points={[a, b]} />
          {c && d && <Path points={[c, d]} />}
          {c && d && <Path points={[middle(a, b), middle(c, d)]} faint />}
        </Lines>
      );
    case 'arrow':
      return (
        <>
          <Lines><Path points={[a, b]} /></Lines>
          <Pin at={a} along={{ x: b.x - a.x, y: b.y - a.y }}>
            <path className="head" d="M0 0 L14 -5 L14 5 Z" />
          </Pin>
        </>
      );
    case 'cardiothoracic':
      return <Cardiothoracic points={points} scale={scale} />;
    case 'length':
      return <Lines><Path points={[a, b]} /></Lines>;
  }
}

/** The heart's borders dropped onto the thorax's line, its width along it, and where half of the thorax would reach. */
function Cardiothoracic({ points, scale }: Pick<ShapeProps, 'points' | 'scale'>) {
  const [a, b, c, d] = points;
  if (!a || !b) return null;
  if (!c || !d || !scale) return <Lines><Path points={[a, b]} /></Lines>;
  const [one, other] = heartAlongThorax(points, scale);
  const along = (share: number): Point => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  const half = along(Math.min(one, other) + 0.5);
  const across = { x: -(b.y - a.y), y: b.x - a.x };
  return (
    <>
      <Lines>
        <Path points={[a, b]} />
        <Path points={[c, along(one)]} faint />
        <Path points={[d, along(other)]} faint />
      </Lines>
      <g className="world heart">
        <Path points={[along(one), along(other)]} />
      </g>
      <Pin at={half} along={across}>
        <path className="half" d="M-9 0 L9 0" />
      </Pin>
      <Pin at={half}>
        <text className="label half-label" y={24} textAnchor="middle">
          {viewerWording.half}
        </text>
      </Pin>
    </>
  );
}

function Lines({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <g className="world under" aria-hidden>{children}</g>
      <g className="world over">{children}</g>
    </>
  );
}

function Path({ points, faint = false }: { readonly points: readonly Point[]; readonly faint?: boolean }) {
  return <polyline className={faint ? 'faint' : undefined} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />;
}

interface PinProps {
  readonly at: Point;
  /** A direction on the film that the pinned thing's x axis follows. */
  readonly along?: Point;
  /** CSS pixels that text takes beside its point, on either side. */
  readonly room?: number;
  readonly children: ReactNode;
}

/** Keeps its size on the screen; `AnnotationLayer` moves it. */
export function Pin({ at, along, room, children }: PinProps) {
  return (
    <g className="pin" data-x={at.x} data-y={at.y} data-dx={along?.x} data-dy={along?.y} data-room={room}>
      {children}
    </g>
  );
}

function middle(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}
