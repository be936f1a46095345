// `node scripts/teachingTables.mjs --films FOLDER --table nih --finding effusion`: mean AUC of the app's heads on few labelled films, beside zero-shot,
// other features and what was taught elsewhere, with the labels that they save; on embeddings that `training/embed_films.py` wrote.
// `--write-draws FILE` writes which films are taught with and measured, for `training/supcon.py`. Markdown goes to the standard output.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    films: { type: 'string', default: 'training/.cache/teaching' },
    table: { type: 'string', default: 'nih' },
    finding: { type: 'string', multiple: true },
    features: { type: 'string', multiple: true, default: [] },
    scores: { type: 'string', multiple: true, default: [] },
    'write-draws': { type: 'string' },
    teach: { type: 'string', default: 'train' },
    measure: { type: 'string', default: 'test' },
    // A table for `npm run eval`: its films alone, all of them of one split.
    labels: { type: 'string' },
    balanced: { type: 'boolean', default: false },
    vouched: { type: 'boolean', default: false },
  },
});
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const described = read(join(values.films, `${values.table}.json`));
const bytes = readFileSync(join(values.films, `${values.table}.f32`));
const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const { size, films: all, directions, modelId } = described;
const others = values.features.map(read).map(({ name, films }) => ({ name, vectorOf: new Map(films.map(({ image, pooled }) => [image, pooled])) }));

const server = await createServer({ logLevel: 'error', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, appType: 'custom' });
const [{ drawsOf, measureTeaching, poolOf, sizesOf }, { labelKey }] = await Promise.all(['measureTeaching', 'labelledFilms'].map((name) => server.ssrLoadModule(`/eval/${name}.ts`)));
await server.close();

// A table without splits gives a third of its patients to the test, another third in each draw.
const asked = values.labels && new Set(readFileSync(values.labels, 'utf8').split('\n').slice(1).map((line) => line.split(',')[0]));
const split = !asked && all.some((film) => film.split === values.measure);
const rows = [...all.keys()].filter((row) => (!asked || asked.has(all[row].image)) && (!split || [values.teach, values.measure].includes(all[row].split)) && others.every(({ vectorOf }) => vectorOf.has(all[row].image)));
const films = rows.map((row) => ({ sex: '', age: Number.NaN, view: '', ...all[row], labels: new Set(all[row].labels.map(labelKey)) }));
const labelled = split ? films.map((film) => film.split === values.teach) : null;
const task = { films, labelled, balanced: values.balanced, vouched: values.vouched };
const findings = values.finding ?? Object.keys(directions);

if (values['write-draws']) {
  writeFileSync(values['write-draws'], JSON.stringify({
    films: films.map(({ image }) => image),
    sizes: sizesOf(poolOf({ ...task, findings })).map((each) => each.size),
    findings: findings.map((finding) => ({
      finding,
      positive: films.map(({ labels }) => Number(labels.has(labelKey(finding)))),
      draws: drawsOf(task, finding).map(({ measured, order }) => ({ measured: [...measured], order: [...order] })),
    })),
  }));
} else {
  const scored = values.scores.map(read).map(({ name, scores }) => {
    const known = new Map(scores.map((each) => [`${each.finding} ${each.size} ${each.draw}`, each.scores]));
    return { name, scoresOf: (finding, films, draw) => known.get(`${finding} ${films} ${draw}`) ?? null };
  });
  const features = [
    { name: 'app', vectors: rows.map((row) => Array.from(numbers.subarray(row * size, (row + 1) * size))), directions },
    ...others.map(({ name, vectorOf }) => ({ name, vectors: rows.map((row) => vectorOf.get(all[row].image)) })),
  ];
  print(measureTeaching({ ...task, findings, features, scored }, (line) => console.error(line)));
}

function print({ figures, comparisons, labelsSaved }) {
  const number = (value) => (value === null || !Number.isFinite(value) ? '–' : value.toFixed(3).replace(/^(-?)0/, '$1'));
  const within = (interval, show = number) => (interval ? ` (${interval.map(show).join(' … ')})` : '');
  const table = (head, lines) => console.log(`| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
  const labelledSizes = (of) => [...new Set(of.map(({ labelledFilms }) => labelledFilms))].filter((films) => films > 0).sort((a, b) => a - b);
  console.log(`${modelId}, ${values.table}: ${films.length} films${labelled ? `, ${labelled.filter((each) => !each).length} of them measured` : ', a third of the patients measured in each draw'}${values.balanced ? ', as many films with the finding as without' : ''}\n`);
  for (const finding of ['mean', ...findings]) {
    const of = figures.filter((each) => each.finding === finding);
    const sizes = labelledSizes(of);
    const cells = (features, head) => sizes.map((films) => {
      const found = of.find((each) => each.features === features && each.head === head && each.labelledFilms === films);
      return found ? `${number(found.auc)}${finding === 'mean' ? within(found.aucInterval) : ''}` : '';
    });
    const zeroShot = of.find(({ head }) => head === 'zero-shot');
    console.log(`**${finding}**${zeroShot ? `, zero-shot ${number(zeroShot.auc)}${within(zeroShot.aucInterval)}` : ''}\n`);
    const kinds = [...new Map(of.filter(({ head }) => head !== 'zero-shot').map(({ features, head }) => [`${features}, ${head}`, [features, head]])).values()];
    table(['labelled films', ...sizes], kinds.map(([features, head]) => [`${features}, ${head}`, ...cells(features, head)]));
  }
  const sizes = labelledSizes(comparisons);
  table(['mean AUC of one less another', ...sizes], [...new Map(comparisons.map(({ head, against }) => [`${head} less ${against}`, [head, against]]))].map(([name, [head, against]]) => [
    name, ...sizes.map((films) => {
      const found = comparisons.find((each) => each.head === head && each.against === against && each.labelledFilms === films);
      return found ? `${number(found.difference)}${within(found.differenceInterval)}` : '';
    }),
  ]));
  if (labelsSaved.length > 0) {
    const times = (value) => (Number.isFinite(value) ? value.toFixed(1) : '–');
    table(['for the mean AUC of', 'with', 'head', 'labels that are enough', 'times fewer'], labelsSaved.map(({ head, against, labelledFilms, enough, times: fewer, timesInterval }) => [
      against, labelledFilms, head, enough === null ? 'none' : Math.round(enough), fewer === null ? '–' : `${times(fewer)}${within(timesInterval, times)}`,
    ]));
  }
}
