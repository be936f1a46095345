// `node scripts/simulateLabelling.mjs --films FOLDER --finding Effusion`: what few labels are worth, with and without the prompt, and
// how many of them the choice of the next film saves against chance, on embeddings that `training/embed_films.py` wrote. The app's own code chooses and teaches; labels come from the table.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    films: { type: 'string', default: 'training/.cache/teaching' },
    table: { type: 'string', default: 'nih' },
    finding: { type: 'string', multiple: true, default: ['Effusion', 'Cardiomegaly', 'Atelectasis'] },
    draws: { type: 'string', default: '5' },
    pool: { type: 'string', default: '1500' },
  },
});
const draws = Number(values.draws);
// Findings of the card are vouched for by its own figures; the prompts for Kermany's classes are typed phrases.
const vouched = values.table === 'nih';
const budgets = [10, 20, 30, 50, 80, 120];

const described = JSON.parse(readFileSync(join(values.films, `${values.table}.json`), 'utf8'));
const bytes = readFileSync(join(values.films, `${values.table}.f32`));
const vectors = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const { size, films } = described;

const server = await createServer({ logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null }, appType: 'custom' });
const load = (name) => server.ssrLoadModule(`/src/${name}`);
const [{ chooseNext }, { fitHead }, { defaultSettings }, { scoreRows }, { rowsOf }, { aucWithinStrata }, { mulberry32 }, { shuffled, splitByPatient }, { fewFilmOrder }] = await Promise.all(
  ['teaching/teach.ts', 'teaching/crossValidate.ts', 'teaching/fitPath.ts', 'teaching/linearHead.ts', 'teaching/teachingSet.ts', 'findings/rankCurves.ts', 'findings/bootstrapByPatient.ts', 'teaching/splitByPatient.ts', 'teaching/learningCurve.ts'].map(load),
);

console.log(`${described.modelId}, ${values.table}: AUC within strata on the test split, mean of ${draws} draws; pool of ${values.pool} training films`);
for (const finding of values.finding) {
  const positive = Uint8Array.from(films, ({ labels }) => (labels.includes(finding) ? 1 : 0));
  const set = { size, vectors, positive, patients: films.map(({ patient }) => patient) };
  // A table without splits gives a third of its patients to the test.
  const folds = splitByPatient(positive, set.patients, 3, 1);
  const splitOf = (row) => (films[row].split === 'all' ? (folds[row] === 0 ? 'test' : 'train') : films[row].split);
  const rowsIn = (split) => Int32Array.from(films.flatMap((_, row) => (splitOf(row) === split ? [row] : [])));
  const [train, test] = [rowsIn('train'), rowsIn('test')];
  const strata = Array.from(test, (row) => films[row].stratum);
  const truth = Uint8Array.from(test, (row) => positive[row]);
  const direction = described.directions[finding.toLowerCase()];
  const prior = direction ? Float32Array.from(direction) : null;
  const aucOf = (head) => aucWithinStrata({ scores: scoreRows(head, set, test), positive: truth }, strata);
  const measure = (labelled, from = null) => aucOf(fitHead(rowsOf(set, labelled), { ...defaultSettings, prior: from && { direction: from, vouched } }, { folds: 5, repeats: labelled.length < 60 ? 3 : 1, seed: 1 }));
  const found = { chance: budgets.map(() => 0), chosen: budgets.map(() => 0), ...(prior ? { 'chance, from the prompt': budgets.map(() => 0) } : {}) };
  for (let draw = 0; draw < draws; draw++) {
    const order = shuffled(train.length, mulberry32(draw + 1));
    const pool = fewFilmOrder(set, Int32Array.from(order.slice(0, Number(values.pool)), (at) => train[at]), draw + 1);
    const labelled = Array.from(pool.slice(0, budgets[0]));
    const left = new Set(pool.slice(budgets[0]));
    budgets.forEach((budget, at) => {
      while (labelled.length < budget) {
        const rows = [...left];
        const known = rowsOf(set, labelled);
        const [next] = chooseNext({ size, pool: rowsOf(set, rows).vectors, labelled: known.vectors, positive: known.positive, patients: known.patients, prior: null, count: 1 });
        labelled.push(rows[next]);
        left.delete(rows[next]);
      }
      found.chosen[at] += measure(labelled) / draws;
      found.chance[at] += measure(pool.slice(0, budget)) / draws;
      if (prior) found['chance, from the prompt'][at] += measure(pool.slice(0, budget), prior) / draws;
    });
  }
  const zeroShot = prior ? `, zero-shot ${aucOf({ weights: prior, bias: 0 }).toFixed(3)}` : '';
  console.log(`\n${finding}${zeroShot}\n${'labels'.padEnd(24)}${budgets.map((budget) => String(budget).padStart(6)).join('')}`);
  for (const [name, aucs] of Object.entries(found)) console.log(`${name.padEnd(24)}${aucs.map((auc) => auc.toFixed(3).padStart(6)).join('')}`);
}
await server.close();
