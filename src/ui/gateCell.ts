import type { Film } from '#src/state/appState.ts';
import { verdictOf } from '#src/state/filmGate.ts';
import { gateWording as words } from '#src/ui/gateWording.ts';

/** What the gate says of a film, for the table and its exports. */
export function gateCell({ record, scoring }: Film): string {
  const { stops, mirrored } = verdictOf(record);
  const said =
    stops !== null ? words.cell(stops, record.gate?.anyway === true && scoring.stage === 'scored')
    : record.gate?.reading ? (mirrored ? words.mirroredCell : words.passed)
    : words.unchecked;
  return record.gate?.correction ? words.correctedCell(said, record.gate.correction) : said;
}
