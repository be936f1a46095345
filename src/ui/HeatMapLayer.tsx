import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Finding } from '#src/findings/finding.ts';
import { contourLevels, contourPath, contoursAt } from '#src/findings/heatContours.ts';
import { cellAt, heatOutside, heatSum, modelSquare, smoothHeat } from '#src/findings/heatMap.ts';
import { fullColour, readingGrid, voicesAt } from '#src/findings/heatReading.ts';
import { byStanding } from '#src/findings/zeroShot.ts';
import type { Film } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { isHidden } from '#src/state/weighingState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { HeatLegend } from '#src/ui/HeatLegend.tsx';
import { contourColour, heatPixels, heatPng } from '#src/ui/heatPicture.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { useHeatMaps } from '#src/ui/useHeatMaps.ts';
import { wording } from '#src/ui/wording.ts';

interface HeatMapLayerProps {
  readonly film: Film;
  /** Image pixels → CSS pixels from the stage's corner, in the order of SVG's `matrix()`. */
  readonly toScreen: readonly [number, number, number, number, number, number];
}

/** The map of a finding over the film, where it is asked for and may be seen. */
export function HeatMapLayer({ film, toScreen }: HeatMapLayerProps) {
  const on = useAppState(({ weighing }) => weighing.heat.on);
  const hidden = useAppState(({ weighing }) => isHidden(weighing, film.record.filmId));
  if (!on || hidden || film.scoring.stage !== 'scored') return null;
  return <Layer film={film} findings={film.scoring.findings} toScreen={toScreen} />;
}

/** How far a pointer may move, in CSS pixels, and still have clicked. */
const clickReach = 4;
/** Points a cell when smoothed. */
const smoothPoints = 12;

