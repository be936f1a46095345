import { isRecord } from '#src/lib/isRecord.ts';

export const dragActions = ['window', 'pan', 'zoom'] as const;
export const wheelActions = ['zoom', 'step'] as const;

/** What the mouse does beside the primary button, which has the chosen tool. The viewer's gestures take a record of this form. */
export interface MouseBindings {
  readonly right: (typeof dragActions)[number];
  readonly middle: (typeof dragActions)[number];
  /** The primary button with Shift. */
  readonly shift: (typeof dragActions)[number];
  /** `step`: to the next frame of a film of several, else to the next film. With Ctrl, which a trackpad's pinch comes with, the wheel always zooms. */
  readonly wheel: (typeof wheelActions)[number];
}

export const defaultMouse: MouseBindings = { right: 'zoom', middle: 'pan', shift: 'pan', wheel: 'zoom' };

/** A field that is missing or unknown takes its default. */
export function readMouse(stored: unknown): MouseBindings {
  const given = isRecord(stored) ? stored : {};
  const drag = (name: 'right' | 'middle' | 'shift') => dragActions.find((action) => action === given[name]) ?? defaultMouse[name];
  return { right: drag('right'), middle: drag('middle'), shift: drag('shift'), wheel: wheelActions.find((action) => action === given.wheel) ?? defaultMouse.wheel };
}
