import type { Film } from '#src/state/appState.ts';
import { ageAndSex, personNameGroups, shortDate } from '#src/ui/filmFacts.ts';
import { useNames } from '#src/ui/useNames.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';
import type { ViewState } from '#src/viewer/filmView.ts';

/** Who, what and how, in the corners of the film. */
export function Overlays({ film, state }: { readonly film: Film; readonly state: ViewState | null }) {
  const { facts, notices, fileName, columns, rows } = film.record;
  const { viewer } = wording;
  const [name = fileName, ...otherNames] = personNameGroups(facts.patientName);
  const { hidden, nameOf } = useNames();
  const view = [facts.viewPosition, facts.laterality].filter((part) => part !== '').join(' ');
  return (
    <div className="overlays">
      <Corner
        place="top-left"
        lines={hidden ? [nameOf(film), viewerWording.hidden] : [name, otherNames.join(' · '), facts.patientId, ageAndSex(facts), facts.patientBirthDate && viewer.born(shortDate(facts.patientBirthDate))]}
      />
      <Corner place="top-right" lines={hidden ? [] : [shortDate(facts.studyDate), facts.studyDescription, facts.seriesDescription, facts.institutionName]} />
      <Corner
        place="bottom-left"
        lines={[...notices.map((notice) => wording.notices[notice]), facts.phantom ? wording.films.phantom : '', view]}
      />
      <Corner
        place="bottom-right"
        lines={state ? [viewer.level(state.windowCenter, state.windowWidth), viewer.zoomLevel(state.zoom), viewer.size(columns, rows), viewerWording.turned(state.orientation.turns * 90, state.orientation.flipped)] : []}
      />
    </div>
  );
}

function Corner({ place, lines }: { readonly place: string; readonly lines: readonly string[] }) {
  const [first, ...rest] = lines.filter((line) => line !== '');
  if (first === undefined) return null;
  return (
    <div className={`corner ${place}`}>
      <strong>{first}</strong>
      {rest.map((line, index) => (
        <span key={index}>{line}</span>
      ))}
    </div>
  );
}
