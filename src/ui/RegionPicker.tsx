import { useState } from 'react';
import { Button, ToggleButton } from 'react-aria-components';
import { thumbnailUrl } from '#src/state/thumbnailUrl.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

/** Chooses fields of the selected film's token grid and finds films that have something like them. */
export function RegionPicker({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useParts();
  const filmId = useAppState((state) => state.selected);
  const thumbnail = useAppState((state) => (state.selected ? (state.films.get(state.selected)?.record.thumbnail ?? null) : null));
  const grid = useAppState(({ model }) => (model.stage === 'ready' ? model.status.card.tokenGrid : null));
  const [cells, setCells] = useState<ReadonlySet<number>>(new Set());
  const { region } = wording.search;
  const [rows, columns] = grid ?? [0, 0];
  return (
    <Sheet title={region.title} onClose={onClose}>
      {!thumbnail || !filmId || !grid ? (
        <p className="quiet">{region.noFilm}</p>
      ) : (
        <>
          <p className="quiet">{region.note}</p>
          <div className="square region">
            <img src={thumbnailUrl(thumbnail)} alt="" />
            <div className="region-cells" style={{ gridTemplate: `repeat(${rows}, 1fr) / repeat(${columns}, 1fr)` }}>
              {Array.from({ length: rows * columns }, (_, cell) => (
                <ToggleButton
                  key={cell}
                  className="region-cell"
                  data-testid="region-cell"
                  aria-label={region.cell(Math.floor(cell / columns) + 1, (cell % columns) + 1)}
                  isSelected={cells.has(cell)}
                  onChange={(on) => setCells(new Set(on ? [...cells, cell] : [...cells].filter((other) => other !== cell)))}
                />
              ))}
            </div>
          </div>
          <div className="sheet-foot">
            <Button className="button" isDisabled={cells.size === 0} onPress={() => setCells(new Set())}>
              {region.reset}
            </Button>
            <Button
              className="button primary"
              data-testid="region-find"
              isDisabled={cells.size === 0}
              onPress={() => {
                void actions.search({ kind: 'region', filmId, cells: [...cells].sort((a, b) => a - b), text: '' });
                onClose();
              }}
            >
              {region.find}
            </Button>
          </div>
        </>
      )}
    </Sheet>
  );
}
