import { useRef, type RefObject, type UIEvent } from 'react';
import { TextArea, TextField } from 'react-aria-components';
import type { ReportFlag } from '#src/assistant/reportFlag.ts';
import { markedPieces } from '#src/ui/markedPieces.ts';
import { reportWording as words } from '#src/ui/reportWording.ts';

interface MarkedReportProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly flags: readonly ReportFlag[];
  /** Ids of flags that the reader has dismissed. */
  readonly dismissed: ReadonlySet<string>;
  /** The flag under the hand; its sentence stands out. */
  readonly active: string | null;
  readonly area: RefObject<HTMLTextAreaElement | null>;
}

/** The report as it is typed, with the sentences that flags quote marked in the text itself: a layer of the same letters lies behind the field. */
export function MarkedReport({ text, onText, flags, dismissed, active, area }: MarkedReportProps) {
  const back = useRef<HTMLDivElement>(null);
  const follow = ({ currentTarget }: UIEvent<HTMLTextAreaElement>): void => {
    if (back.current) back.current.scrollTop = currentTarget.scrollTop;
  };
  return (
    <TextField className="report-text" aria-label={words.label} value={text} onChange={onText}>
      <div className="marked-report">
        <div className="marked-back" ref={back} aria-hidden>
          {markedPieces(text, flags).map(({ from, words: piece, flagIds }) =>
            flagIds.length === 0 ? (
              piece
            ) : (
              <mark key={from} data-testid="report-mark" className={flagIds.every((id) => dismissed.has(id)) ? 'dismissed' : active !== null && flagIds.includes(active) ? 'active' : ''}>
                {piece}
              </mark>
            ),
          )}
          {/* A last line that is empty has no height of its own. */}
          {'\n'}
        </div>
        <TextArea ref={area} rows={9} data-testid="report-text" placeholder={words.placeholder} onScroll={follow} spellCheck={false} />
      </div>
    </TextField>
  );
}
