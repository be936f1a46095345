import { expect, it } from 'vitest';
import { defaultMouse, readMouse } from '#src/state/mouseBindings.ts';

it('what was kept comes back, and anything else takes its default', () => {
  const own = { right: 'window', middle: 'zoom', shift: 'window', wheel: 'step' } as const;
  expect(readMouse(JSON.parse(JSON.stringify(own)))).toEqual(own);
  expect(readMouse({ ...own, right: 'delete', wheel: 3 })).toEqual({ ...own, right: 'zoom', wheel: 'zoom' });
  for (const nothing of [undefined, null, 'zoom', []]) expect(readMouse(nothing)).toEqual(defaultMouse);
});
