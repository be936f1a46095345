import type { ErrorFacts, ErrorKind } from '#src/lib/appError.ts';
import type { Failure } from '#src/state/appState.ts';
import { endpointFailures } from '#src/ui/endpointFailures.ts';
import type { FailureText } from '#src/ui/failureText.ts';

type Worded = (facts: ErrorFacts) => FailureText;

const text = (what: string, remedy: string): Worded => () => ({ what, remedy });

const archives: Readonly<Record<string, FailureText>> & { readonly data: FailureText } = {
  directory: { what: 'The archive is damaged or cut off.', remedy: 'Copy it again from its source.' },
  checksum: { what: 'This file of the archive is damaged: its checksum is wrong.', remedy: 'Copy the archive again from its source.' },
  data: { what: 'This file of the archive is damaged.', remedy: 'Copy the archive again from its source.' },
  method: { what: 'The archive is packed by a method that browsers do not know.', remedy: 'Unpack it and drop the folder.' },
  overlap: { what: 'The archive is not as archives are: its files overlap.', remedy: 'Do not trust it. Ask its sender for another.' },
};

const unreadableReports: Readonly<Record<string, FailureText>> & { readonly notEnglish: FailureText } = {
  empty: { what: 'There is no report yet.', remedy: 'Paste or type one.' },
  tooLong: { what: 'This is longer than a report can be (40,000 letters), and was not sent.', remedy: 'Paste one report; your text is still here.' },
  notEnglish: { what: 'The report is not read as English, and was not sent: names can be taken out of English reports alone.', remedy: 'Paste an English report; your text is still here.' },
};

