// A report of two pages is typed beside a scored film: until its flags are on the screen. And a question, until its answer is.
import { buildApp, dropPaths, openReadyApp, withBuiltApp } from './support/builtApp.mjs';
import { figure, report } from './support/figures.mjs';
import { writeFilms } from './support/films.mjs';
import { installTimed } from './support/pageTimer.mjs';

const warmUps = 2;
const rounds = 15;
const sentences = [
  'Small left pleural effusion, new since the last film.', 'No pneumothorax.', 'The heart is enlarged.', 'Streaky opacities at the right base may represent atelectasis or infiltrate.',
  'The trachea is midline.', 'Calcified granuloma in the right upper lobe.', 'Degenerative changes of the thoracic spine.', 'There is no focal consolidation, edema or effusion on the right.',
];

await buildApp();
await withBuiltApp(async ({ url, folder, openBrowser }) => {
  const page = await openReadyApp(await openBrowser(), url);
  await dropPaths(page, await writeFilms(folder, 1, { side: 512 }));
  await page.getByTestId('finding-row').first().waitFor();
  await page.evaluate(installTimed);
  await page.evaluate(installTimers);

  const answers = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    await page.getByTestId('device-question').fill(`Is there an effusion on the ${round % 2 ? 'left' : 'right'}, or a pneumothorax?`);
    const taken = await page.evaluate(() => globalThis.timed(() => document.querySelector('[data-testid=ask-device]').click(), globalThis.answered));
    if (round >= warmUps) answers.push(taken);
  }

  await page.getByTestId('open-report').click();
  const checks = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    const findings = Array.from({ length: 64 }, (_, at) => sentences[(at + round) % sentences.length]).join(' ');
    const text = `FINDINGS: ${findings}\nIMPRESSION: Small right pleural effusion ${round}. Right pneumothorax.`;
    const taken = await page.evaluate((typed) => globalThis.timed(() => globalThis.type(typed), globalThis.flagCount), text);
    if (round >= warmUps) checks.push(taken);
    await page.evaluate(() => globalThis.timed(() => globalThis.type(''), globalThis.flagCount));
  }
  report([
    figure('report of 66 sentences beside a scored film: typed → flags rendered', 'ms', checks, { bar: { most: 150 } }),
    figure('question that names a side: asked → answer with evidence rendered', 'ms', answers),
  ]);
});

/** Runs in the page. */
function installTimers() {
  globalThis.answered = () => {
    const answer = document.querySelector('[data-testid=device-answer]');
    return answer === null || answer.dataset.answer === 'asking' ? 'waiting' : answer.textContent;
  };
  globalThis.flagCount = () => String(document.querySelectorAll('[data-testid=report-flag]').length);
  globalThis.type = (text) => {
    const area = document.querySelector('[data-testid=report-text]');
    // React listens to the setter of the element's own class.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(area, text);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  };
}
