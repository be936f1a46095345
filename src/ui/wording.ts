import type { NotAsked, Standing } from '#src/findings/finding.ts';
import type { Notice } from '#src/image/imageApi.ts';
import type { BackendName, LoadProgress } from '#src/model/modelApi.ts';
import type { IntakeStatus } from '#src/state/appState.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { searchWording } from '#src/ui/searchWording.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { findingsWording } from '#src/ui/findingsWording.ts';
import { gateWording } from '#src/ui/gateWording.ts';
import { askWording } from '#src/ui/askWording.ts';
import { capital, decimal, percent } from '#src/ui/wordNumbers.ts';

const notices: Readonly<Record<Notice, string>> = {
  severalFrames: 'Several frames',
  shownReduced: 'Larger than can be shown: reduced in size',
  noPreamble: 'No DICOM preamble',
  transferSyntaxGuessed: 'Transfer syntax missing or wrong: found from the data',
  truncatedPixels: 'The pixels end early: the rest is black',
  colour: 'Colour picture',
  lossyCompression: 'Lossy compression',
  noIdentity: 'No patient data in this file',
};

const { notAsked } = gateWording;
const standings: Readonly<Record<Standing, string>> = { above: 'above', near: 'near', below: 'below' };
const backends: Readonly<Record<BackendName, string>> = { webgpu: 'WebGPU', wasm: 'WASM' };
const loadStages: Readonly<Record<LoadProgress['stage'], string>> = {
  card: 'Reading the model card',
  image: 'Loading the image model',
  text: 'Loading the text model',
  selfTest: 'Checking the model on this device',
  warmUp: 'Warming up',
};

/** Modality (0008,0060), as it is said. */
const modalities: Readonly<Record<string, string>> = {
  CT: 'computed tomography', MR: 'magnetic resonance', US: 'ultrasound', XA: 'angiography', RF: 'fluoroscopy', NM: 'nuclear medicine',
  PT: 'positron emission', MG: 'mammography', SR: 'structured report', OT: 'other', SC: 'secondary capture', ES: 'endoscopy',
  OP: 'ophthalmic photography', XC: 'photograph', GM: 'microscopy', SM: 'slide microscopy', ECG: 'electrocardiogram', DOC: 'document', REG: 'registration',
};

/** Why the model was not asked; a modality that is none of projection radiography is named. */
function whyNotAsked(reason: NotAsked, modality: string): string {
  if (reason !== 'otherModality') return notAsked[reason];
  const code = modality.trim().toUpperCase();
  if (code === '') return 'its tags name no modality';
  const name = modalities[code];
  return `${name ? `${name} (${code})` : code}, ${notAsked.otherModality}`;
}

function intakeStage(status: IntakeStatus): string {
  switch (status.stage) {
    case 'waiting': return 'waiting';
    case 'decoding': return 'decoding';
    case 'embedding': return 'scoring';
    case 'scored': return 'scored';
    case 'notAsked': return `shown, not scored: ${notAsked[status.reason]}`;
    case 'alreadyHere': return 'already here';
    case 'unpacked': return status.files === 1 ? 'archive of 1 file' : `archive of ${status.files} files`;
    case 'passedOver': return 'index file, passed over';
    case 'cancelled': return 'cancelled';
    case 'failed': {
      const { what, remedy } = wordFailure(status.failure);
      return `${what} ${remedy}`.trim();
    }
  }
}

function bytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} GB`;
  return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`;
}

