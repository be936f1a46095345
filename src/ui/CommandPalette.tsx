import { useMemo, useState } from 'react';
import { Autocomplete, Input, Label, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { useAppState } from '#src/ui/appContext.ts';
import { commandOf, commands } from '#src/ui/commands.ts';
import { shortestSearch } from '#src/ui/SearchBox.tsx';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useCommandContext } from '#src/ui/useCommandContext.ts';
import { bindingsOf } from '#src/ui/viewerKeys.ts';
import { viewerWording, type CommandId } from '#src/ui/viewerWording.ts';

/** What no command is called: the item that searches the films for what was typed. */
const searchItem = 'search the films';

/** Every command that has something to work on, found by any of its words; what was typed may be asked of the films instead. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const context = useCommandContext();
  const own = useAppState((state) => state.keys);
  const [typed, setTyped] = useState('');
  const asked = typed.trim();
  const { contains } = useFilter({ sensitivity: 'base' });
  const [available] = useState(() => commands.filter(({ id, applies }) => id !== 'palette' && id !== 'escape' && applies?.(context) !== false));
  const bindings = useMemo(() => bindingsOf(own), [own]);
  return (
    <Sheet title={viewerWording.palette.title} onClose={onClose}>
      <div
        className="palette-body"
        onKeyDownCapture={(event) => {
          // The field would first clear itself.
          if (event.key === 'Escape') onClose();
        }}
      >
      <Autocomplete inputValue={typed} onInputChange={setTyped} filter={(text, words) => words.split(/\s+/).every((word) => contains(text, word))}>
        <SearchField autoFocus className="search-field palette-field" data-testid="palette">
          <Label className="visually-hidden">{viewerWording.palette.label}</Label>
          <Input placeholder={viewerWording.palette.label} />
        </SearchField>
        <Menu
          className="menu palette"
          aria-label={viewerWording.palette.title}
          renderEmptyState={() => <p className="quiet menu-note">{viewerWording.palette.empty}</p>}
          onAction={(id) => {
            onClose();
            if (id === searchItem) {
              void context.actions.search({ kind: 'phrase', text: asked });
              context.actions.rememberSearch(asked);
            } else commandOf(id as CommandId).run(context);
          }}
        >
          {available.map(({ id, group }) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={`${viewerWording.commands[id]} ${viewerWording.groups[group]}`}>
              <span>
                {viewerWording.commands[id]} <span className="quiet">{viewerWording.groups[group]}</span>
              </span>
              {bindings.get(id) && <kbd>{viewerWording.keyName(bindings.get(id) ?? '')}</kbd>}
            </MenuItem>
          ))}
          {asked.length >= shortestSearch && (
            <MenuItem id={searchItem} className="menu-item" data-testid="palette-search" textValue={typed}>
              <span>
                {viewerWording.palette.search(asked)} <span className="quiet">{viewerWording.groups.films}</span>
              </span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
      </div>
    </Sheet>
  );
}