/** Every way to fail, in words: what happened and what to do. */
const failures: Readonly<Record<ErrorKind, Worded>> = {
  EmptyFile: text('The file is empty.', 'Copy or export it again.'),
  UnreadableFile: text('The browser could not read the file.', 'It may have been moved, changed or removed since it was chosen. Choose it again.'),
  UnsupportedFile: ({ found }) => ({
    what: found && found !== 'unknown' ? `This is ${named(String(found))}, not a radiograph.` : 'This is no DICOM, PNG or JPEG file.',
    remedy: found === 'ZIP' ? 'Unpack it and drop the folder.' : 'Drop DICOM, PNG or JPEG files.',
  }),
  UnsupportedTransferSyntax: ({ name, uid }) => ({
    what: `The pixels are coded as ${name ?? 'unknown'} (${uid ?? 'no UID'}), which is not read yet.`,
    remedy: 'Export the film uncompressed, as JPEG lossless or as JPEG 2000.',
  }),
  CorruptFile: text('The file is damaged or cut off.', 'Copy it again from its source.'),
  NoPixels: text('The file holds no image.', 'It may be a presentation state or another attachment; the film is in another file of the study.'),
  FileTooLarge: text('The file is larger than a tab can hold.', 'Export a single frame, or a smaller film.'),
  InsecureContext: text('This page came over plain http, where browsers withhold storage, checksums and the GPU.', 'Open it over https, or start it on this machine (localhost).'),
  DecodingTimedOut: text('Decoding the film took too long and was given up.', 'The file is probably damaged: copy it again from its source.'),
  CorruptArchive: ({ reason }) => archives[String(reason)] ?? archives.data,
  EncryptedArchive: text('The archive is encrypted.', 'Unpack it with its password, then drop the folder.'),
  ArchiveTooLarge: ({ limit }) => ({
    what: limit === 'depth' ? 'Archives lie too deep in one another.' : `The archive unpacks to too ${limit === 'files' ? 'many files' : 'much'}.`,
    remedy: 'If it is what you think it is, unpack it and drop its folders, one after the other.',
  }),
  NoWebGpu: text('No GPU is offered to this page.', 'The app computes on the CPU instead.'),
  NoWasmSimd: text('This browser cannot compute the model (no WASM SIMD).', 'Use a current Chrome, Edge, Firefox or Safari. Films can still be viewed.'),
  GpuLost: text('The GPU was lost.', 'The app has gone on with the CPU. Reload the page to try the GPU again.'),
  SelfTestFailed: text('This device computes other numbers than the reference, so no scores are shown.', 'Update browser and graphics driver, then try again.'),
  ModelMissing: ({ file }) => ({ what: `The model file ${file ?? ''} cannot be fetched.`, remedy: 'Check that the server is reachable, then try again.' }),
  ModelCorrupt: ({ file }) => ({
    what: `The model file ${file ?? ''} is damaged: its checksum is not the one on its card.`,
    remedy: 'Try again. If it stays, install the app anew.',
  }),
  EmptyPhrase: text('There is no word in this phrase.', 'Type a finding, such as “pleural effusion”.'),
  PhraseTooLong: ({ tokens, most }) => ({
    what: `The phrase is too long: ${tokens ?? 'too many'} pieces of words, and the model reads ${most ?? 64}.`,
    remedy: 'Shorten it.',
  }),
  PhraseUnreadable: text('The model reads English words in Latin letters, and there is none here.', 'Type a finding in English, such as “pleural effusion”.'),
  PromptsCancel: text('Both sides say the same, so every film would score zero.', 'Typed phrases are compared with neutral ones, and this is one of them. Name what you look for.'),
  PromptSetInvalid: ({ at, reason }) => ({
    what: `This is no prompt set that can be used: ${reason ?? 'unreadable'}${at ? ` (${at})` : ''}.`,
    remedy: 'Nothing was taken over. Correct the file, or export a set here and start from that.',
  }),
  PromptSetOfOtherModel: ({ model }) => ({ what: `The prompt set was made for another model (${model ?? 'unnamed'}).`, remedy: 'Its scores and operating points would mean nothing here. Make a set for this model.' }),
  LabelsUnreadable: ({ reason }) => ({ what: `The label table cannot be used: ${reason ?? 'unreadable'}.`, remedy: 'It needs a header, file names in the first column, and a column named as a finding with 1 or 0.' }),
  LabelsMatchNothing: ({ rows }) => ({ what: `None of the ${rows ?? ''} rows names a scored film on this device.`, remedy: 'The first column must hold file names as in the list of films, or film ids. Take the films in first.' }),
  TooFewPatients: ({ positive, negative, least }) => ({
    what: `Too few patients: ${positive ?? 0} with a positive film, ${negative ?? 0} with a negative one.`,
    remedy: `At least ${least ?? 2} patients of each are needed, to teach on some and check on others. Label more films, of other patients.`,
  }),
  TeachingRowsUneven: text('Labels and films do not belong together.', 'This is a fault of the app. Reload; labels are kept.'),
  EmbeddingNotFinite: ({ films }) => ({ what: `The embeddings of ${films ?? 'some'} labelled films hold values that are no numbers.`, remedy: 'Remove these films and drop their files again, so that they are embedded anew.' }),
  SplitLeaks: ({ patients }) => ({ what: `The split has ${patients ?? 'some'} patients on both sides: its figures would flatter.`, remedy: 'Split by patient.' }),
  ClassifierInvalid: ({ at, reason }) => ({ what: `The classifier file is not as it was written${at ? ` (${at}: ${reason ?? 'wrong'})` : `: ${reason ?? 'unreadable'}`}.`, remedy: 'It may be a file of another kind, or have been edited or cut off. Ask for it again, or export it anew.' }),
  ClassifierOfOtherModel: ({ model, here }) => ({ what: `The classifier was taught on another model (${model ?? 'unnamed'}; here runs ${here ?? 'another'}).`, remedy: 'Its weights mean nothing on other embeddings. Teach it again here, from its labels.' }),
  SessionInvalid: ({ at, reason }) => ({ what: `The session file cannot be used${at ? ` (${at}: ${reason ?? 'wrong'})` : `: ${reason ?? 'unreadable'}`}. Nothing was taken from it.`, remedy: 'It may be a file of another kind, or have been edited or cut off. Export it again.' }),
  SessionTooLarge: ({ megabytes }) => ({ what: `The file is larger than a session can be (${megabytes ?? 'very many'} MB).`, remedy: 'A session holds labels and classifiers, not films: films are dropped as they are.' }),
  StorageRefused: text('This browser keeps nothing for this page.', 'Everything works until the tab closes. Leave private browsing, or allow site data, to keep films.'),
  StorageFull: text('The disk space that the browser grants is used up.', 'New films stay until the tab closes. Remove films, or free disk space.'),
  StorageCorrupt: text('Something kept on this device cannot be read.', 'Remove the film and drop its file again.'),
  FilesTooMany: ({ megabytes, films }) => ({ what: `These ${films ?? ''} films are too large for one ZIP (${megabytes ?? 'very many'} MB).`, remedy: 'Narrow the search, or save the first ones as a result of their own.' }),
  IndexFileInvalid: text('The file is no index that this app exports, or a damaged one. Nothing was taken from it.', 'Choose a file that “Export the index” has made, or export it anew.'),
  IndexNewer: ({ version, of }) =>
    of === 'file'
      ? { what: `The index file was written by a newer version of this app (format ${version ?? 'unknown'}). Nothing was taken from it.`, remedy: 'Reload to get that version, then import it again.' }
      : {
          what: `The index on this device was written by a newer version of this app (format ${version ?? 'unknown'}). It has been left as it is.`,
          remedy: 'Reload to get that version. Until then films are searched for this visit only.',
        },
  IndexMoved: text('The index was begun anew in another tab.', 'Search again.'),
  IndexTooLarge: text('The index needs more memory than a tab can have.', 'Remove films, or search them on a server.'),
  IndexOfOtherModel: ({ model }) => ({ what: `This index was made by another model${model ? ` (${model})` : ''}.`, remedy: 'Import it where that model runs; vectors of two models are never compared.' }),
  EmbeddingRefused: text('The model’s answer for this film holds no usable numbers.', 'Try again. If it stays, the film cannot be searched.'),
  SearchServerUnreachable: ({ reason }) => ({
    what: reason === 'offline' ? 'This device is offline, so the search server was not asked.'
      : reason === 'late' ? 'The search server gave no answer in time.'
      : reason === 'address' ? 'The address of the search server cannot be used.' : 'The search server could not be reached.',
    remedy: `${reason === 'address' ? 'Give an https address (http only on this machine).' : 'Check the address and that the server runs, then connect again.'} Films on this device are searched as before.`,
  }),
  SearchServerRefused: ({ reason }) => ({
    what: reason === 'key' ? 'The search server refused the user or password.' : reason === 'name' ? 'The name of the collection cannot be used.' : `The search server refused the request${reason ? ` (${reason})` : ''}.`,
    remedy: `${reason === 'key' ? 'Type them again as user:password.' : reason === 'name' ? 'Use letters, digits and underscores, a letter first, or leave it empty.' : 'Try again; if it stays, look into the server’s log.'} Films on this device are searched as before.`,
  }),
  SearchServerOtherSchema: ({ reason }) => ({
    what: `The search server has a collection of this name that is not of this app and model${reason ? `: ${reason}` : ''}.`,
    remedy: 'Nothing was changed. Rename or drop it there, or use another server. Films on this device are searched as before.',
  }),
  SearchServerBadAnswer: text('What answers at this address is no search server that this app knows.', 'Check address and port: Milvus answers on 19530. Films on this device are searched as before.'),
  FilmMissing: text('The film is no longer here.', 'Drop its file again.'),
  AnnotationsUnreadable: text('These are no annotations that this app reads.', 'Choose a JSON file saved here, or a DICOM structured report by template TID 1500.'),
  AnnotationsOtherVersion: ({ version, known }) => ({
    what: `The annotations were saved by another version (format ${version ?? 'unknown'}; this app reads ${known ?? ''}).`,
    remedy: 'Nothing was changed. Update the app, or save them again where they came from.',
  }),
  AnnotationsFilmMissing: ({ films }) => ({
    what: `The annotations belong to ${films === 1 || films === undefined ? 'a film that is' : `${films} films that are`} not here.`,
    remedy: 'Drop the film itself first, then read the annotations again.',
  }),
  NothingMeasured: text('There is nothing to save: no length, angle, region or ratio is drawn on this film.', 'Arrows are kept in JSON only. Draw a measurement first.'),
  NoDicomFilm: text('A report or presentation state must name a DICOM film, and this one is a picture without UIDs.', 'Save the annotations as JSON, or the view as PNG, instead.'),
  PresentationUnwritable: text('This view cannot be written as a presentation state: the film is in colour, or a look-up table of the file makes its greys.', 'Choose a window preset and save again, or save the view as PNG.'),
  CalibrationInvalid: text('A calibration needs a length above zero.', 'Draw along something of known size and type its length in millimetres.'),
  ClipboardRefused: text('The browser did not let the picture onto the clipboard.', 'Save it as a PNG file instead.'),
  TemplateInvalid: ({ task, reason, name }) => wordTemplate(String(task), String(reason), name),
  QuestionEmpty: text('There is no question yet.', 'Type one, then ask.'),
  QuestionTooLong: text('That is longer than a question (4,000 letters), and was not sent.', 'Ask one thing at a time; a report has a check of its own. Your text is still here.'),
  ReportUnreadable: ({ problem }) => unreadableReports[String(problem)] ?? unreadableReports.notEnglish,
  ...endpointFailures,
  WorkerCrashed: text('A background process ended unexpectedly.', 'Try again. If it stays, reload the page: kept films come back.'),
  Cancelled: text('Cancelled.', ''),
  Bug: text('Something went wrong inside the app.', 'Try again. If it stays, reload the page: kept films come back.'),
};

function wordTemplate(task: string, reason: string, name: string | number | undefined): FailureText {
  const which = `The template for a ${task}`;
  if (reason === 'tooLong') return { what: `${which} is longer than 8,000 letters.`, remedy: 'Shorten it: the film needs room too.' };
  if (reason === 'missing') return { what: `${which} has no place for the ${task}.`, remedy: `Put {{${name ?? task}}} where it shall stand.` };
  return { what: `${which} names {{${name ?? ''}}}, and there is no such part.`, remedy: 'The parts are listed below the template.' };
}

function named(found: string): string {
  const article = /^[aeiou]|^(HTML|MP4|XML|SQLite)/i.test(found) && !/^unknown/.test(found) ? 'an' : 'a';
  return `${article} ${found}${/^(text|HTML|XML|JSON)$/.test(found) ? ' file' : ''}`;
}

export function wordFailure({ kind, facts }: Failure): FailureText {
  return failures[kind](facts);
}
