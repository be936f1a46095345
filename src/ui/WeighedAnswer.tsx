import { Fragment } from 'react';
import type { WeighedSentence } from '#src/assistant/weighAnswer.ts';
import { wording } from '#src/ui/wording.ts';

interface WeighedAnswerProps {
  readonly answer: string;
  readonly weighed: readonly WeighedSentence[];
  /** The test's name for its text. */
  readonly name?: string;
}

/** A language model's words as text, with the sentences marked that the evidence does not carry. */
export function WeighedAnswer({ answer, weighed, name = 'answer' }: WeighedAnswerProps) {
  const { ask: words } = wording;
  const against = weighed.filter(({ verdict }) => verdict === 'notCarried');
  const unchecked = weighed.filter(({ verdict }) => verdict === 'unchecked').length;
  return (
    <>
      <p data-testid={name}>
        {weighed.map(({ text, start, end, verdict }, at) => (
          <Fragment key={start}>
            {answer.slice(weighed[at - 1]?.end ?? 0, start)}
            {verdict === 'carried' ? (
              text
            ) : (
              <mark className={verdict} data-testid={name === 'answer' ? 'marked-sentence' : undefined} data-verdict={verdict}>
                {answer.slice(start, end)}
              </mark>
            )}
          </Fragment>
        ))}
        {answer.slice(weighed.at(-1)?.end ?? 0)}
      </p>
      {against.length > 0 && (
        <div className="uncarried-list">
          <h4 className="warning small">{words.uncarriedTitle}</h4>
          <ul className="small" data-testid={name === 'answer' ? 'uncarried' : undefined}>
            {against.map(({ text, start, reasons }) => (
              <li key={start}>{words.uncarried(text, reasons)}</li>
            ))}
          </ul>
        </div>
      )}
      {unchecked > 0 && <p className="quiet small">{words.unchecked(unchecked)}</p>}
      {weighed.length > 0 && against.length === 0 && unchecked === 0 && <p className="quiet small">{words.carried}</p>}
    </>
  );
}
