import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cosine } from '#src/model/selfTest.ts';
import { shippedModel } from '#src/model/shippedModel.ts';
import { filesBelow } from '../scripts/measureFolder.mjs';
import { openEvalBrowser } from './evalBrowser.ts';
import { buildPage, serveEvaluation } from './evalServer.ts';
import type { GatedFile } from './pageApi.ts';

type Gated = Extract<GatedFile, { readonly ok: true }>;

/** Pictures of one modality and body part, by their tags. */
export interface GatedKind {
  readonly kind: string;
  readonly files: number;
  /** Files whose embeddings are one, within rounding and lossy coding, are one picture. */
  readonly pictures: number;
  /** Pictures, by what is said of their first file. */
  readonly stoppedByTags: number;
  readonly stoppedByPixels: number;
  /** Reason → pictures, of the gate on the pixels. */
  readonly said: Readonly<Record<string, number>>;
  /** First files of pictures that the pixels let through. */
  readonly passed: readonly string[];
}

/** Cosine from which two embeddings are of one picture. */
const samePicture = 0.999;

/** The gate's answers about every file below `folder`, by kind, by pixels alone and by tags alone. */
export async function gateCorpus(root: string, folder: string): Promise<{ readonly kinds: readonly GatedKind[]; readonly unread: number }> {
  const work = mkdtempSync(join(tmpdir(), 'elixr-web-gate-'));
  const serving = { root, built: join(work, 'page') };
  try {
    await buildPage(serving);
    const server = await serveEvaluation(serving);
    const browser = openEvalBrowser({ url: server.url, profile: join(work, 'profile'), model: shippedModel, backend: 'wasm' });
    try {
      const paths = filesBelow(folder).filter((path: string) => !/\.(?:md|csv)$/.test(path));
      server.offer(paths.map((path: string) => join(folder, path)));
      await browser.start();
      const files = await browser.call('gate', { model: shippedModel, films: paths.map((fileName: string, index: number) => ({ index, fileName })) });
      return { kinds: kindsOf(paths, files), unread: files.filter(({ ok }) => !ok).length };
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

export function kindsOf(paths: readonly string[], files: readonly GatedFile[]): readonly GatedKind[] {
  const groups = new Map<string, { path: string; file: Gated }[]>();
  files.forEach((file, at) => {
    if (!file.ok) return;
    const kind = [file.modality || 'no modality', file.bodyPart].filter((part) => part !== '').join(' ').toUpperCase();
    const member = { path: paths[at] ?? '', file };
    const group = groups.get(kind);
    if (group) group.push(member);
    else groups.set(kind, [member]);
  });
  return [...groups].map(([kind, members]) => {
    const pictures: { path: string; file: Gated }[] = [];
    for (const member of members) if (!pictures.some(({ file }) => cosine(file.pooled, member.file.pooled) >= samePicture)) pictures.push(member);
    const said: Record<string, number> = {};
    for (const { file: { byPixels } } of pictures) said[byPixels ?? 'passed'] = (said[byPixels ?? 'passed'] ?? 0) + 1;
    return {
      kind,
      files: members.length,
      pictures: pictures.length,
      stoppedByTags: pictures.filter(({ file }) => file.byTags !== null).length,
      stoppedByPixels: pictures.filter(({ file }) => file.byPixels !== null).length,
      said,
      passed: pictures.filter(({ file }) => file.byPixels === null).map(({ path }) => path),
    };
  }).sort((one, other) => other.pictures - one.pictures || one.kind.localeCompare(other.kind));
}
