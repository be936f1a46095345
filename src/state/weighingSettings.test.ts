import { expect, it } from 'vitest';
import { defaultWeighing, keepWeighing, readWeighing, settingsIn, type WeighingSettings } from '#src/state/weighingSettings.ts';

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

const defaults = settingsIn(defaultWeighing());

it('two tabs that change different things lose nothing to each other', () => {
  const disk = storage();
  const one: WeighingSettings = { ...defaults, prevalences: { effusion: 0.2 } };
  const other: WeighingSettings = { ...defaults, prevalences: { mass: 0.01 }, smooth: true };
  keepWeighing(disk, one, defaults);
  keepWeighing(disk, other, defaults);
  keepWeighing(disk, { ...one, opacity: 0.3 }, one);
  expect(settingsIn(readWeighing(disk))).toEqual({ ...defaults, prevalences: { effusion: 0.2, mass: 0.01 }, smooth: true, opacity: 0.3 });
});

it('what is changed last stands, and what is let go is gone', () => {
  const disk = storage();
  const one: WeighingSettings = { ...defaults, prevalences: { effusion: 0.2, mass: 0.01 } };
  keepWeighing(disk, one, defaults);
  keepWeighing(disk, { ...defaults, prevalences: { effusion: 0.5 } }, defaults);
  keepWeighing(disk, { ...one, prevalences: { effusion: 0.2 } }, one);
  expect(readWeighing(disk).prevalences).toEqual({ effusion: 0.5 });
});

it('nothing is written where nothing differs', () => {
  const disk = storage();
  keepWeighing(disk, { ...defaults }, defaults);
  expect(disk.getItem('elixr-web.weighing')).toBeNull();
});