/** All that the app says, in English. Components hold no words of their own. */
export const wording = {
  product: 'ELIXR Web',
  researchUse: 'Research use only. Not a medical device.',
  whyNotAsked,
  notScored: (reason: NotAsked, modality: string) => `shown, not scored: ${whyNotAsked(reason, modality)}`,
  notices,
  standings,
  backends,
  loadStages,
  intakeStage,
  percent,
  capital,
  count: (done: number, total: number) => `${done} of ${total}`,
  milliseconds: (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`,
  bytes,
  close: 'Close',
  copied: 'Copied',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  tryAgain: 'Try again',
  remove: 'Remove',
  tabs: { films: 'Films', film: 'Film', findings: 'Findings', ask: 'Ask' },
  tabsLabel: 'Parts of the app',
  notice: {
    title: 'For research, not for diagnosis',
    lines: [
      'ELIXR Web is research software. It is not a medical device and must not be used to decide on a patient’s care.',
      'Scores come from a small experimental model. A probability holds for the films that it was calibrated on; the panel names them.',
      'Films stay on this device. Nothing is sent anywhere, unless you set up an endpoint and agree to what is sent, having seen it.',
    ],
    accept: 'I understand',
  },
  empty: {
    title: 'Drop chest radiographs here',
    body: 'DICOM, PNG or JPEG: files, folders or ZIP archives. They stay on this device.',
    samples: 'Try it with sample films',
    samplesNote: 'Twelve computed phantoms: no patient’s films.',
    noFilm: 'No film chosen',
  },
  host: {
    limited: 'This server sends no isolation headers.',
    cost: 'The model runs on one thread, and the background workers go without a policy of their own. “npm start” serves with them; docs/safety.md lists them for other servers.',
  },
  dropHere: 'Drop to take the films in',
  intake: {
    title: 'Taken in',
    addFiles: 'Files',
    addFolder: 'Folder',
    cancel: 'Stop',
    clear: 'Clear list',
    progress: 'Progress of the files',
    list: 'Files taken in',
    unfinished: (unread: number, total: number) =>
      `${unread.toLocaleString('en')} of ${total.toLocaleString('en')} files had not been read when the page was closed. Choose the same files or folder again: what is here already is passed over.`,
    forget: 'Leave them',
  },
  results: {
    named: { all: 'All', opened: 'Opened', noticed: 'With a notice', refused: 'Refused', running: 'Under way', neither: 'Passed over' },
    filters: 'Which files are listed',
    filter: (name: string, count: number) => `${name}: ${count}`,
    copy: 'Copy this list as text',
    enlarge: 'Show the list large',
    none: 'None.',
    hiddenName: (place: number) => `File ${place}`,
  },
  tags: {
    title: 'Tags of the file',
    list: 'Data elements',
    reading: 'Reading the file …',
    none: 'This file has no DICOM tags.',
    search: 'Search the tags',
    placeholder: 'Name, tag or value, e.g. spacing, 0028,0030',
    notFound: 'No tag, name or value holds these words.',
    total: (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`,
    private: (creator: string) => (creator === 'Private Creator' ? creator : creator === '' ? 'Private, no creator' : `Private: ${creator}`),
    retired: '(retired)',
    foldAll: 'Fold all',
    unfoldAll: 'Unfold all',
    copyAll: 'Copy the list as text',
    copyOne: 'Copy this value',
  },
  samples: (done: number, total: number) => `Computing sample film ${Math.min(done + 1, total)} of ${total}`,
  search: searchWording,
  films: {
    title: 'Films',
    list: 'Films on this device',
    noDate: 'no date',
    phantom: 'phantom',
    notKept: 'not kept',
    notScored: 'not scored',
    report: 'report',
    document: 'document',
    waiting: 'waiting',
    scoring: 'scoring',
    failed: 'no score',
    remove: (name: string) => `Remove ${name}`,
    total: (count: number) => `${count} ${count === 1 ? 'film' : 'films'}`,
  },
  viewer: {
    film: (name: string) => `Radiograph ${name}`,
    toolbar: 'Viewer tools',
    like: 'Films like this one',
    remove: 'Remove this film',
    key: (name: string, key: string) => `${name} (${key})`,
    level: (center: number, width: number) => `C ${round(center)}  W ${round(width)}`,
    zoomLevel: (zoom: number) => `${Math.round(zoom * 100)} %`,
    size: (columns: number, rows: number) => `${columns} × ${rows}`,
    loading: 'Opening the film …',
    coarse: 'Coarse at first: the whole film follows …',
    frame: 'Frame',
    frameOf: (frame: number, frames: number) => `${frame} of ${frames}`,
    born: (date: string) => `born ${date}`,
    saveDocument: 'Save the document',
    documentNote: 'This file holds a document, not a film.',
  },
  findings: {
    title: 'Findings',
    loading: 'The model is loading.',
    waiting: 'Waiting for the model',
    embedding: 'Scoring the film …',
    notAsked: 'The model was not asked',
    uncalibrated: 'not calibrated',
    phrases: 'Your phrases',
    phraseLabel: 'Score any phrase',
    phrasePlaceholder: 'e.g. enlarged heart',
    addPhrase: 'Add',
    removePhrase: (phrase: string) => `Remove ${phrase}`,
    score: (value: number) => decimal(value, 3),
    modelNote: (id: string) => `Model ${id}. Scores are experimental.`,
  },
  weigh: findingsWording,
  gate: gateWording,
  ask: askWording,
  model: {
    ready: (backend: string, threads: number) => (threads > 1 ? `${backend} · ${threads} threads` : backend === 'WASM' ? 'WASM · 1 thread' : backend),
    loading: 'Model loading',
    failed: 'No model',
  },
  reading: viewerWording,
  settings: {
    open: 'Settings',
    title: 'Settings',
    endpoint: 'Language-model endpoint',
    preset: 'Fill in the usual address',
    test: 'Test connection',
    testing: 'Testing …',
    works: 'It works: address, key and model gave an answer that can be read.',
    testNote: 'Sends one fixed sentence and nothing of any film.',
    keyPlace: 'Key goes in',
    keyPlaces: { bearer: 'Authorization: Bearer', 'google-header': 'x-goog-api-key header', query: '?key= in the address' },
    queryWarning: 'An address is written to the logs of servers and proxies, and the key with it. Use a header wherever the endpoint takes one.',
    streamed: 'Show the answer as it comes',
    noStreams: 'This dialect answers as a whole',
    keyInSession: 'Keep the key in this tab through a reload',
    url: 'Address',
    urlHint: 'The base address, or the full address of the method. Put your own project where it says YOUR-PROJECT.',
    model: 'Model',
    dialect: 'Dialect',
    dialects: {
      'vertex-text-bison': 'PaLM text-bison (:predict)',
      'vertex-chat-bison': 'PaLM chat-bison (:predict)',
      'palm-generate-text': 'PaLM API generateText',
      'palm-generate-message': 'PaLM API generateMessage',
      'gemini-generate-content': 'Gemini generateContent',
      'openai-chat': 'OpenAI chat/completions',
    },
    key: 'Key',
    keyKept: 'A key is set; leave empty to keep it. Another host needs its own.',
    keyHint: 'Held in memory; never exported or logged.',
    save: 'Save',
    storage: 'On this device',
    used: (usage: string, quota: string) => `${usage} of ${quota} used.`,
    persisted: 'The browser has promised not to evict it.',
    notPersisted: 'The browser may evict it when the disk runs low.',
    removeAll: 'Remove all',
    removeAllSure: 'Remove every film, score, phrase and setting?',
    removeAllYes: 'Yes, remove all',
  },
  shortcuts: {
    open: 'Keyboard',
    title: 'Keyboard and mouse',
    mouse: 'Drag: chosen tool · two fingers: zoom and pan · resting finger: tools · double click: fit',
  },
} as const;

function round(value: number): string {
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(2) : String(Math.round(value));
}
