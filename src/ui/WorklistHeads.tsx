import type { FilmId } from '#src/lib/brand.ts';
import { filmsOf, type PatientGroup } from '#src/state/worklist.ts';
import { useAppState } from '#src/ui/appContext.ts';
import { filmName, shortDate } from '#src/ui/filmFacts.ts';
import { useNames } from '#src/ui/useNames.ts';
import { wording } from '#src/ui/wording.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';

/** Above the films of a patient, or of a folder. A folder's name may be a patient's: hidden with the rest. */
export function PatientHead({ patient }: { readonly patient: PatientGroup }) {
  const { hidden } = useNames();
  const { place, folder, studies } = patient;
  const [first] = studies[0]?.films ?? [];
  const { hiddenPatient, hiddenFolder, noFolder } = worklistWording;
  const shown = folder === null ? (first ? filmName(first.record.facts, '') : '') : folder || noFolder;
  const total = filmsOf([patient]).length;
  return (
    <li className="patient-head" data-testid="patient-head">
      <strong>{hidden ? (folder === null ? hiddenPatient(place) : hiddenFolder(place)) : shown}</strong>
      <span className="quiet">{studies.length > 1 ? worklistWording.studies(studies.length, total) : worklistWording.films(total)}</span>
    </li>
  );
}

export function StudyHead({ filmId, place }: { readonly filmId: FilmId; readonly place: number }) {
  const film = useAppState((state) => state.films.get(filmId));
  const { hidden } = useNames();
  if (!film) return null;
  const { studyDate, studyDescription } = film.record.facts;
  return (
    <li className="study-head quiet" data-testid="study-head">
      {hidden ? worklistWording.hiddenStudy(place) : [shortDate(studyDate) || wording.films.noDate, studyDescription].filter((part) => part !== '').join(' · ')}
    </li>
  );
}

/** Above the films of a series: what the file calls it, else its modality. */
export function SeriesHead({ filmId, count }: { readonly filmId: FilmId; readonly count: number }) {
  const film = useAppState((state) => state.films.get(filmId));
  if (!film) return null;
  const { seriesDescription, modality } = film.record.facts;
  return (
    <li className="series-head quiet" data-testid="series-head">
      {[seriesDescription || modality, worklistWording.films(count)].filter((part) => part !== '').join(' · ')}
    </li>
  );
}
