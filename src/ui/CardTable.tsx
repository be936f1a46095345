import type { ModelCard } from '#src/model/modelCard.ts';
import { selfTestWording as words } from '#src/ui/selfTestWording.ts';
import { wording } from '#src/ui/wording.ts';

/** The model card in short: what each finding was measured by, and what the model is known to do badly. */
export function CardTable({ card: { findings, license, knownFailures = [] } }: { readonly card: ModelCard }) {
  const source = findings.find(({ operatingPoint }) => operatingPoint?.onTest)?.operatingPoint?.onTest;
  return (
    <section className="self-test">
      <h3>{words.card}</h3>
      <p className="quiet">{words.cardNote(license, source?.films ?? null, source?.source ?? '')}</p>
      <details>
        <summary>{words.showCard(findings.length)}</summary>
        <div className="self-test-scroll">
          <table className="self-test-table" data-testid="card-table">
            <thead>
              <tr>
                {words.cardHead.map((head) => (
                  <th key={head} scope="col">{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {findings.map(({ id, name, testAuc, operatingPoint, calibration }) => {
                const onTest = operatingPoint?.onTest;
                return (
                  <tr key={id}>
                    <th scope="row">{wording.capital(name)}</th>
                    <td>{testAuc === undefined ? '–' : words.auc(testAuc)}</td>
                    <td>{onTest ? words.share(onTest.sensitivity, onTest.sensitivityInterval) : '–'}</td>
                    <td>{onTest ? words.share(onTest.specificity, onTest.specificityInterval) : '–'}</td>
                    <td>{onTest ? words.positives(onTest.positives, onTest.films) : '–'}</td>
                    <td>{calibration ? words.yes : words.no}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        {knownFailures.length > 0 && (
          <>
            <h4>{words.knownFailures}</h4>
            <ul className="self-test-failures">
              {knownFailures.map((failure) => (
                <li key={failure}>{failure}</li>
              ))}
            </ul>
          </>
        )}
      </details>
    </section>
  );
}
