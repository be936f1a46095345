import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/frameSlider.css';

interface FrameSliderProps {
  /** From 0. */
  readonly frame: number;
  readonly frames: number;
  readonly onChange: (frame: number) => void;
}

/** Which frame of a film of several is shown; nothing for a film of one. */
export function FrameSlider({ frame, frames, onChange }: FrameSliderProps) {
  if (frames < 2) return null;
  return (
    <Slider className="frame-slider" minValue={1} maxValue={frames} value={frame + 1} onChange={(value) => onChange(value - 1)} data-testid="frame-slider">
      <Label className="visually-hidden">{wording.viewer.frame}</Label>
      <SliderTrack className="frame-track">
        <SliderThumb className="frame-thumb" />
      </SliderTrack>
      <SliderOutput className="frame-number">{wording.viewer.frameOf(frame + 1, frames)}</SliderOutput>
    </Slider>
  );
}
