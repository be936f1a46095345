import { AppError } from '#src/lib/appError.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import { samePhrase } from '#src/findings/phraseGround.ts';
import type { TextVectors } from '#src/findings/zeroShot.ts';
import type { ModelCard } from '#src/model/modelCard.ts';

export interface WeightedPrompt {
  readonly text: string;
  /** Greater than 0; of a side's prompts each counts by its weight over their sum. */
  readonly weight: number;
}

export interface PromptSetFinding {
  readonly id: string;
  readonly name: string;
  readonly positive: readonly WeightedPrompt[];
  readonly negative: readonly WeightedPrompt[];
  /** Score from which on a film is called positive; null where nobody has chosen one. */
  readonly operatingPoint: number | null;
}

/** Prompts under a name and a version, for one model: scores of another set, version or model do not compare. */
export interface PromptSet {
  readonly format: 'elixr-web prompt set 1';
  readonly name: string;
  /** Grows by 1 with each change that is saved. */
  readonly version: number;
  readonly modelId: string;
  readonly findings: readonly PromptSetFinding[];
}

const format = 'elixr-web prompt set 1';
/** Beyond these nobody types: what is larger is no prompt set. */
const limits = { bytes: 256_000, findings: 200, prompts: 50, letters: 400, name: 80 };

/** The card's own prompts as a set, all of one weight, with the card's operating points. */
export function promptSetOf(card: ModelCard, name: string): PromptSet {
  const weighted = (texts: readonly string[]): WeightedPrompt[] => texts.map((text) => ({ text, weight: 1 }));
  return {
    format,
    name,
    version: 1,
    modelId: card.id,
    findings: card.findings.map(({ id, name: findingName, positivePrompts, negativePrompts, operatingPoint }) => ({
      id,
      name: findingName,
      positive: weighted(positivePrompts),
      negative: weighted(negativePrompts),
      operatingPoint: operatingPoint?.threshold ?? null,
    })),
  };
}

/** Why a finding of a set cannot be scored, or null: a side is empty, or both say the same. */
export function faultOf({ positive, negative }: Pick<PromptSetFinding, 'positive' | 'negative'>): 'empty' | 'cancels' | null {
  if (positive.length === 0 || negative.length === 0 || [...positive, ...negative].some(({ text }) => text.trim() === '')) return 'empty';
  const within = (one: readonly WeightedPrompt[], other: readonly WeightedPrompt[]): boolean =>
    one.every(({ text }) => other.some((prompt) => samePhrase(prompt.text, text)));
  return within(positive, negative) && within(negative, positive) ? 'cancels' : null;
}

/** Weighted mean of the positive less that of the negative prompts: its dot product with a film's pooled embedding is the score. */
export function weightedDirection({ positive, negative }: Pick<PromptSetFinding, 'positive' | 'negative'>, vectors: TextVectors): Float32Array {
  const direction = new Float32Array(vectors.values().next().value?.length ?? 0);
  for (const [prompts, sign] of [[positive, 1], [negative, -1]] as const) {
    const sum = prompts.reduce((total, { weight }) => total + weight, 0);
    for (const { text, weight } of prompts) {
      const vector = vectors.get(text);
      if (!vector) throw new Error('a prompt has not been embedded');
      for (let at = 0; at < direction.length; at++) direction[at] = (direction[at] ?? 0) + (sign * weight * (vector[at] ?? 0)) / sum;
    }
  }
  return direction;
}

/**
 * A set from JSON. Every field is checked and none passed over, so that nothing is lost unseen. Errors: `PromptSetInvalid`
 * (facts.at names the place, facts.reason what is wrong), `PromptSetOfOtherModel` (facts.model).
 */
export function parsePromptSet(json: string, modelId: string): PromptSet {
  if (json.length > limits.bytes) throw invalid('', 'larger than a prompt set can be');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid('', 'no JSON');
  }
  const set = fields(value, '', ['format', 'name', 'version', 'modelId', 'findings']);
  if (set.format !== format) throw invalid('format', `not “${format}”`);
  const parsed: PromptSet = {
    format,
    name: text(set.name, 'name', limits.name),
    version: positiveNumber(set.version, 'version'),
    modelId: text(set.modelId, 'modelId', limits.name),
    findings: list(set.findings, 'findings', limits.findings).map((finding, at) => parseFinding(finding, `findings[${at}]`)),
  };
  if (parsed.findings.length === 0) throw invalid('findings', 'none in it');
  if (!Number.isInteger(parsed.version)) throw invalid('version', 'no whole number');
  const ids = parsed.findings.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw invalid(`findings[${ids.lastIndexOf(twice)}].id`, 'the same as another');
  if (parsed.modelId !== modelId) throw new AppError('PromptSetOfOtherModel', 'the set was made for another model', { facts: { model: parsed.modelId } });
  return parsed;
}

function parseFinding(value: unknown, at: string): PromptSetFinding {
  const finding = fields(value, at, ['id', 'name', 'positive', 'negative', 'operatingPoint']);
  const side = (prompts: unknown, place: string): WeightedPrompt[] =>
    list(prompts, place, limits.prompts).map((prompt, index) => {
      const where = `${place}[${index}]`;
      const found = fields(prompt, where, ['text', 'weight']);
      return { text: text(found.text, `${where}.text`, limits.letters), weight: positiveNumber(found.weight, `${where}.weight`) };
    });
  const { operatingPoint } = finding;
  if (operatingPoint !== null && !(typeof operatingPoint === 'number' && Number.isFinite(operatingPoint))) throw invalid(`${at}.operatingPoint`, 'neither a number nor null');
  const parsed: PromptSetFinding = {
    id: text(finding.id, `${at}.id`, limits.name),
    name: text(finding.name, `${at}.name`, limits.name),
    positive: side(finding.positive, `${at}.positive`),
    negative: side(finding.negative, `${at}.negative`),
    operatingPoint,
  };
  if (/^(?:phrase|taught):/.test(parsed.id)) throw invalid(`${at}.id`, 'a name that the app keeps for phrases and classifiers');
  const fault = faultOf(parsed);
  if (fault) throw invalid(at, fault === 'empty' ? 'a side without prompts' : 'both sides say the same');
  return parsed;
}

function fields(value: unknown, at: string, names: readonly string[]): Record<string, unknown> {
  if (!isRecord(value)) throw invalid(at, 'no object');
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  const place = (name: string): string => (at === '' ? name : `${at}.${name}`);
  if (unknown !== undefined) throw invalid(place(unknown.slice(0, 40)), 'an unknown field');
  const missing = names.find((name) => !(name in value));
  if (missing !== undefined) throw invalid(place(missing), 'missing');
  return value;
}

function list(value: unknown, at: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'no list');
  if (value.length > most) throw invalid(at, `more than ${most}`);
  return value;
}

function text(value: unknown, at: string, most: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(at, 'no text');
  if (value.length > most) throw invalid(at, `longer than ${most} letters`);
  return value;
}

function positiveNumber(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw invalid(at, 'no number above 0');
  return value;
}

function invalid(at: string, reason: string): AppError {
  return new AppError('PromptSetInvalid', `prompt set: ${reason}`, { facts: { at, reason } });
}
