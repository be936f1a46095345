import { Bookmark, Grid3x3, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { suggest } from '#src/findings/vocabulary.ts';
import type { SearchSubject } from '#src/state/appState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { RegionPicker } from '#src/ui/RegionPicker.tsx';
import { SavedResults } from '#src/ui/SavedResults.tsx';
import { SearchState } from '#src/ui/SearchState.tsx';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/search.css';

/** A pause in typing that is long enough to search in, in ms: outdated searches are cancelled, so that a short one costs little. */
const pause = 40;
/** What is shorter means nothing yet. */
export const shortestSearch = 3;
const mostSuggestions = 5;
/** Suggestions stay until a press elsewhere has ended, in ms: a hit that is pressed does not move away under the pointer. */
const leave = 300;

/** The words of the box, with the film that the search began from where there is one. */
function withText(of: SearchSubject | null, text: string): SearchSubject {
  return of && of.kind !== 'phrase' ? { ...of, text: text.trim() } : { kind: 'phrase', text: text.trim() };
}

export function SearchBox() {
  const { actions } = useParts();
  const of = useAppState(({ search }) => (search.stage === 'idle' ? null : search.of));
  const history = useAppState((state) => state.searchHistory);
  const canPick = useAppState(({ selected, films }) => selected !== null && films.get(selected)?.scoring.stage === 'scored');
  const [text, setText] = useState('');
  const [typed, setTyped] = useState(false);
  const [focused, setFocused] = useState(false);
  const [open, setOpen] = useState<'region' | 'saved' | null>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(leaving.current), []);

  // A search that begins elsewhere, such as films like this one or a saved search, begins with words of its own.
  const [begun, setBegun] = useState(of);
  if (of !== begun) {
    setBegun(of);
    const before = begun?.kind === 'phrase' || begun === null ? null : begun.filmId;
    const elsewhere = of?.kind === 'phrase' ? !typed && of.text !== text.trim() : of !== null && (of.kind !== begun?.kind || of.filmId !== before);
    if (of && elsewhere) setText(of.text);
  }

  useEffect(() => {
    if (!typed) return undefined;
    const timer = setTimeout(() => {
      setTyped(false);
      const next = withText(of, text);
      if (next.kind !== 'phrase' || next.text.length >= shortestSearch || next.text === '') void actions.search(next);
      // What was found before is not what these letters ask for.
      else if (of) actions.clearSearch();
    }, pause);
    return () => clearTimeout(timer);
  }, [typed, text, of, actions]);

  const search = (words: string, remember: boolean): void => {
    setTyped(false);
    setText(words);
    void actions.search(withText(of, words));
    if (remember) actions.rememberSearch(words);
  };
  const clear = (): void => {
    setTyped(false);
    setText('');
    actions.clearSearch();
  };
  const suggestions = focused ? suggest(text, history, mostSuggestions) : [];

  return (
    <div
      className="search"
      onFocus={() => {
        clearTimeout(leaving.current);
        setFocused(true);
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) leaving.current = setTimeout(() => setFocused(false), leave);
      }}
    >
      <div className="search-line">
        <SearchField
          className="search-field"
          aria-label={wording.search.label}
          value={text}
          onChange={(words) => {
            setText(words);
            setTyped(true);
          }}
          onSubmit={(words) => search(words, true)}
          onClear={clear}
        >
          <Search size={14} aria-hidden />
          <Input data-testid="search-box" id="search-box" placeholder={of && of.kind !== 'phrase' ? wording.search.refine : wording.search.placeholder} autoComplete="off" />
          {text !== '' && (
            <Button className="icon-button small" aria-label={wording.search.clear}>
              <X size={14} aria-hidden />
            </Button>
          )}
        </SearchField>
        <Button className="icon-button" data-testid="search-region" aria-label={wording.search.region.open} isDisabled={!canPick} onPress={() => setOpen('region')}>
          <Grid3x3 size={16} aria-hidden />
        </Button>
        <Button className="icon-button" data-testid="search-saved" aria-label={wording.search.saved.open} onPress={() => setOpen('saved')}>
          <Bookmark size={16} aria-hidden />
        </Button>
      </div>
      {suggestions.length > 0 && (
        <ul className="suggestions" aria-label={wording.search.suggestions}>
          {suggestions.map((words) => (
            <li key={words}>
              <Button className="suggestion" data-testid="search-suggestion" onPress={() => search(words, true)}>
                {words}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <SearchState onText={(words) => search(words, false)} onClear={clear} />
      {open === 'region' && <RegionPicker onClose={() => setOpen(null)} />}
      {open === 'saved' && <SavedResults onClose={() => setOpen(null)} />}
    </div>
  );
}
