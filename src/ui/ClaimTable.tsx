import { Button } from 'react-aria-components';
import type { ReportCheck } from '#src/assistant/checkReport.ts';
import type { ReportSentence } from '#src/assistant/reportFlag.ts';
import { reportWording as words } from '#src/ui/reportWording.ts';

interface ClaimTableProps {
  readonly check: ReportCheck;
  /** Brings a claim's sentence into sight. */
  readonly onShow: (sentence: ReportSentence) => void;
}

/** All that was read from the report, claim by claim, with what the film's scores say of it. */
export function ClaimTable({ check: { sentences, judged }, onShow }: ClaimTableProps) {
  const unjudged = sentences.flatMap((sentence) => sentence.claims.map((claim) => ({ claim, sentence, verdict: null, score: null })));
  const rows = judged.length > 0 ? judged : unjudged;
  if (rows.length === 0) return null;
  return (
    <details className="claim-table" data-testid="claims">
      <summary className="quiet small">{words.claimsTitle(rows.length)}</summary>
      <table className="small">
        <thead>
          <tr>
            {words.claimHeads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ claim, sentence, verdict, score }, at) => (
            <tr key={at} data-testid="claim" data-verdict={verdict ?? 'none'}>
              <td>
                <Button className="link" aria-label={words.showClaim(sentence.text)} onPress={() => onShow(sentence)}>
                  {words.claim(claim)}
                </Button>
              </td>
              <td>{words.claimDetails(claim)}</td>
              <td>{words.parts[sentence.part]}</td>
              <td>
                {verdict === null ? words.unscored : words.verdicts[verdict]}
                {score && <span className="quiet"> {words.claimScore(score)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