function Layer({ film, findings, toScreen }: HeatMapLayerProps & { readonly findings: readonly Finding[] }) {
  const { actions } = useParts();
  const { filmId, columns, rows } = film.record;
  const heat = useAppState(({ weighing }) => weighing.heat);
  const reading = useHeatMaps(filmId, findings);
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [spot, setSpot] = useState<number | null>(null);
  const finding = findings.find(({ id }) => id === heat.findingId) ?? findings.toSorted(byStanding)[0];
  const exact = useAppState(({ teaching }) => !teaching.classifiers.some(({ classifierId, network }) => network && finding?.id === `taught:${classifierId}`));
  const maps = reading.stage === 'ready' ? reading.maps : null;
  const raw = finding && maps?.grids.get(finding.id);
  const grid = useMemo(() => (finding && raw ? readingGrid(finding, raw) : null), [finding, raw]);
  const full = finding && grid ? fullColour(finding, grid) : 1;
  const drawn = useMemo(() => (grid && heat.smooth ? smoothHeat(grid, smoothPoints) : grid), [grid, heat.smooth]);
  const square = modelSquare({ columns, rows });
  const lines = useMemo(
    () => (grid && heat.contours ? contourLevels(grid, full).map((level) => ({ level, path: contourPath(contoursAt(grid, level)), colour: contourColour(level) })) : []),
    [grid, full, heat.contours],
  );
  const inCells = grid ? new DOMMatrix([...toScreen]).translate(square.left, square.top).scale(square.side / grid.columns, square.side / grid.rows) : null;
  const matrix = drawn
    ? new DOMMatrix([...toScreen]).translate(square.left, square.top).scale(square.side / drawn.columns, square.side / drawn.rows)
    : null;

  useLayoutEffect(() => {
    if (!drawn || !canvas.current) return;
    canvas.current.width = drawn.columns;
    canvas.current.height = drawn.rows;
    canvas.current.getContext('2d')?.putImageData(heatPixels(drawn, full, heat.opacity), 0, 0);
  }, [drawn, full, heat.opacity]);

  const inverse = useMemo(() => new DOMMatrix([...toScreen]).inverse(), [toScreen]);
  const gridRows = grid?.rows ?? 0;
  const gridColumns = grid?.columns ?? 0;
  useEffect(() => {
    const stage = root.current?.parentElement;
    if (!stage || gridRows === 0) return undefined;
    let start: { x: number; y: number } | null = null;
    const down = (event: PointerEvent): void => {
      const onFilm = event.target instanceof Element && event.target.closest('.film') !== null;
      start = onFilm && event.button === 0 ? { x: event.clientX, y: event.clientY } : null;
    };
    const up = (event: PointerEvent): void => {
      if (!start || Math.hypot(event.clientX - start.x, event.clientY - start.y) > clickReach) return;
      const { left, top } = stage.getBoundingClientRect();
      const at = inverse.transformPoint({ x: event.clientX - left, y: event.clientY - top });
      const cell = cellAt({ rows: gridRows, columns: gridColumns }, { columns, rows }, at.x, at.y);
      setSpot((before) => (before === cell ? null : cell));
    };
    stage.addEventListener('pointerdown', down, true);
    stage.addEventListener('pointerup', up, true);
    return () => {
      stage.removeEventListener('pointerdown', down, true);
      stage.removeEventListener('pointerup', up, true);
    };
  }, [inverse, gridRows, gridColumns, columns, rows]);

  if (!finding) return null;
  const outside = outsideOf(film);
  const save = async (): Promise<void> => {
    const shown = root.current?.parentElement?.querySelector<HTMLCanvasElement>('canvas.cornerstone-canvas');
    if (!shown || !canvas.current || !matrix || !maps || !grid) return;
    const { heat: words } = wording.weigh;
    const png = await heatPng({ film: shown, map: canvas.current, matrix, smooth: heat.smooth, lines: inCells ? lines.map((line) => ({ ...line, matrix: inCells })) : [], caption: [
      words.caption(finding.name, finding.score, finding.operatingPoint?.threshold ?? null),
      words.captionScale(full, grid.rows, grid.columns, heat.smooth),
      ...(exact ? [] : [words.plane]),
      words.captionModel(maps.modelId, maps.preprocessingVersion, filmId),
      ...(lines.length > 0 ? [words.contoursNote(lines.map(({ level }) => level))] : []),
      ...(outside ? [wording.gate.outside(outside)] : []),
    ] });
    if (png) saveFile(png, words.fileName(filmId, finding.id));
  };
  return (
    <div ref={root} className="heat" data-testid="heat" data-finding-id={finding.id} data-ready={drawn !== null}>
      {drawn && matrix && (
        <canvas
          ref={canvas}
          role="img"
          aria-label={wording.weigh.heat.label(finding.name)}
          className={heat.smooth ? 'heat-cells smooth' : 'heat-cells'}
          style={{ transform: matrix.toString() }}
        />
      )}
      {inCells && lines.length > 0 && (
        <svg className="heat-contours" data-testid="heat-contours" aria-hidden>
          {lines.map(({ level, path, colour }) => (
            <path key={level} d={path} stroke={colour} transform={`matrix(${[inCells.a, inCells.b, inCells.c, inCells.d, inCells.e, inCells.f].join(' ')})`} />
          ))}
        </svg>
      )}
      {grid && spot !== null && spot < grid.values.length && (
        <div
          className="heat-spot"
          style={{
            width: square.side / grid.columns,
            height: square.side / grid.rows,
            transform: new DOMMatrix([...toScreen])
              .translate(square.left + ((spot % grid.columns) * square.side) / grid.columns, square.top + (Math.floor(spot / grid.columns) * square.side) / grid.rows)
              .toString(),
            outlineWidth: `${2 / Math.max(1e-6, Math.hypot(toScreen[0], toScreen[1]))}px`,
          }}
        />
      )}
      {reading.stage === 'failed' && <p className="heat-legend warning" role="alert">{`${wording.weigh.heat.failed}. ${wordFailure(reading.failure).what}`}</p>}
      {grid && maps && (
        <HeatLegend
          finding={finding}
          findings={findings}
          grid={grid}
          full={full}
          exact={exact}
          levels={lines.map(({ level }) => level)}
          heat={heat}
          sum={heatSum(grid)}
          outside={heatOutside(grid, { columns, rows })}
          warning={outside ? wording.gate.outside(outside) : ''}
          spot={spot}
          voices={spot === null ? [] : voicesAt(findings, maps.grids, spot)}
          onChange={actions.setHeat}
          onLeaveSpot={() => setSpot(null)}
          onSave={() => void save()}
        />
      )}
    </div>
  );
}
