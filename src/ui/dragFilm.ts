import { filmId, type FilmId } from '#src/lib/brand.ts';

const type = 'application/x-elixr-film';

/** Puts a film on a drag: panes take it, other windows see nothing of it. */
export function dragFilm(transfer: DataTransfer, dragged: FilmId): void {
  transfer.setData(type, dragged);
  transfer.effectAllowed = 'copy';
}

export function carriesFilm(transfer: DataTransfer): boolean {
  return transfer.types.includes(type);
}

export function filmOfDrop(transfer: DataTransfer): FilmId | null {
  const dropped = transfer.getData(type);
  return /^[0-9a-f]{64}$/.test(dropped) ? filmId(dropped) : null;
}
