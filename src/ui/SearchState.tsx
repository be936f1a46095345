import { X } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { parseQuery, withoutSide, withoutWords } from '#src/findings/parseQuery.ts';
import type { Film, Mark, SearchState as State } from '#src/state/appState.ts';
import { outsideOf } from '#src/state/filmGate.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { ServerOutcome } from '#src/ui/ServerOutcome.tsx';
import { wording } from '#src/ui/wording.ts';

interface SearchStateProps {
  /** Searches for these words in the place of the present ones. */
  readonly onText: (text: string) => void;
  readonly onClear: () => void;
}

/** What is being searched for, a removable chip a part, and what came of it. */
export function SearchState({ onText, onClear }: SearchStateProps) {
  const { actions } = useParts();
  const search = useAppState((state) => state.search);
  const given = useAppState((state) => state.marks);
  const of = search.stage === 'idle' ? null : search.of;
  const films = useAppState((state) => state.films);
  const outsideHits = useMemo(() => (search.stage === 'done' ? search.hits.filter(({ filmId }) => isOutside(films.get(filmId))).length : 0), [search, films]);
  const askedBy = of !== null && of.kind !== 'phrase' && isOutside(films.get(of.filmId));
  const parsed = useMemo(() => (of ? parseQuery(of.text, new Date()) : null), [of]);
  if (!of || !parsed) return null;
  const words = wording.search;
  const { parts, filters, unread, foreign } = parsed;
  const asksNothing = parts.length + filters.length === 0 && of.kind === 'phrase';
  const without = (source: string): void => leave(withoutWords(of.text, source));
  const leave = (left: string): void => {
    if (left === '' && of.kind === 'phrase') onClear();
    else onText(left);
  };
  return (
    <div className="search-state" role="status">
      {of.kind !== 'phrase' && (
        <Chip
          name={of.kind === 'like' ? words.likeChip : words.regionChip}
          onRemove={() => {
            if (of.text === '') onClear();
            else void actions.search({ kind: 'phrase', text: of.text });
          }}
        />
      )}
      {parts.map(({ text, absent, source }) => (
        <Chip key={`${absent ? '-' : ''}${source}`} name={absent ? words.absentChip(text) : words.phraseChip(text)} tone={absent ? 'absent' : ''} onRemove={() => without(source)} />
      ))}
      {parts.map((part) => part.side && <Chip key={`side ${part.source}`} name={words.sideChip(part.side.side, parts.length > 1 ? part.text : '')} tone="by-position" note={words.sideNote} onRemove={() => leave(withoutSide(of.text, part))} />)}
      {filters.map((filter) => (
        <Chip key={filter.source} name={words.filterChip(filter)} tone="filter" onRemove={() => without(filter.source)} />
      ))}
      {unread.map((source) => (
        <Chip key={source} name={source} tone="unparsed" onRemove={() => without(source)} />
      ))}
      {asksNothing && unread.length === 0 && <Chip name={words.phraseChip(of.text)} onRemove={onClear} />}
      {asksNothing ? <span className="quiet" data-testid="search-nothing">{words.asksNothing}</span> : <Outcome search={search} filtered={filters.length > 0} />}
      {unread.length > 0 && <span className="warning" data-testid="search-unread">{words.unread(unread)}</span>}
      <ServedBy />
      {given.size > 0 && <Precision marks={given} search={search} />}
      {askedBy && <span className="warning" data-testid="search-outside">{words.byOutside}</span>}
      {outsideHits > 0 && <span className="warning" data-testid="search-outside-hits">{words.outsideHits(outsideHits)}</span>}
      {foreign && <span className="warning">{words.foreign}</span>}
    </div>
  );
}

const isOutside = (film: Film | undefined): boolean => film !== undefined && outsideOf(film) !== null;

/** How many marks are in the ranking, and how many of the first hits that are marked are right. */
function Precision({ marks, search }: { readonly marks: ReadonlyMap<FilmId, Mark>; readonly search: State }) {
  const words = wording.search.marks;
  const judged = search.stage === 'done' ? search.hits.flatMap(({ filmId }, at) => (marks.has(filmId) ? [{ rank: at + 1, right: marks.get(filmId) === 'right' }] : [])) : [];
  const right = judged.filter((hit) => hit.right).length;
  return (
    <span className="quiet" data-testid="search-marks">
      {words.count(marks.size)}
      {judged.length > 1 && ` · ${words.precision(right, judged.length, judged.at(-1)?.rank ?? 0)}`}
    </span>
  );
}

/** While films are embedded again by a newer model. */
function ServedBy() {
  const servedBy = useAppState((state) => state.servedBy);
  const films = useAppState((state) => state.films);
  if (servedBy === null) return null;
  const all = [...films.values()].filter(({ record }) => record.kind === 'film');
  return (
    <span className="quiet" data-testid="served-by">
      {wording.search.servedBy(servedBy, all.filter(({ scoring }) => scoring.stage === 'scored').length, all.length)}
    </span>
  );
}

function Chip({ name, tone = '', note, onRemove }: { readonly name: string; readonly tone?: string; readonly note?: string; readonly onRemove: () => void }) {
  return (
    <span className={`chip ${tone}`} data-testid="search-chip" title={note}>
      <span className="chip-text">{name}</span>
      <Button className="icon-button small" aria-label={wording.search.removeChip(name)} onPress={onRemove}>
        <X size={12} aria-hidden />
      </Button>
    </span>
  );
}

function Outcome({ search, filtered }: { readonly search: State; readonly filtered: boolean }) {
  const words = wording.search;
  if (search.stage === 'searching') return <span className="quiet">{words.searching}</span>;
  if (search.stage === 'failed') return <span className="warning">{wordFailure(search.failure).what}</span>;
  if (search.stage !== 'done') return null;
  const { hits, parts, milliseconds, standingOut, server } = search;
  const summary =
    hits.length === 0
      ? filtered ? words.noneFit : words.none
      : parts.length === 0 ? words.filtered(hits.length) : words.hits(hits.length, wording.milliseconds(milliseconds));
  return (
    <>
      <span className="quiet" data-testid="search-summary">
        {summary}
      </span>
      {standingOut !== null && hits.length > 0 && (
        <span className={standingOut === 0 ? 'warning' : 'quiet'} data-testid="search-standing" data-count={standingOut}>
          {standingOut === 0 ? words.nothingStandsOut : words.standOut(standingOut)}
        </span>
      )}
      {server && <ServerOutcome outcome={server} />}
    </>
  );
}
