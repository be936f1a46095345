import { useState } from 'react';
import { Button } from 'react-aria-components';
import { toAppError } from '#src/lib/appError.ts';
import { promptsVersion, setVersion } from '#src/findings/batchTable.ts';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import type { Failure } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { browserFacts } from '#src/ui/browserFacts.ts';
import { CardTable } from '#src/ui/CardTable.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { GoldenAnswers } from '#src/ui/GoldenAnswers.tsx';
import { selfTestReport } from '#src/ui/selfTestReport.ts';
import { selfTestWording as words } from '#src/ui/selfTestWording.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/selfTest.css';

type Running = { readonly stage: 'idle' } | { readonly stage: 'running' } | { readonly stage: 'done'; readonly run: SelfTestRun } | { readonly stage: 'failed'; readonly failure: Failure };

/** Which model runs, where, whether it still gives the reference's answers and how fast; the card in short; a report for a bug ticket. */
export function ModelDialog({ onClose }: { readonly onClose: () => void }) {
  const { store, selfTest } = useParts();
  const model = useAppState((state) => state.model);
  const storage = useAppState((state) => state.storage);
  const applied = useAppState((state) => state.workshop.applied);
  const [running, setRunning] = useState<Running>({ stage: 'idle' });
  const status = model.stage === 'ready' ? model.status : null;
  const browser = browserFacts();
  const run = running.stage === 'done' ? running.run : null;
  const report = selfTestReport(run, store.getState(), browser);
  const start = (): void => {
    // Not disabled meanwhile: the focus would leave the dialog, and Escape with it.
    if (running.stage === 'running') return;
    setRunning({ stage: 'running' });
    selfTest().then(
      (found) => setRunning({ stage: 'done', run: found }),
      (thrown: unknown) => {
        const { kind, facts } = toAppError(thrown);
        setRunning({ stage: 'failed', failure: { kind, facts } });
      },
    );
  };
  const estimate = storage.stage === 'ready' ? storage.estimate : null;
  const facts: readonly (readonly [string, string])[] = [
    ...(status
      ? [
          [words.id, `${status.card.id} · ${words.preprocessing(status.card.preprocessing.version)} · ${words.prompts(applied ? `${applied.name}, ${setVersion(applied)}` : promptsVersion(status.card))}`] as const,
          [words.gate, status.gateId ?? words.none] as const,
          [words.backend, wording.backends[status.backend]] as const,
          ...(status.adapter === '' ? [] : [[words.adapter, status.adapter] as const]),
          [words.threads, String(status.threads)] as const,
          [words.isolated, status.crossOriginIsolated ? words.yes : words.notIsolated] as const,
        ]
      : []),
    [words.browser, browser.userAgent],
    [words.machine, words.machineFacts(browser.processors, browser.memory, browser.webGpu)],
    [words.memory, [run && words.tensors(run.memory.tensors, wording.bytes(run.memory.bytes)), browser.heap !== null && words.heap(wording.bytes(browser.heap)), estimate && words.stored(wording.bytes(estimate.usage), wording.bytes(estimate.quota))].filter(Boolean).join(' · ') || words.notSaid],
  ];
  return (
    <Sheet title={words.title} onClose={onClose} size="wide">
      {model.stage === 'failed' && (
        <p className="warning" role="alert">
          {wordFailure(model.failure).what} {wordFailure(model.failure).remedy}
        </p>
      )}
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {status?.webGpuRefused && <p className="quiet">{words.refused[status.webGpuRefused]}</p>}
      {status && (
        <section className="self-test">
          <header>
            <h3>{words.golden}</h3>
            <Button className="button small primary" data-testid="run-self-test" aria-busy={running.stage === 'running'} onPress={start}>
              {running.stage === 'running' ? words.running : run ? words.again : words.run}
            </Button>
          </header>
          {run ? <GoldenAnswers run={run} /> : <p className="quiet">{words.goldenNote(status.selfTestCosine)}</p>}
          {running.stage === 'failed' && (
            <p className="warning" role="alert" data-testid="self-test-failure" data-kind={running.failure.kind}>
              {wordFailure(running.failure).what} {wordFailure(running.failure).remedy}
            </p>
          )}
        </section>
      )}
      {status && <CardTable card={status.card} />}
      <section className="self-test">
        <header>
          <h3>{words.report}</h3>
          <CopyReport text={report} />
        </header>
        <p className="quiet">{words.reportNote}</p>
        <details>
          <summary>{words.showReport}</summary>
          <pre data-testid="self-test-report" tabIndex={0}>
            {report}
          </pre>
        </details>
      </section>
    </Sheet>
  );
}

function CopyReport({ text }: { readonly text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  return (
    <Button className="button small" data-testid="copy-report" onPress={copy}>
      {state === 'copied' ? wording.copied : state === 'refused' ? words.copyRefused : words.copy}
    </Button>
  );
}
