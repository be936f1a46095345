import type { Remote } from '#src/lib/rpc.ts';
import type { ArchiveApi } from '#src/archive/archiveApi.ts';
import type { TextVectors } from '#src/findings/zeroShot.ts';
import type { ModelLink } from '#src/state/modelLink.ts';

/** The text embeddings of phrases: computed once a visit, and those asked to be kept once a device. */
export interface PhraseBook {
  /** Takes over what earlier visits computed with this model. */
  readonly open: (modelId: string) => Promise<void>;
  /** At least the vectors of `texts`; what is missing is embedded. Rejects as `ModelApi.embedTexts` does. */
  readonly vectorsOf: (
    texts: readonly string[],
    options?: { readonly keep?: boolean; readonly signal?: AbortSignal },
  ) => Promise<TextVectors>;
  /** Forgets what the user typed; vectors of `texts` stay. */
  readonly clearAllBut: (texts: readonly string[]) => void;
}

export function createPhraseBook(archive: Remote<ArchiveApi>, link: Pick<ModelLink, 'embedTexts'>): PhraseBook {
  let modelId = '';
  let vectors = new Map<string, Float32Array>();

  return {
    open: async (opened) => {
      modelId = opened;
      vectors = new Map();
      try {
        for (const { text, vector } of await archive.readTexts({ modelId })) vectors.set(text, vector);
      } catch {
        // A cache that cannot be read is computed again; the archive's own state is reported by `open`.
      }
    },
    vectorsOf: async (texts, { keep = false, signal } = {}) => {
      const missing = texts.filter((text) => !vectors.has(text));
      if (missing.length > 0) {
        const embedded = await link.embedTexts(missing, signal);
        for (const { text, vector } of embedded) vectors.set(text, vector);
        if (keep) await archive.keepTexts({ modelId, texts: embedded }).catch(() => undefined);
      }
      return vectors;
    },
    clearAllBut: (texts) => {
      const kept = new Set(texts);
      for (const text of vectors.keys()) if (!kept.has(text)) vectors.delete(text);
    },
  };
}
