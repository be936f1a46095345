import { memo, useImperativeHandle, useLayoutEffect, useMemo, useRef, type Ref } from 'react';
import type { Annotation, Calibration, Point } from '#src/annotations/annotation.ts';
import { pointsOf, type Draft } from '#src/annotations/draft.ts';
import { measure } from '#src/annotations/measure.ts';
import type { PixelScale } from '#src/annotations/pixelScale.ts';
import type { GrayImage } from '#src/image/grayImage.ts';
import { AnnotationShape, Pin } from '#src/ui/AnnotationShape.tsx';
import type { Selection } from '#src/ui/session.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { applyAffine, type Affine } from '#src/viewer/orientation.ts';

export interface LayerHandle {
  /** Follows the film, without rendering anything again. */
  readonly place: (toScreen: Affine) => void;
}

interface LayerProps {
  readonly ref: Ref<LayerHandle>;
  readonly annotations: readonly Annotation[];
  readonly calibration: Calibration | null;
  readonly draft: Draft | null;
  readonly selection: Selection | null;
  readonly scale: PixelScale;
  readonly image: GrayImage;
  readonly onSelect: (annotationId: string) => void;
}

/**
 * Vector graphics over the film, in image coordinates: lines lie in one group under the film's own matrix; what keeps
 * its size on the screen (handles, labels, arrow heads) is pinned to a point of the film.
 */
export function AnnotationLayer({ ref, annotations, draft, selection, scale, image, calibration, onSelect }: LayerProps) {
  const svg = useRef<SVGSVGElement>(null);
  const last = useRef<Affine>([1, 0, 0, 1, 0, 0]);
  const placed = useRef<Placed>({ svg: null, worlds: [], pins: [] });
  useImperativeHandle(ref, () => ({
    place: (toScreen) => {
      last.current = toScreen;
      place(placed.current, toScreen);
    },
  }), []);
  // What has just been rendered does not know yet where the film lies.
  useLayoutEffect(() => {
    if (svg.current) placed.current = placedIn(svg.current);
    place(placed.current, last.current);
  });
  return (
    <svg ref={svg} className="annotations" role="group" aria-label={viewerWording.annotations} data-testid="annotations">
      {annotations.map((annotation) => (
        <Drawn
          key={annotation.annotationId}
          annotation={annotation}
          scale={scale}
          image={image}
          selected={selection?.annotationId === annotation.annotationId}
          handle={selection?.annotationId === annotation.annotationId ? selection.handle : null}
          onSelect={onSelect}
        />
      ))}
      {calibration && <CalibrationMark points={calibration.points} />}
      {draft && <Draught draft={draft} scale={scale} />}
    </svg>
  );
}

interface DrawnProps {
  readonly annotation: Annotation;
  readonly scale: PixelScale;
  readonly image: GrayImage;
  readonly selected: boolean;
  readonly handle: number | null;
  readonly onSelect: (annotationId: string) => void;
}

const Drawn = memo(function Drawn({ annotation, scale, image, selected, handle, onSelect }: DrawnProps) {
  const lines = useMemo(() => viewerWording.measureLines(measure(annotation, scale, image), scale), [annotation, scale, image]);
  const label = annotation.text === '' ? lines : [annotation.text, ...lines];
  const element = useRef<SVGGElement>(null);
  // Chosen by a key, the annotation is what a screen reader should speak about.
  useLayoutEffect(() => {
    if (selected && document.activeElement?.closest('.annotations') && document.activeElement !== element.current) element.current?.focus();
  }, [selected]);
  return (
    <g
      ref={element}
      className={selected ? 'annotation selected' : 'annotation'}
      data-testid="annotation"
      data-kind={annotation.kind}
      tabIndex={0}
      role="img"
      aria-label={viewerWording.annotation(annotation, lines)}
      onFocus={() => onSelect(annotation.annotationId)}
    >
      <AnnotationShape kind={annotation.kind} points={annotation.points} scale={scale} />
      {annotation.kind !== 'freehand' && annotation.points.map((point, at) => (
        <Pin key={at} at={point}>
          <circle className={selected ? (handle === at ? 'handle chosen' : 'handle') : 'end'} r={selected ? 5 : 2} />
        </Pin>
      ))}
      <Label at={labelPoint(annotation)} lines={label} below={annotation.kind === 'cardiothoracic'} />
    </g>
  );
});

