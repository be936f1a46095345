import { Pause, Play } from 'lucide-react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack, ToggleButton } from 'react-aria-components';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/frameSlider.css';

const rates = [1, 2, 5, 10, 15, 25, 30];

interface FrameSliderProps {
  /** From 0. */
  readonly frame: number;
  readonly frames: number;
  readonly onChange: (frame: number) => void;
  readonly runs: boolean;
  readonly onRun: (runs: boolean) => void;
  /** Frames a second. */
  readonly rate: number;
  readonly onRate: (rate: number) => void;
}

/** Which frame of a film of several is shown, and how fast they run; nothing for a film of one. */
export function FrameSlider({ frame, frames, onChange, runs, onRun, rate, onRate }: FrameSliderProps) {
  if (frames < 2) return null;
  const offered = [...new Set([...rates, rate])].sort((a, b) => a - b);
  return (
    <div className="frame-bar" role="group" aria-label={viewerWording.cine.bar}>
      <ToggleButton className="icon-button small" data-testid="cine" aria-label={viewerWording.commands.cine} isSelected={runs} onChange={onRun}>
        {runs ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      </ToggleButton>
      <Slider className="frame-slider" minValue={1} maxValue={frames} value={frame + 1} onChange={(value) => onChange(value - 1)} data-testid="frame-slider">
        <Label className="visually-hidden">{wording.viewer.frame}</Label>
        <SliderTrack className="frame-track">
          <SliderThumb className="frame-thumb" />
        </SliderTrack>
        <SliderOutput className="frame-number">{wording.viewer.frameOf(frame + 1, frames)}</SliderOutput>
      </Slider>
      <select className="cine-rate" aria-label={viewerWording.cine.rate} value={rate} onChange={(event) => onRate(Number(event.target.value))}>
        {offered.map((each) => (
          <option key={each} value={each}>
            {viewerWording.cine.perSecond(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
