import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

export function SearchBox() {
  const { actions } = useParts();
  const search = useAppState((state) => state.search);
  const [text, setText] = useState('');
  const clear = (): void => {
    setText('');
    actions.clearSearch();
  };
  return (
    <div className="search">
      <SearchField
        className="search-field"
        aria-label={wording.search.label}
        value={text}
        onChange={setText}
        onSubmit={(phrase) => void actions.searchPhrase(phrase)}
        onClear={clear}
      >
        <Search size={14} aria-hidden />
        <Input data-testid="search-box" id="search-box" placeholder={wording.search.placeholder} />
        {text !== '' && (
          <Button className="icon-button small" aria-label={wording.search.clear}>
            <X size={14} aria-hidden />
          </Button>
        )}
      </SearchField>
      {search.stage !== 'idle' && (
        <div className="search-state" role="status">
          <span className="chip">
            {search.of.kind === 'phrase' ? wording.search.phraseChip(search.of.text) : wording.search.likeChip}
            <Button className="icon-button small" aria-label={wording.search.clear} onPress={clear}>
              <X size={12} aria-hidden />
            </Button>
          </span>
          {search.stage === 'searching' && <span className="quiet">{wording.search.searching}</span>}
          {search.stage === 'done' && (
            <span className="quiet" data-testid="search-summary">
              {search.hits.length === 0 ? wording.search.none : wording.search.hits(search.hits.length, wording.milliseconds(search.milliseconds))}
            </span>
          )}
          {search.stage === 'failed' && <span className="warning">{wordFailure(search.failure).what}</span>}
        </div>
      )}
    </div>
  );
}
