import type { FilmFilter } from '#src/findings/parseQuery.ts';
import type { AskedSide } from '#src/findings/sidePhrase.ts';
import type { SearchPart } from '#src/state/appState.ts';

const sides: Readonly<Record<AskedSide, string>> = { left: 'left', right: 'right', both: 'both sides' };
const places: Readonly<Record<AskedSide, string>> = { left: 'on the left', right: 'on the right', both: 'on both sides' };
const sexes = { F: 'women', M: 'men', O: 'other sex' } as const;
const iso = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;

function filterChip(filter: FilmFilter): string {
  switch (filter.kind) {
    case 'sex': return sexes[filter.sex];
    case 'age':
      if (filter.to >= 200) return `age ${filter.from} and over`;
      if (filter.from === 0) return `age ${filter.to} and under`;
      return filter.from === filter.to ? `age ${filter.from}` : `age ${filter.from} to ${filter.to}`;
    case 'view': return filter.view === 'LATERAL' ? 'lateral view' : `${filter.view} view`;
    case 'modality': return filter.modality;
    case 'called': return `${filter.above ? 'above' : 'below'} the point of ${filter.name}`;
    case 'date': {
      const { from, to } = filter;
      if (from.slice(4) === '0101' && to.slice(4) === '1231' && from.slice(0, 4) === to.slice(0, 4)) return from.slice(0, 4);
      if (to >= '99999999') return `from ${iso(from)}`;
      return from === '00000000' ? `until ${iso(to)}` : `${iso(from)} to ${iso(to)}`;
    }
  }
}

function partName(part: SearchPart): string {
  if (part.kind === 'film') return 'like the film';
  if (part.kind === 'region') return 'like the region';
  const where = part.side ? `${part.text} ${places[part.side.side]}` : part.text;
  return part.absent ? `without ${where}` : where;
}

/** Words of the search, in English. */
export const searchWording = {
  label: 'Find films',
  placeholder: 'Find films by words',
  clear: 'Clear the search',
  like: 'Like this film',
  likeChip: 'Films like this one',
  regionChip: 'Films with a region like this',
  phraseChip: (phrase: string) => `“${phrase}”`,
  absentChip: (phrase: string) => `without “${phrase}”`,
  filterChip,
  sideChip: (side: AskedSide, phrase: string) => `${sides[side]}, by position${phrase === '' ? '' : `: ${phrase}`}`,
  sideNote: 'Judged by where on the film the phrase scores, not by words: the right half of a frontal film is the patient’s left. Laterals are left out. Only the 1,000 best films for the phrase are looked at.',
  partName,
  removeChip: (name: string) => `Remove ${name} from the search`,
  hits: (count: number, time: string) => `${count} ${count === 1 ? 'film' : 'films'} · ranked in ${time}`,
  filtered: (count: number) => `${count} ${count === 1 ? 'film' : 'films'} · by filters alone, not ranked`,
  none: 'No film here has been scored yet.',
  noneFit: 'No film fits these filters.',
  searching: 'Searching …',
  score: 'Similarity difference to the contrast prompts: a rank, not a probability',
  deviations: 'Mean over the parts of the search, in standard deviations of the films here: a rank, not a probability',
  earned: (part: string) => `mostly for “${part}”`,
  standOut: (count: number) => `${count} ${count === 1 ? 'film stands' : 'films stand'} out from the rest.`,
  nothingStandsOut: 'Nothing stands out: the best films score within the background. The order may mean nothing.',
  byOutside: 'Searched by a film that the gate stopped: likeness to it has not been measured.',
  outsideHits: (count: number) => `${count === 1 ? '1 hit was' : `${count} hits were`} stopped by the gate and scored anyway: marked in the list.`,
  asksNothing: 'These words ask for nothing: say what the films should show.',
  unread: (filters: readonly string[]) => `${filters.join(', ')}: not understood, and left out. Filters are sex:F, age:>60, age:40..60, view:PA, modality:DX, date:2026.., above:mass.`,
  foreign: 'The model has read English reports only; words of other languages may mean nothing to it.',
  servedBy: (model: string, done: number, total: number) => `Ranked by the earlier model (${model}) while the new one embeds the films again: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} done.`,
  suggestions: 'Suggestions',
  refine: 'Add words to refine',
  marks: { right: 'Right: rank films like this one higher', wrong: 'Wrong: rank films like this one lower', count: (count: number) => `${count} ${count === 1 ? 'mark' : 'marks'} in the ranking`, precision: (right: number, marked: number, among: number) => `${right} of ${marked} right among the first ${among}` },
  heat: 'Where the film fits the search, brighter is more',
  region: {
    open: 'Find by a region of the film',
    title: 'Find films by a region',
    note: 'Choose the fields that hold what you look for. Films are found by the field of theirs that looks most like it, wherever it lies. Words may be added afterwards.',
    cell: (row: number, column: number) => `Field ${row}, ${column}`,
    find: 'Find films',
    reset: 'Choose none',
    noFilm: 'Choose a scored film first.',
  },
  saved: {
    open: 'Saved results and the index',
    title: 'Results',
    now: 'The result on the screen',
    called: (name: string) => `Saved: ${name}`,
    forTable: 'Saved results can be chosen in the table of scores and when teaching, as labels.',
    nothingNow: 'There is no result on the screen: search first.',
    name: 'Name',
    tags: 'Tags, separated by commas',
    save: 'Save',
    csv: 'CSV',
    json: 'JSON',
    zip: 'ZIP',
    originals: 'ZIP of the original files',
    zipNote: 'The ZIP holds the original files, with whatever names and IDs stand in them.',
    zipHidden: 'No ZIP while identity is hidden: the original files name their patients.',
    packing: (done: number) => `${done.toLocaleString('en')} …`,
    leftOut: (films: number) => `${films} ${films === 1 ? 'film was' : 'films were'} left out: their files cannot be read.`,
    list: 'Saved results',
    nothing: 'None saved yet. A saved result keeps its films, scores and marks.',
    facts: (films: number, right: number, wrong: number) => `${films} ${films === 1 ? 'film' : 'films'}${right + wrong > 0 ? ` · ${right} right, ${wrong} wrong` : ''}`,
    again: 'Search again',
    remove: (name: string) => `Remove ${name}`,
    exportAs: (name: string, format: string) => `Export ${name} as ${format}`,
    index: 'Index',
    indexNote: 'All embeddings as one file, to be used where the same films are: nobody’s name and no pixels, but a film’s content can partly be told from it.',
    exportIndex: 'Export the index',
    importIndex: 'Import an index',
    imported: ({ taken, alreadyHere, notHere, damaged }: { taken: number; alreadyHere: number; notHere: number; damaged: number }) =>
      `${taken} taken, ${alreadyHere} already here, ${notHere} of films that are not here, ${damaged} damaged.`,
    fileName: 'elixr-web-result',
    indexFileName: 'elixr-web-index.elxe',
  },
} as const;
