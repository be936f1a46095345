// What the search is held to, from one run of `npm run bench:search`.

/**
 * @param {{ results: readonly { n: number, engine: string, medianMs: number | null, recallAt10: number | null, bytes: number | null }[], tokens: { n: number, medianMs: number }, app: Readonly<Record<string, number>> }} report
 * @returns {{ bar: string, figure: string, holds: boolean | null }[]} `holds` null where the run measured too little to say
 */
export function barsOf({ results, tokens, app }) {
  const of = (n, engine) => results.find((row) => row.n === n && row.engine === engine && row.medianMs !== null);
  const bars = [];
  const bar = (text, value, most, unit = 'ms') =>
    bars.push({ bar: text, figure: value === undefined ? 'not measured' : `${value.toFixed(2)} ${unit}`, holds: value === undefined ? null : value <= most });
  /** What one takes of the other's time. */
  const ratio = (n, engine, other) => {
    const [ours, theirs] = [of(n, engine), of(n, other)];
    return ours && theirs ? ours.medianMs / theirs.medianMs : undefined;
  };
  for (const n of [100_000, 1_000_000]) bar(`${n.toLocaleString('en')} films: at most a tenth of plain JS`, ratio(n, 'elixr', 'plain JS'), 0.1, 'of its time');
  bar('10,000 films: at most half of hnswlib-wasm', ratio(10_000, 'elixr', 'hnswlib-wasm'), 0.5, 'of its time');
  bar('100,000 films: at most 2.5 times hnswlib-wasm', ratio(100_000, 'elixr', 'hnswlib-wasm'), 2.5, 'of its time');
  const recalls = results.flatMap(({ engine, recallAt10 }) => (engine.startsWith('elixr') && recallAt10 !== null ? [recallAt10] : []));
  bar('recall at 10 of every kernel: 1', recalls.length > 0 ? 1 - Math.min(...recalls) : undefined, 0, 'missed');
  for (const n of [100_000, 1_000_000]) {
    const row = of(n, 'elixr');
    const most = n > 200_000 ? 0.3 : 1.3;
    bar(`${n.toLocaleString('en')} films: memory at most ${most} × the float32 bytes`, row && row.bytes / (512 * n), most, '×');
  }
  const at100k = (figures, value) => (figures.n === 100_000 ? value : undefined);
  bar('100,000 films of 32 tokens: 30 ms', at100k(tokens, tokens.medianMs), 30);
  bar('opening 100,000 films: 150 ms', at100k(app, app.openMs), 150);
  bar('appending a film: 5 ms', app.appendMs, 5);
  bar('a phrase embedded and ranked, with the pause of the search box: 120 ms', at100k(app, app.typedToHitsMs + 40), 120);
  return bars;
}
