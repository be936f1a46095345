import { Check, X } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wording } from '#src/ui/wording.ts';

/** Right or wrong: the ranking follows at once. */
export function HitMarks({ filmId }: { readonly filmId: FilmId }) {
  const { actions } = useParts();
  const mark = useAppState((state) => state.marks.get(filmId) ?? null);
  const { marks } = wording.search;
  return (
    <span className="hit-marks">
      {(['right', 'wrong'] as const).map((name) => (
        <ToggleButton
          key={name}
          className={`icon-button small mark-${name}`}
          data-testid={`mark-${name}`}
          aria-label={marks[name]}
          isSelected={mark === name}
          onChange={(on) => void actions.mark(filmId, on ? name : null)}
        >
          {name === 'right' ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
        </ToggleButton>
      ))}
    </span>
  );
}
