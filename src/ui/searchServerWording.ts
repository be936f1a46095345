import type { Coverage, NotPut, ServerOutcome } from '#src/state/searchServerState.ts';

const count = (films: number): string => `${films.toLocaleString('en')} ${films === 1 ? 'film' : 'films'}`;

/** How much of this device's index the server has. */
function coverage({ here, missing, onServer }: Coverage): string {
  const all = `It holds ${count(onServer)}.`;
  if (here === 0) return `${all} There is no scored film on this device to send.`;
  if (missing === 0) return `${all} All ${count(here)} of this device are there.`;
  return `${all} ${missing.toLocaleString('en')} of the ${count(here)} of this device are missing there.`;
}

const notPut: Readonly<Record<NotPut, string>> = {
  points: 'The server does not know operating points, so this device alone was searched.',
  region: 'The server holds no regions, so this device alone was searched.',
  side: 'The server holds no positions, so this device alone was searched.',
  filters: 'Filters without a phrase list the films of this device alone.',
};

function answered({ found, elsewhere, milliseconds }: ServerOutcome & { readonly stage: 'answered' }): string {
  return found === 0
    ? 'Server: no film fits there.'
    : `Server: ${count(found)} in ${Math.round(milliseconds)} ms, ${elsewhere.length === 0 ? 'all of them here' : `${elsewhere.length.toLocaleString('en')} not on this device`}.`;
}

/** Words of the search server, in English. */
export const searchServerWording = {
  title: 'Search server (Milvus)',
  note: 'For archives beyond one machine. Films on this device are searched here in any case; what the server finds beyond them is listed with the result.',
  url: 'Server',
  urlHint: 'e.g. http://127.0.0.1:19530; https for any other machine',
  collection: 'Collection',
  collectionHint: 'Empty: named after the model',
  key: 'User and password',
  keyHint: 'user:password where it asks for one. Kept in memory until the tab closes.',
  keyKept: 'One is held in memory. Leave empty to keep it.',
  leaves: 'What leaves this device',
  sent: 'With “Send films”, for each scored film: its embedding (128 numbers), the checksum of its file, and the tags Patient’s Sex, age in years, View Position, Modality and Study Date. With each search: its embedding and its filters.',
  notSent: 'No pixels, no name, no ID, no birth date, no report. What a film shows can partly be told from its embedding.',
  stays: 'What was sent stays on the server until it is removed there; removing a film here does not.',
  consent: 'Ask this server; I may send it what is listed above.',
  save: 'Connect',
  leave: 'Disconnect',
  stages: { off: 'Not asked yet.', asking: 'Asking the server …', empty: 'It answers, and has no collection for this model yet.', ready: 'Connected.', failed: '' },
  coverage,
  fill: 'Send films',
  resume: 'Send the missing films',
  filling: (sent: number, total: number) => `Sending: ${sent.toLocaleString('en')} of ${count(total)}`,
  stop: 'Stop',
  again: 'Ask again',
  remove: 'Remove this device’s films there',
  removeSure: 'Remove them from the server?',
  removeYes: 'Remove',
  outcome: { asking: 'Server: searching …', notPut, answered, halfFull: (missing: number) => `${count(missing)} of this device are not on the server.` },
  elsewhere: (films: number) => `${count(films)} on the server only`,
  elsewhereNote: 'They are not on this device and cannot be opened here. The checksum names the file.',
  columns: { score: 'Score', film: 'Film', sex: 'Sex', age: 'Age', view: 'View', date: 'Date' },
  copyId: 'Copy the checksum of the file',
} as const;
