import { AppError, toAppError } from '#src/lib/appError.ts';
import type { CommandContext } from '#src/ui/commands.ts';
import { snapshot } from '#src/ui/snapshot.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

/** Hands a file to the browser's downloads. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

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
