import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Sheet title={wording.shortcuts.title} onClose={onClose}>
      <dl className="keys">
        {wording.shortcuts.rows.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{wording.shortcuts.mouse}</p>
    </Sheet>
  );
}
