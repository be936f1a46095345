import { AppError, toAppError } from '#src/lib/appError.ts';
import { measure } from '#src/annotations/measure.ts';
import { scaleOf } from '#src/annotations/pixelScale.ts';
import { activePane } from '#src/ui/activePane.ts';
import type { CommandContext } from '#src/ui/commands.ts';
import { printFilm } from '#src/ui/printFilm.ts';
import { ageAndSex, personNameGroups, shortDate } from '#src/ui/filmFacts.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { snapshot } from '#src/ui/snapshot.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';

/** File names carry no patient's name: the beginning of the film's hash tells them apart. */
export function saveJson({ store, actions }: CommandContext): void {
  const { selected } = store.getState();
  if (selected) saveFile(actions.annotationJson(selected), `annotations-${selected.slice(0, 8)}.json`);
}

export async function saveReport({ store, actions }: CommandContext): Promise<void> {
  const { selected } = store.getState();
  const blob = selected && (await actions.annotationReport(selected));
  if (blob) saveFile(blob, `measurements-${selected.slice(0, 8)}.dcm`);
}

/** The film as it stands in the active pane, for other viewers: a DICOM presentation state. */
export async function savePresentation(context: CommandContext): Promise<void> {
  const { store, actions } = context;
  const pane = activePane(context);
  const view = pane?.view.presented();
  if (!pane?.shown || !view) return;
  const { filmId, image } = pane.shown;
  const { films, annotations } = store.getState();
  const facts = films.get(filmId)?.record.facts;
  const drawn = annotations.get(filmId)?.present;
  const scale = facts && scaleOf(facts, drawn?.calibration ?? null);
  const labels = new Map(
    scale ? drawn?.annotations.map((each) => [each.annotationId, [each.text, ...viewerWording.measureLines(measure(each, scale, image), scale)].filter((line) => line !== '').join('\n')]) : [],
  );
  const blob = await actions.presentationState(filmId, view, labels);
  if (blob) saveFile(blob, `presentation-${filmId.slice(0, 8)}.dcm`);
}

/** The active pane on paper; whose film it is stands above it unless identity is hidden. */
export function printPane(context: CommandContext): Promise<void> {
  const pane = activePaneElement(context);
  const shown = activePane(context);
  const { films, identityHidden } = context.store.getState();
  const film = shown?.shown && films.get(shown.shown.filmId);
  return reporting(context, async () => {
    if (!pane || !film || !shown?.state) return;
    const { facts, fileName } = film.record;
    const identity = identityHidden ? [] : [facts.patientName === '' ? fileName : (personNameGroups(facts.patientName)[0] ?? ''), facts.patientId, ageAndSex(facts), shortDate(facts.studyDate), facts.studyDescription];
    const { windowCenter, windowWidth, orientation } = shown.state;
    const view = [facts.viewPosition, wording.viewer.level(windowCenter, windowWidth), viewerWording.turned(orientation.turns * 90, orientation.flipped)];
    await printFilm(await snapshot(pane, true), { head: identity, foot: [...view, viewerWording.print.foot] });
  });
}

function activePaneElement({ store }: CommandContext): Element | null {
  return document.querySelectorAll('[data-testid="pane"]')[store.getState().reading.active] ?? null;
}

async function reporting({ store }: CommandContext, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    const { kind, facts } = toAppError(thrown);
    store.setState({ failure: { kind, facts } });
  }
}

export function savePicture(context: CommandContext, withAnnotations: boolean): Promise<void> {
  const pane = activePaneElement(context);
  const { selected } = context.store.getState();
  return reporting(context, async () => {
    if (pane && selected) saveFile(await snapshot(pane, withAnnotations), `film-${selected.slice(0, 8)}.png`);
  });
}

export function copyPicture(context: CommandContext): Promise<void> {
  const pane = activePaneElement(context);
  return reporting(context, async () => {
    if (!pane) return;
    try {
      // The promise goes in as it is: some browsers let a page write only while the press that asked for it is fresh.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': snapshot(pane, true) })]);
    } catch (thrown) {
      throw new AppError('ClipboardRefused', 'the clipboard takes no picture', { cause: thrown });
    }
    context.session.setState({ remark: viewerWording.copied });
  });
}

export function readAnnotationFiles({ actions, session }: CommandContext): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,.dcm,application/json,application/dicom';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (!file) return;
    void file.arrayBuffer().then(actions.readAnnotations).then((read) => {
      if (read) session.setState({ remark: viewerWording.taken(read.taken, read.passedOver) });
    });
  });
  input.click();
}
