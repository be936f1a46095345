import type { Worklist } from '#src/state/appState.ts';

const films = (count: number): string => `${count} ${count === 1 ? 'film' : 'films'}`;

/** What the worklist, the overlay's marks and the display check say, in English. */
export const worklistWording = {
  sortLabel: 'Sort the films',
  sorts: { takenIn: 'As taken in', date: 'Newest first' },
  sortFinding: (name: string) => `By ${name}`,
  showLabel: 'Which films are listed',
  shows: { all: 'All', unread: 'Unread', flagged: 'Flagged' } satisfies Record<Worklist['show'], string>,
  noneShown: { all: '', unread: 'Every film has been read.', flagged: 'No film is flagged.' } satisfies Record<Worklist['show'], string>,
  unread: 'unread',
  flagged: 'flagged',
  noFolder: 'Files without tags',
  hiddenPatient: (place: number) => `Patient ${place}`,
  hiddenStudy: (place: number) => `Study ${place}`,
  hiddenFolder: (place: number) => `Folder ${place}`,
  films,
  studies: (count: number, total: number) => `${count} studies · ${films(total)}`,
  time: (hours: string, minutes: string) => `${hours}:${minutes}`,
  taken: (date: string, time: string) => ['taken', date, time].filter((part) => part !== '').join(' '),
  positions: { supine: 'supine', prone: 'prone', decubitusRight: 'on the right side', decubitusLeft: 'on the left side' },
  laterality: { R: 'right', L: 'left', B: 'both sides', U: '' } as Readonly<Record<string, string>>,
  burnedIn: 'burned-in annotation: may name the patient',
  marker: (side: 'R' | 'L', agrees: boolean, certain: boolean) =>
    `marker ${side} ${agrees ? 'agrees with' : 'contradicts'} ${certain ? 'the tags' : 'how such films are hung'}${agrees ? '' : ': mirrored film, or wrong marker?'}`,
  model: (model: string, backend: string) => `${model} on ${backend}`,
  marks: 'Orientation',
  tools: { title: 'Tools' },
  pattern: {
    title: 'Display check',
    label: 'Grey-scale test pattern: steps from black to white, a 5 % and a 95 % patch, line pairs',
    lines: [
      'All 18 steps can be told apart.',
      'The inner square is seen in both patches: 5 % within black, 95 % within white.',
      'Black and white lines of one pixel are seen apart, at every place of the screen.',
    ],
    note: 'Drawn in pixels of the screen, at 100 %. It shows gross faults; it is no calibration to the grey-scale standard display function.',
  },
} as const;
