import { FilmList } from '#src/ui/FilmList.tsx';
import { IntakePanel } from '#src/ui/IntakePanel.tsx';
import { SearchBox } from '#src/ui/SearchBox.tsx';
import { wording } from '#src/ui/wording.ts';

export function FilmRail({ onChosen }: { readonly onChosen: () => void }) {
  return (
    <section className="rail" aria-label={wording.films.title}>
      <SearchBox />
      <FilmList onChosen={onChosen} />
      <IntakePanel onChosen={onChosen} />
    </section>
  );
}
