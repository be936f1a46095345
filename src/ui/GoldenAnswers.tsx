import { Check, X } from 'lucide-react';
import type { SelfTestRun } from '#src/model/modelApi.ts';
import { medianOf, verdictsOf } from '#src/ui/selfTestReport.ts';
import { selfTestWording as words } from '#src/ui/selfTestWording.ts';

/** Each part of the model: what it answers beside the reference, and how long it takes. */
export function GoldenAnswers({ run }: { readonly run: SelfTestRun }) {
  const { imageCosine, textCosines, gate, leastCosine, timings } = run;
  const verdicts = verdictsOf(run);
  const rows = [
    { part: 'image', answer: words.cosine(imageCosine), bar: words.least(leastCosine), times: timings.image },
    { part: 'text', answer: textCosines.length === 0 ? words.none : words.cosine(Math.min(...textCosines)), bar: words.least(leastCosine), times: timings.text },
    { part: 'gate', answer: gate ? words.stray(gate.furthest) : words.none, bar: gate ? words.most(gate.most) : '', times: timings.gate },
  ] as const;
  return (
    <table className="self-test-table" data-testid="golden-answers">
      <thead>
        <tr>
          {words.goldenHead.map((head) => (
            <th key={head} scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ part, answer, bar, times }) => {
          const passed = verdicts[part];
          const time = medianOf(times);
          return (
            <tr key={part} data-testid={`golden-${part}`} data-passed={passed ?? 'none'}>
              <th scope="row">{words.parts[part]}</th>
              <td>
                {answer} <span className="quiet">{bar}</span>
              </td>
              <td className={passed === false ? 'warning' : undefined}>
                {passed === null ? words.none : passed ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />} {passed === null ? '' : passed ? words.passed : words.failed}
              </td>
              <td>{time ? words.time(time.median, time.least, time.most, time.count) : words.none}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
