import { appVersion } from '#src/lib/appVersion.ts';
import { promptsVersion, setVersion } from '#src/findings/batchTable.ts';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import type { AppState } from '#src/state/appState.ts';

/** What the page knows of the browser that it runs in. */
export interface BrowserFacts {
  readonly userAgent: string;
  readonly processors: number;
  /** GiB, rounded by the browser; null where it does not say. */
  readonly memory: number | null;
  readonly webGpu: boolean;
  readonly isolated: boolean;
  /** Bytes of the page's JavaScript heap; null where the browser does not say. */
  readonly heap: number | null;
}

/** What of the state a report is made of: numbers, kinds and ids of models, nothing that a film or a user has named. */
export type ReportedState = Pick<AppState, 'films' | 'intake' | 'model' | 'storage' | 'phrases' | 'scoringPaused' | 'failure' | 'workshop'>;

export interface Median {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** Null without values. */
export function medianOf(values: readonly number[]): Median | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return null;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? (sorted[middle] ?? least) : ((sorted[middle - 1] ?? least) + (sorted[middle] ?? least)) / 2;
  return { median, least, most, count: sorted.length };
}

/** Whether each golden answer came out as the reference's: the gate and phrases where there are any. */
export function verdictsOf({ imageCosine, textCosines, leastCosine, gate }: SelfTestRun): { readonly image: boolean; readonly text: boolean | null; readonly gate: boolean | null } {
  return {
    image: imageCosine >= leastCosine,
    text: textCosines.length === 0 ? null : textCosines.every((cosine) => cosine >= leastCosine),
    gate: gate && gate.furthest <= gate.most,
  };
}

/**
 * The text of a bug ticket. It is put together from numbers, closed kinds and the ids of shipped models alone: no tag, file name, date of a film, phrase,
 * question or address goes in, whatever the state holds.
 */
export function selfTestReport(run: SelfTestRun | null, state: ReportedState, browser: BrowserFacts): string {
  const { model, storage, films, intake } = state;
  const status = model.stage === 'ready' ? model.status : null;
  const verdict = run && verdictsOf(run);
  const said = (passed: boolean | null | undefined): string => (passed === true ? 'pass' : passed === false ? 'FAIL' : 'none');
  const time = (values: readonly number[]): string => {
    const found = medianOf(values);
    return found ? `${found.median.toFixed(1)} ms (${found.least.toFixed(1)} … ${found.most.toFixed(1)}, n ${found.count})` : 'none';
  };
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const estimate = storage.stage === 'ready' ? storage.estimate : null;
  return [
    `ELIXR Web ${appVersion}, self-test`,
    '',
    `Browser: ${browser.userAgent}`,
    `Processors: ${browser.processors}; memory: ${browser.memory === null ? 'not said' : `${browser.memory} GiB`}; WebGPU offered: ${yes(browser.webGpu)}; cross-origin isolated: ${yes(browser.isolated)}`,
    ...(status
      ? [
          `Model: ${status.card.id}, preprocessing ${status.card.preprocessing.version}, prompts ${state.workshop.applied ? `of a set, ${setVersion(state.workshop.applied)}` : promptsVersion(status.card)}, ${status.card.findings.length} findings`,
          `Gate: ${status.gateId ?? 'none'}`,
          `Backend: ${status.backend}${status.adapter === '' ? '' : ` on ${status.adapter}`}, threads: ${status.threads}, WebGPU refused: ${status.webGpuRefused ?? 'no'}`,
          `Self-test at start: cosine ${status.selfTestCosine.toFixed(6)}`,
        ]
      : [`Model: ${model.stage}${model.stage === 'failed' ? ` (${model.failure.kind})` : ''}`]),
    ...(run
      ? [
          `Golden film: cosine ${run.imageCosine.toFixed(6)}: ${said(verdict?.image)}`,
          `Golden phrases: cosines ${run.textCosines.map((cosine) => cosine.toFixed(6)).join(', ') || 'none'}: ${said(verdict?.text)}`,
          `Golden gate: furthest logit ${run.gate ? run.gate.furthest.toFixed(4) : 'none'}: ${said(verdict?.gate)}`,
          `Film, image model: ${time(run.timings.image)}`,
          `Film, gate: ${time(run.timings.gate)}`,
          `Phrase, text model: ${time(run.timings.text)}`,
          `Model's thread: ${run.memory.tensors} tensors, ${megabytes(run.memory.bytes)}`,
        ]
      : ['Golden answers: not run']),
    `Page: heap ${browser.heap === null ? 'not said' : megabytes(browser.heap)}`,
    `Storage: ${storage.stage}${storage.stage === 'refused' ? ` (${storage.failure.kind})` : ''}${estimate ? `, ${megabytes(estimate.usage)} of ${megabytes(estimate.quota)}, ${estimate.persisted ? 'persistent' : 'may be evicted'}` : ''}`,
    `Films: ${films.size}${tally([...films.values()].map(({ scoring }) => scoring.stage))}; scoring paused: ${yes(state.scoringPaused)}`,
    `Not asked:${tally([...films.values()].flatMap(({ scoring }) => (scoring.stage === 'notAsked' ? [scoring.reason] : []))) || ' none'}`,
    `Failures:${tally([...[...films.values()].flatMap(({ scoring }) => (scoring.stage === 'failed' ? [scoring.failure.kind] : [])), ...intake.flatMap(({ status: line }) => (line.stage === 'failed' && line.during === 'decoding' ? [line.failure.kind] : [])), ...(state.failure ? [state.failure.kind] : [])]) || ' none'}`,
    `Phrases of the user's: ${state.phrases.length}`,
    '',
  ].join('\n');
}

function yes(on: boolean): string {
  return on ? 'yes' : 'no';
}

/** " (3 scored, 1 waiting)" of kinds; empty for none. */
function tally(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts.size === 0 ? '' : ` (${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')})`;
}
