import { createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { useGrowingRows } from '#src/ui/useGrowingRows.ts';

let root: Root | undefined;

function List({ rows }: { readonly rows: readonly number[] }) {
  const { shown, more, end } = useGrowingRows(rows);
  return createElement(
    'ul',
    { style: { height: 400, overflow: 'auto' } },
    shown.map((row) => createElement('li', { key: row, style: { height: 20 } }, row)),
    more && createElement('li', { ref: end, key: 'end', className: 'end' }),
  );
}

function show(count: number): HTMLElement {
  const box = document.createElement('div');
  document.body.append(box);
  root = createRoot(box);
  root.render(createElement(List, { rows: Array.from({ length: count }, (_, row) => row) }));
  return box;
}

const rowsIn = (box: HTMLElement): number => box.querySelectorAll('li:not(.end)').length;

afterEach(() => {
  root?.unmount();
  document.body.replaceChildren();
});

it('renders a short list whole, without an end to wait for', async () => {
  const box = show(90);
  await vi.waitFor(() => expect(rowsIn(box)).toBe(90));
  expect(box.querySelector('.end')).toBeNull();
});

it('renders part of a long list, and more as the reader nears the end of it', async () => {
  const box = show(400);
  await vi.waitFor(() => expect(rowsIn(box)).toBe(100));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(rowsIn(box)).toBe(100);
  const scroller = box.querySelector('ul') as HTMLElement;
  for (const rows of [200, 300, 400]) {
    scroller.scrollTop = scroller.scrollHeight;
    await vi.waitFor(() => expect(rowsIn(box)).toBe(rows));
  }
  await vi.waitFor(() => expect(box.querySelector('.end')).toBeNull());
  expect(box.querySelectorAll('li')[399]?.textContent).toBe('399');
});
