import type { Confusion } from '#src/findings/rankCurves.ts';
import { findingsWording } from '#src/ui/findingsWording.ts';

const words = findingsWording.confusion;

/** How many films of each label are called what. */
export function ConfusionTable({ counts }: { readonly counts: Confusion }) {
  const rows = [
    { truth: words.truth.yes, called: counts.truePositives, not: counts.falseNegatives },
    { truth: words.truth.no, called: counts.falsePositives, not: counts.trueNegatives },
  ];
  return (
    <table className="confusion" aria-label={words.title} data-testid="confusion">
      <thead>
        <tr>
          <td />
          <th scope="col">{words.called.yes}</th>
          <th scope="col">{words.called.no}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ truth, called, not }) => (
          <tr key={truth}>
            <th scope="row">{truth}</th>
            <td>{called}</td>
            <td>{not}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