function Draught({ draft, scale }: { readonly draft: Draft; readonly scale: PixelScale }) {
  const points = pointsOf(draft);
  const complete: Annotation = { annotationId: '', kind: draft.kind, points, text: '', madeAt: '' };
  // Regions are counted once they are drawn; lengths and angles as they grow.
  const lines = isWhole(complete) ? viewerWording.measureLines(measure(complete, scale, null), scale) : [];
  return (
    <g className="annotation draft">
      <AnnotationShape kind={draft.kind} points={points} scale={scale} />
      {draft.kind !== 'freehand' && points.map((point, at) => (
        <Pin key={at} at={point}>
          <circle className="end" r={3} />
        </Pin>
      ))}
      <Label at={labelPoint(complete)} lines={lines} below={draft.kind === 'cardiothoracic'} />
    </g>
  );
}

/** At least what a letter of a label takes. */
const cssPixelsPerLetter = 7;

function isWhole({ kind, points }: Annotation): boolean {
  const needed = { length: 2, angle: 3, cobb: 4, rectangle: 2, ellipse: 2, freehand: Infinity, arrow: 2, cardiothoracic: 4 }[kind];
  return points.length === needed;
}

function CalibrationMark({ points }: { readonly points: readonly [Point, Point] }) {
  return (
    <g className="annotation calibration" aria-hidden>
      <AnnotationShape kind="length" points={points} scale={null} />
    </g>
  );
}

function Label({ at, lines, below }: { readonly at: Point | null; readonly lines: readonly string[]; readonly below: boolean }) {
  if (!at || lines.length === 0) return null;
  return (
    <Pin at={at} room={Math.max(...lines.map((line) => line.length)) * cssPixelsPerLetter + 14}>
      <text className="label" x={10} y={below ? 18 : -6 - (lines.length - 1) * 15}>
        {lines.map((line, index) => (
          <tspan key={index} x={10} dy={index === 0 ? 0 : 15}>
            {line}
          </tspan>
        ))}
      </text>
    </Pin>
  );
}

/** Beside the point that was laid last, where the hand has just been. */
function labelPoint({ kind, points }: Annotation): Point | null {
  if (kind === 'arrow') return points[1] ?? null;
  if (kind === 'freehand') return points.reduce<Point | null>((best, point) => (best && best.x >= point.x ? best : point), null);
  // Below the thorax's line, clear of the heart's width upon it.
  if (kind === 'cardiothoracic') return points[0] ?? null;
  return points.at(-1) ?? null;
}

/** What moves with the film, read from the page once a rendering instead of once a frame. */
interface Placed {
  readonly svg: SVGSVGElement | null;
  readonly worlds: readonly Element[];
  readonly pins: readonly { readonly element: SVGGElement; readonly at: Point; readonly along: Point | null; readonly room: number }[];
}

function placedIn(svg: SVGSVGElement): Placed {
  const pins = [...svg.querySelectorAll<SVGGElement>('.pin')].map((element) => {
    const { x, y, dx, dy, room } = element.dataset;
    const along = dx === undefined || dy === undefined ? null : { x: Number(dx), y: Number(dy) };
    return { element, at: { x: Number(x), y: Number(y) }, along, room: Number(room ?? 0) };
  });
  return { svg, worlds: [...svg.querySelectorAll('.world')], pins };
}

function place({ svg, worlds, pins }: Placed, toScreen: Affine): void {
  const matrix = `matrix(${toScreen.join(' ')})`;
  for (const world of worlds) world.setAttribute('transform', matrix);
  const [a, b, c, d] = toScreen;
  const clientWidth = svg?.clientWidth ?? 0;
  for (const { element, at, along, room } of pins) {
    const { x, y } = applyAffine(toScreen, at);
    const angle = along ? ` rotate(${(Math.atan2(b * along.x + d * along.y, a * along.x + c * along.y) * 180) / Math.PI})` : '';
    element.setAttribute('transform', `translate(${x} ${y})${angle}`);
    if (room > 0) setSide(element, x + room > clientWidth && x > clientWidth / 2 ? 'left' : 'right');
  }
}

/** A label that would run out of the pane stands on the other side of its point. */
function setSide(pin: SVGGElement, side: 'left' | 'right'): void {
  if (pin.dataset.side === side) return;
  pin.dataset.side = side;
  pin.setAttribute('text-anchor', side === 'left' ? 'end' : 'start');
  for (const line of pin.querySelectorAll('tspan')) line.setAttribute('x', side === 'left' ? '-10' : '10');
}
