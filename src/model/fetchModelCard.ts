import { AppError } from '#src/lib/appError.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

/** Reads `card.json` of a model folder (URL ending in "/"). Errors: `ModelMissing`, `ModelCorrupt`. */
export async function fetchModelCard(folder: string): Promise<ModelCard> {
  const file = 'card.json';
  let card: unknown;
  try {
    const answer = await fetch(new URL(file, folder), { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    card = await answer.json();
  } catch (thrown) {
    const kind = thrown instanceof SyntaxError ? 'ModelCorrupt' : 'ModelMissing';
    throw new AppError(kind, 'the model card cannot be read', { cause: thrown, facts: { file } });
  }
  if (!isCard(card)) throw new AppError('ModelCorrupt', 'the model card lacks what the app needs', { facts: { file } });
  return card;
}

function isCard(card: unknown): card is ModelCard {
  const { id, embeddingSize, inputSize, effectiveResolution, tokenGrid, preprocessing, image, text, findings, contrastPrompts } =
    (card ?? {}) as Partial<ModelCard>;
  return (
    typeof id === 'string' &&
    [embeddingSize, inputSize, effectiveResolution, preprocessing?.version].every((count) => Number.isInteger(count)) &&
    tokenGrid?.length === 2 &&
    image?.architecture === 'efficientnet-lite0' &&
    text?.architecture === 'bert' &&
    [image.sha256, text.sha256, text.sha256Vocabulary].every((sha256) => /^[0-9a-f]{64}$/.test(sha256)) &&
    Array.isArray(findings) &&
    Array.isArray(contrastPrompts) &&
    contrastPrompts.length > 0 &&
    findings.every(({ positivePrompts, negativePrompts }) => positivePrompts.length > 0 && negativePrompts.length > 0)
  );
}
