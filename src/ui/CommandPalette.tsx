import { useMemo, useState } from 'react';
import { Autocomplete, Input, Label, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { useAppState } from '#src/ui/appContext.ts';
import { commandOf, commands } from '#src/ui/commands.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useCommandContext } from '#src/ui/useCommandContext.ts';
import { bindingsOf } from '#src/ui/viewerKeys.ts';
import { viewerWording, type CommandId } from '#src/ui/viewerWording.ts';

/** Every command that has something to work on, found by any of its words. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const context = useCommandContext();
  const own = useAppState((state) => state.keys);
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
      <Autocomplete filter={(text, words) => words.split(/\s+/).every((word) => contains(text, word))}>
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
            commandOf(id as CommandId).run(context);
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
        </Menu>
      </Autocomplete>
      </div>
    </Sheet>
  );
}
