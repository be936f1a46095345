import { ChevronDown, ChevronRight, ChevronsDownUp, ChevronsUpDown, Search } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { toAppError } from '#src/lib/appError.ts';
import type { TagRow } from '#src/image/tagRow.ts';
import type { Failure } from '#src/state/appState.ts';
import { useParts } from '#src/ui/appContext.ts';
import { CopyButton } from '#src/ui/CopyButton.tsx';
import { wordFailure } from '#src/ui/failureWording.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { foldableTags, tagsAsText, visibleTags } from '#src/ui/tagTree.ts';
import { useRowWindow } from '#src/ui/useRowWindow.ts';
import { wording } from '#src/ui/wording.ts';

type Loading =
  | { readonly stage: 'reading' }
  | { readonly stage: 'read'; readonly rows: readonly TagRow[] }
  | { readonly stage: 'failed'; readonly failure: Failure };

/** Every element of the film's file: searched, folded, copied. */
export function TagDialog({ filmId, onClose }: { readonly filmId: FilmId; readonly onClose: () => void }) {
  const { tagsOf } = useParts();
  const [loading, setLoading] = useState<Loading>({ stage: 'reading' });
  useEffect(() => {
    let current = true;
    setLoading({ stage: 'reading' });
    tagsOf(filmId).then(
      (rows) => {
        if (current) setLoading({ stage: 'read', rows });
      },
      (thrown: unknown) => {
        const { kind, facts } = toAppError(thrown);
        if (current) setLoading({ stage: 'failed', failure: { kind, facts } });
      },
    );
    return () => {
      current = false;
    };
  }, [filmId, tagsOf]);
  return (
    <Sheet title={wording.tags.title} size="large" onClose={onClose}>
      {loading.stage === 'reading' && <p role="status">{wording.tags.reading}</p>}
      {loading.stage === 'failed' && (
        <p role="alert">
          <strong>{wordFailure(loading.failure).what}</strong> {wordFailure(loading.failure).remedy}
        </p>
      )}
      {loading.stage === 'read' && (loading.rows.length > 0 ? <TagList rows={loading.rows} /> : <p>{wording.tags.none}</p>)}
    </Sheet>
  );
}

function TagList({ rows }: { readonly rows: readonly TagRow[] }) {
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [selected, setSelected] = useState<number | null>(null);
  const foldable = useMemo(() => foldableTags(rows), [rows]);
  const shown = useMemo(() => visibleTags(rows, asked, unfolded), [rows, asked, unfolded]);
  const searching = asked.trim() !== '';
  const { scroller, first, end, rowHeight, reveal } = useRowWindow(shown.length, 24, { below: 560, height: 42 });
  const chosen = selected === null ? undefined : rows[selected];

  const fold = (index: number): void =>
    setUnfolded((open) => {
      const changed = new Set(open);
      if (!changed.delete(index)) changed.add(index);
      return changed;
    });
  const press = (index: number): void => {
    setSelected(index);
    if (rows[index]?.folds && !searching) fold(index);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const at = selected === null ? -1 : shown.indexOf(selected);
    if (step !== 0) {
      const to = Math.max(0, Math.min(shown.length - 1, at + step));
      setSelected(shown[to] ?? null);
      reveal(to);
    } else if ((event.key === 'Enter' || event.key === ' ') && selected !== null) press(selected);
    else return;
    event.preventDefault();
  };

  return (
    <div className="tag-browser">
      <div className="tag-bar">
        <SearchField className="search-field" aria-label={wording.tags.search} value={query} onChange={setQuery} autoFocus>
          <Search size={14} aria-hidden />
          <Input placeholder={wording.tags.placeholder} data-testid="tag-search" />
        </SearchField>
        <span className="quiet" role="status">
          {searching ? wording.count(shown.length, rows.length) : wording.tags.total(rows.length)}
        </span>
        {foldable.size > 0 && (
          <>
            <Button className="icon-button small" aria-label={wording.tags.unfoldAll} onPress={() => setUnfolded(foldable)}>
              <ChevronsUpDown size={14} aria-hidden />
            </Button>
            <Button className="icon-button small" aria-label={wording.tags.foldAll} onPress={() => setUnfolded(new Set())}>
              <ChevronsDownUp size={14} aria-hidden />
            </Button>
          </>
        )}
        <CopyButton
          label={wording.tags.copyAll}
          testId="copy-tags"
          text={() => tagsAsText(searching ? shown.flatMap((index) => rows[index] ?? []) : rows)}
        />
      </div>
      <div
        ref={scroller}
        className="tag-list"
        role="listbox"
        aria-label={wording.tags.list}
        aria-activedescendant={selected === null ? undefined : `tag-${selected}`}
        tabIndex={0}
        onKeyDown={onKey}
      >
        <div className="tag-space" style={{ height: shown.length * rowHeight }}>
          {shown.slice(first, end).map((index, offset) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <div
                key={index}
                id={`tag-${index}`}
                className={`tag-row${row.isPrivate ? ' private' : ''}`}
                data-testid="tag-row"
                role="option"
                aria-selected={index === selected}
                aria-posinset={first + offset + 1}
                aria-setsize={shown.length}
                style={{ top: (first + offset) * rowHeight, height: rowHeight }}
                onClick={() => press(index)}
              >
                <Cells row={row} open={searching || unfolded.has(index)} />
              </div>
            );
          })}
        </div>
      </div>
      {shown.length === 0 && <p className="quiet">{wording.tags.notFound}</p>}
      {chosen && (
        <div className="tag-detail" data-testid="tag-detail">
          <span className="tag-detail-head">
            <code>{chosen.tag}</code> {chosen.name}
          </span>
          <CopyButton label={wording.tags.copyOne} testId="copy-tag" text={() => (chosen.folds ? tagsAsText(within(rows, selected ?? 0)) : chosen.value)} />
          <p className="tag-value">{chosen.value}</p>
        </div>
      )}
    </div>
  );
}

function Cells({ row, open }: { readonly row: TagRow; readonly open: boolean }) {
  return (
    <>
      <span className="tag-code" style={{ paddingLeft: row.depth * 12 }}>
        <span className="tag-fold">{row.folds && (open ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />)}</span>
        <code>{row.tag}</code>
      </span>
      <code className="tag-vr">{row.vr}</code>
      <span className="tag-name">
        {row.isPrivate ? wording.tags.private(row.name) : row.name}
        {row.isRetired && <span className="quiet"> {wording.tags.retired}</span>}
      </span>
      <span className="tag-text">{row.value}</span>
    </>
  );
}

/** The row and all that is folded in it. */
function within(rows: readonly TagRow[], index: number): TagRow[] {
  const depth = rows[index]?.depth ?? 0;
  const after = rows.slice(index + 1).findIndex((row) => row.depth <= depth);
  return rows.slice(index, after < 0 ? rows.length : index + 1 + after);
}
