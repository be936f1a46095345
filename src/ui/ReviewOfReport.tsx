import type { WeighedSentence } from '#src/assistant/weighAnswer.ts';
import type { CheckedReview } from '#src/state/askState.ts';
import { reportWording } from '#src/ui/reportWording.ts';
import { wording } from '#src/ui/wording.ts';

/** What a language model says of a report, line by line; its own words are marked where nothing that was sent carries them. */
export function ReviewOfReport({ review: { fits, sentences, missing } }: { readonly review: CheckedReview }) {
  const { review: words } = wording.ask;
  const worth = sentences.filter(({ verdict, inReport }) => verdict !== 'supported' || !inReport);
  return (
    <div data-testid="review" data-fits={fits}>
      <h3>{words.title}</h3>
      <p>{words.fits[fits]}</p>
      <ul className="report-flags">
        {worth.map(({ sentence, verdict, reason, inReport, weighed }, at) => (
          <li key={at} className="report-flag review-line" data-testid="review-line" data-verdict={verdict}>
            <strong>{words.verdicts[verdict]}</strong>
            <blockquote>{reportWording.quoted(sentence)}</blockquote>
            {!inReport && <p className="warning small">{words.notInReport}</p>}
            <Reason reason={reason} weighed={weighed} />
          </li>
        ))}
        {missing.map(({ finding, reason, weighed }, at) => (
          <li key={`missing ${at}`} className="report-flag review-line" data-testid="review-missing">
            <strong>{words.missing}</strong>
            <blockquote>{finding}</blockquote>
            <Reason reason={reason} weighed={weighed} />
          </li>
        ))}
      </ul>
      <p className="quiet small">{words.noted(sentences.length - worth.length)}</p>
    </div>
  );
}

function Reason({ reason, weighed }: { readonly reason: string; readonly weighed: readonly WeighedSentence[] }) {
  const against = weighed.filter(({ verdict }) => verdict === 'notCarried');
  return (
    <>
      <p className="quiet">{reason}</p>
      {against.length > 0 && (
        <ul className="small warning">
          {against.map(({ text, start, reasons }) => (
            <li key={start}>
              {wording.ask.uncarriedTitle}: {wording.ask.uncarried(text, reasons)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
