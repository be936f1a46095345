// Query time by films as an SVG, both axes logarithmic.
const [width, height, left, right, top, bottom] = [720, 400, 64, 168, 20, 44];
const colours = { elixr: '#1f7a9c', 'plain JS': '#b06a1c', 'tfjs matMul+topk': '#7a5ea8', 'hnswlib-wasm': '#4d7f3a' };

/** @param {readonly { n: number, engine: string, medianMs: number | null }[]} figures */
export function drawGrowth(figures) {
  const shown = figures.filter(({ engine, medianMs }) => engine in colours && medianMs > 0);
  const log = (value) => Math.log10(value);
  const span = (values) => [Math.floor(Math.min(...values.map(log))), Math.ceil(Math.max(...values.map(log)))];
  const [x0, x1] = span(shown.map(({ n }) => n));
  const [y0, y1] = span(shown.map(({ medianMs }) => medianMs));
  const x = (value) => (left + ((log(value) - x0) / (x1 - x0)) * (width - left - right)).toFixed(1);
  const y = (value) => (height - bottom - ((log(value) - y0) / (y1 - y0)) * (height - top - bottom)).toFixed(1);
  const parts = [];
  for (let power = y0; power <= y1; power++) {
    parts.push(`<path d="M${left} ${y(10 ** power)}H${width - right}" stroke="#d5dade"/><text x="${left - 8}" y="${y(10 ** power)}" dy="4" text-anchor="end">${10 ** power} ms</text>`);
  }
  for (let power = x0; power <= x1; power++) {
    parts.push(`<path d="M${x(10 ** power)} ${top}V${height - bottom}" stroke="#d5dade"/><text x="${x(10 ** power)}" y="${height - bottom + 18}" text-anchor="middle">${(10 ** power).toLocaleString('en')}</text>`);
  }
  for (const [engine, colour] of Object.entries(colours)) {
    const line = shown.filter((figure) => figure.engine === engine).sort((one, other) => one.n - other.n);
    const last = line.at(-1);
    if (!last) continue;
    parts.push(`<path d="M${line.map(({ n, medianMs }) => `${x(n)} ${y(medianMs)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const { n, medianMs } of line) parts.push(`<circle cx="${x(n)}" cy="${y(medianMs)}" r="3" fill="${colour}"/>`);
    parts.push(`<text x="${Number(x(last.n)) + 10}" y="${y(last.medianMs)}" dy="4" fill="${colour}" font-weight="600">${engine}</text>`);
  }
  parts.push(`<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">films, 128 values each; top 50, one thread</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#3a434b"><rect width="${width}" height="${height}" fill="#fff"/>${parts.join('')}</svg>\n`;
}
