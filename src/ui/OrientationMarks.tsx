import type { Film } from '#src/state/appState.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';
import type { Orientation } from '#src/viewer/orientation.ts';
import { orientationMarks } from '#src/viewer/orientationMarks.ts';

const edges = ['top', 'right', 'bottom', 'left'] as const;

/** R, L, H, F … at the edges; with a question mark where only the view position suggests them. */
export function OrientationMarks({ film, orientation }: { readonly film: Film; readonly orientation: Orientation }) {
  const { patientOrientation = '', viewPosition } = film.record.facts;
  const marks = orientationMarks(patientOrientation, viewPosition, orientation);
  if (!marks) return null;
  return (
    <div data-testid="orientation-marks" role="group" aria-label={worklistWording.marks}>
      {edges.map((edge) =>
        marks[edge] === '' ? null : (
          <span key={edge} className={`orientation-mark at-${edge}`}>
            {marks[edge]}
            {marks.certain ? '' : '?'}
          </span>
        ),
      )}
    </div>
  );
}
