import { Download, X } from 'lucide-react';
import { Button, Label, Slider, SliderThumb, SliderTrack, ToggleButton } from 'react-aria-components';
import type { Finding } from '#src/findings/finding.ts';
import type { HeatGrid } from '#src/findings/heatMap.ts';
import type { Voice } from '#src/findings/heatReading.ts';
import type { HeatState } from '#src/state/weighingState.ts';
import { cssColour } from '#src/ui/heatPicture.ts';
import { wording } from '#src/ui/wording.ts';

interface HeatLegendProps {
  readonly finding: Finding;
  readonly findings: readonly Finding[];
  readonly grid: HeatGrid;
  /** Value that takes the full colour. */
  readonly full: number;
  /** False where the score is no sum over places and the map is that of a plane at this film. */
  readonly exact: boolean;
  /** Values at which there are lines. */
  readonly levels: readonly number[];
  readonly heat: HeatState;
  readonly sum: number;
  /** Of the sum, what lies in the padding. */
  readonly outside: number;
  /** What the reader must know of a film that the gate stopped; empty for others. */
  readonly warning: string;
  readonly spot: number | null;
  readonly voices: readonly Voice[];
  readonly onChange: (change: Partial<HeatState>) => void;
  readonly onLeaveSpot: () => void;
  readonly onSave: () => void;
}

const words = wording.weigh.heat;
const most = 5;

/** What the colours mean, and what is done with them. */
export function HeatLegend({ finding, findings, grid, full, exact, levels, heat, sum, outside, warning, spot, voices, onChange, onLeaveSpot, onSave }: HeatLegendProps) {
  const fromPoint = finding.operatingPoint !== null;
  const steps = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];
  const speaking = voices.filter(({ value }) => value > 0).slice(0, most);
  return (
    <section className="heat-legend" aria-label={words.title} data-testid="heat-legend">
      <header>
        <select
          aria-label={words.of}
          data-testid="heat-finding"
          value={finding.id}
          onChange={(event) => onChange({ findingId: event.target.value })}
        >
          {findings.map(({ id, name }) => (
            <option key={id} value={id}>
              {wording.capital(name)}
            </option>
          ))}
        </select>
        <ToggleButton className="button small" isSelected={heat.smooth} onChange={(smooth) => onChange({ smooth })} data-testid="heat-smooth">
          {words.smooth}
        </ToggleButton>
        <ToggleButton className="button small" isSelected={heat.contours} onChange={(contours) => onChange({ contours })} data-testid="heat-contours-toggle">
          {words.contours}
        </ToggleButton>
        <Button className="icon-button small" aria-label={words.save} data-testid="heat-save" onPress={onSave}>
          <Download size={14} aria-hidden />
        </Button>
        <Button className="icon-button small" aria-label={words.close} onPress={() => onChange({ on: false })}>
          <X size={14} aria-hidden />
        </Button>
      </header>
      {warning !== '' && <p className="warning" data-testid="heat-outside">{warning}</p>}
      <div className="heat-scale">
        <span className="heat-steps" aria-hidden>
          {steps.map((share) => (
            <span key={share} style={{ background: cssColour(share * full, full, 1) }} />
          ))}
        </span>
        <span className="heat-ends">
          <span>{words.value(-full)}</span>
          <span>{words.value(0)}</span>
          <span>{words.value(full)}</span>
        </span>
        <span className="quiet heat-ends">
          <span>{words.against}</span>
          <span>{exact ? words.unit : words.unitOfNetwork}</span>
          <span>{words.for}</span>
        </span>
      </div>
      {!exact && <p className="warning" data-testid="heat-not-exact">{words.plane}</p>}
      <details>
        <summary>{`${words.cells(grid.rows, grid.columns)} · ${words.read}`}</summary>
        <p className="quiet">{`${fromPoint ? words.zero.point : words.zero.none}. ${words.sum(sum, fromPoint)}`}{outside === 0 ? '' : ` ${words.outside(outside)}`}</p>
        <p className="quiet">{heat.smooth ? words.smoothNote : words.receptive}</p>
        {heat.contours && levels.length > 0 && <p className="quiet">{words.contoursNote(levels)}</p>}
        <Slider className="heat-opacity" value={heat.opacity} minValue={0.1} maxValue={1} step={0.05} onChange={(opacity) => onChange({ opacity })}>
          <Label>{words.opacity}</Label>
          <SliderTrack className="slider-track">
            <SliderThumb className="slider-thumb" />
          </SliderTrack>
        </Slider>
        <p className="quiet">{words.spot}</p>
      </details>
      {spot !== null && (
        <div className="heat-voices" data-testid="heat-voices" role="status">
          <p>
            {words.here(Math.floor(spot / grid.columns) + 1, (spot % grid.columns) + 1)}
            <Button className="icon-button small" aria-label={words.leaveSpot} onPress={onLeaveSpot}>
              <X size={12} aria-hidden />
            </Button>
          </p>
          {speaking.length === 0 && <p className="quiet">{words.quiet}</p>}
          <ul>
            {speaking.map(({ finding: voice, value, logOdds }) => (
              <li key={voice.id}>
                <Button className="link" onPress={() => onChange({ findingId: voice.id })}>
                  {wording.capital(voice.name)}
                </Button>
                <span className="number">{logOdds === null ? words.value(value) : words.logOdds(logOdds)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
