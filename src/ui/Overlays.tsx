import type { ReactNode } from 'react';
import type { StudyFacts } from '#src/image/studyFacts.ts';
import type { Film } from '#src/state/appState.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { acquiredAt, ageAndSex, bodyPosition, personNameGroups, shortDate } from '#src/ui/filmFacts.ts';
import { OrientationMarks } from '#src/ui/OrientationMarks.tsx';
import { useNames } from '#src/ui/useNames.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';
import type { ViewState } from '#src/viewer/filmView.ts';
import { markerChecks, sideOfWords, type ReadMarker } from '#src/viewer/markerCheck.ts';

/** Who, what and how, in the corners of the film, and where it looks at its edges. */
export function Overlays({ film, state }: { readonly film: Film; readonly state: ViewState | null }) {
  const { facts, notices, fileName, columns, rows } = film.record;
  const { viewer } = wording;
  const [name = fileName, ...otherNames] = personNameGroups(facts.patientName);
  const { hidden, nameOf } = useNames();
  const model = useAppState(({ model: now }) => now);
  const modelLine = model.stage === 'ready' ? worklistWording.model(model.status.card.id, wording.backends[model.status.backend]) : '';
  return (
    <div className="overlays">
      <Corner
        place="top-left"
        lines={hidden ? [nameOf(film), viewerWording.hidden] : [name, otherNames.join(' · '), facts.patientId, ageAndSex(facts), facts.patientBirthDate && viewer.born(shortDate(facts.patientBirthDate))]}
      />
      <Corner place="top-right" lines={hidden ? [] : [shortDate(facts.studyDate), acquiredAt(facts), facts.studyDescription, facts.seriesDescription === facts.studyDescription ? '' : facts.seriesDescription, facts.institutionName]} />
      <Corner
        place="bottom-left"
        lines={[...notices.map((notice) => wording.notices[notice]), facts.phantom ? wording.films.phantom : '', viewLine(facts), modelLine]}
        warning={facts.burnedInAnnotation?.toUpperCase() === 'YES' ? worklistWording.burnedIn : ''}
      >
        <MarkerChecks film={film} />
      </Corner>
      <Corner
        place="bottom-right"
        lines={state ? [viewer.level(state.windowCenter, state.windowWidth), viewer.zoomLevel(state.zoom), viewer.size(columns, rows), viewerWording.turned(state.orientation.turns * 90, state.orientation.flipped)] : []}
      />
      {state && <OrientationMarks film={film} orientation={state.orientation} />}
    </div>
  );
}

/** "AP · supine · left". */
function viewLine(facts: StudyFacts): string {
  const position = bodyPosition(facts.patientPosition ?? '');
  const side = worklistWording.laterality[facts.laterality.toUpperCase()] ?? facts.laterality;
  return [facts.viewPosition, position ? worklistWording.positions[position] : (facts.patientPosition ?? ''), side].filter((part) => part !== '').join(' · ');
}

/** Markers in the picture that the reader has pointed at with an arrow that says R or L, against the tags. */
function MarkerChecks({ film: { record } }: { readonly film: Film }) {
  const { filmId, facts, columns, rows } = record;
  const drawn = useAppState(({ annotations }) => annotations.get(filmId)?.present.annotations);
  const markers = (drawn ?? []).flatMap(({ kind, text, points: [tip] }): ReadMarker[] => {
    const side = kind === 'arrow' ? sideOfWords(text) : null;
    return side && tip ? [{ side, x: tip.x / columns, y: tip.y / rows }] : [];
  });
  return markerChecks(markers, facts.patientOrientation ?? '', facts.viewPosition).map(({ side, agrees, certain }, at) => (
    <span key={at} className={agrees ? undefined : 'burned-in'} data-testid="marker-check" data-agrees={agrees}>
      {worklistWording.marker(side, agrees, certain)}
    </span>
  ));
}

interface CornerProps {
  readonly place: string;
  readonly lines: readonly string[];
  readonly warning?: string;
  readonly children?: ReactNode;
}

function Corner({ place, lines, warning = '', children }: CornerProps) {
  const [first, ...rest] = lines.filter((line) => line !== '');
  if (first === undefined && warning === '' && !children) return null;
  return (
    <div className={`corner ${place}`}>
      {warning !== '' && <span className="burned-in" data-testid="burned-in">{warning}</span>}
      {first !== undefined && <strong>{first}</strong>}
      {rest.map((line, index) => (
        <span key={index}>{line}</span>
      ))}
      {children}
    </div>
  );
}
