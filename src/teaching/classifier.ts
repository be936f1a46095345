import { AppError } from '#src/lib/appError.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import { sha256 } from '#src/lib/sha256.ts';
import type { ReliabilityBin } from '#src/findings/calibrate.ts';
import type { EmbeddingSpace } from '#src/model/embedding.ts';
import type { CardFinding } from '#src/model/modelCard.ts';
import { readNetwork, type LayerText } from '#src/teaching/networkText.ts';
import type { TaughtKind } from '#src/teaching/teachApi.ts';

/** A taught head with all that says what it is worth: what is kept, sent to a colleague, and used as a finding. */
export interface Classifier extends EmbeddingSpace {
  /** 1 of a linear head, 2 of a network. */
  readonly format: 'elixr-web classifier 1' | 'elixr-web classifier 2';
  readonly classifierId: string;
  readonly name: string;
  readonly definition: string;
  readonly kind: TaughtKind;
  /** score = weights · pooled embedding, in float64; probability = 1 / (1 + exp(−(slope · score + intercept))). Empty for a network. */
  readonly weights: readonly number[];
  /** Of a network: score = its log-odds. */
  readonly network?: readonly LayerText[];
  readonly calibration: { readonly slope: number; readonly intercept: number } | null;
  readonly operatingPoint: { readonly threshold: number; readonly sensitivity: number; readonly specificity: number } | null;
  readonly bins: readonly ReliabilityBin[];
  readonly metrics: {
    readonly films: number;
    readonly positives: number;
    readonly patients: number;
    readonly auc: number;
    readonly aucLow: number | null;
    readonly aucHigh: number | null;
    readonly averagePrecision: number;
  };
  readonly training: {
    readonly penalty: number;
    readonly seed: number;
    readonly folds: number;
    readonly repeats: number;
    readonly classWeights: 'none' | 'balanced';
    /** SHA-256 of the labelled films and their labels, in order. */
    readonly dataHash: string;
    readonly taughtAt: string;
  };
  /** SHA-256 of all other fields as JSON, in this order. */
  readonly sha256: string;
}

const formats = { linear: 'elixr-web classifier 1', network: 'elixr-web classifier 2' } as const;
/** Also of a layer's width, when it is told before its numbers are looked at. */
const mostWidth = 4096;
export const mostClassifierBytes = 2_000_000;
export const classifierTooLarge = (): AppError => invalid('', 'larger than a classifier can be');

/** The text whose hash a classifier carries. */
function content({ sha256: _, ...fields }: Omit<Classifier, 'sha256'> & { readonly sha256?: string }): string {
  return JSON.stringify(fields);
}

/** Gives a classifier its checksum. */
export async function sealClassifier(classifier: Omit<Classifier, 'sha256'>): Promise<Classifier> {
  return { ...classifier, sha256: await sha256(new TextEncoder().encode(content(classifier))) };
}

/**
 * A classifier from its file. Every field is looked at, and the checksum says whether any number was changed since. Errors:
 * `ClassifierInvalid` (facts.at, facts.reason), `ClassifierOfOtherModel` (facts.model, facts.here).
 */
export async function parseClassifier(json: string, here: EmbeddingSpace & { readonly embeddingSize: number }): Promise<Classifier> {
  if (json.length > mostClassifierBytes) throw classifierTooLarge();
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid('', 'no JSON');
  }
  const classifier = checked(value);
  const { modelId, preprocessingVersion } = classifier;
  if (modelId !== here.modelId || preprocessingVersion !== here.preprocessingVersion) {
    throw new AppError('ClassifierOfOtherModel', 'taught on other embeddings', { facts: { model: `${modelId}, preprocessing ${preprocessingVersion}`, here: `${here.modelId}, preprocessing ${here.preprocessingVersion}` } });
  }
  if (classifier.network ? classifier.network[0]?.inputs !== here.embeddingSize : classifier.weights.length !== here.embeddingSize) throw invalid('weights', `not for ${here.embeddingSize} numbers`);
  if ((await sha256(new TextEncoder().encode(content(classifier)))) !== classifier.sha256) throw invalid('sha256', 'something was changed after it was written');
  return classifier;
}

function checked(value: unknown): Classifier {
  if (!isRecord(value) || (value.format !== formats.linear && value.format !== formats.network)) throw invalid('format', `neither “${formats.linear}” nor “${formats.network}”`);
  const { metrics, training, calibration, operatingPoint } = value;
  if (!isRecord(metrics)) throw invalid('metrics', 'missing');
  if (!isRecord(training)) throw invalid('training', 'missing');
  if (!Array.isArray(value.weights) || !value.weights.every(isNumber)) throw invalid('weights', 'no list of numbers');
  if (!Array.isArray(value.bins) || !value.bins.every((bin) => isRecord(bin) && [bin.predicted, bin.observed, bin.films].every(isNumber))) throw invalid('bins', 'no reliability curve');
  for (const name of ['classifierId', 'name', 'modelId', 'sha256'] as const) if (typeof value[name] !== 'string' || value[name] === '' || value[name].length > 400) throw invalid(name, 'no text');
  if (typeof value.definition !== 'string') throw invalid('definition', 'no text');
  if (value.format === formats.network ? value.kind !== 'network' : value.kind !== 'plain' && value.kind !== 'prompt') throw invalid('kind', 'unknown');
  if (value.format === formats.network) checkNetwork(value.network);
  if (!isNumber(value.preprocessingVersion)) throw invalid('preprocessingVersion', 'no number');
  numbers(metrics, 'metrics', ['films', 'positives', 'patients', 'auc', 'averagePrecision']);
  numbers(training, 'training', ['penalty', 'seed', 'folds', 'repeats']);
  if (calibration !== null) numbers(calibration, 'calibration', ['slope', 'intercept']);
  if (operatingPoint !== null) numbers(operatingPoint, 'operatingPoint', ['threshold', 'sensitivity', 'specificity']);
  if (isRecord(calibration) && Number(calibration.slope) <= 0) throw invalid('calibration.slope', 'not above 0');
  return value as unknown as Classifier;
}

/** Layers that follow on one another, down to one value, with the numbers that they say. */
function checkNetwork(network: unknown): void {
  const isWidth = (width: unknown): width is number => Number.isInteger(width) && Number(width) > 0 && Number(width) <= mostWidth;
  const isLayer = (layer: unknown): layer is LayerText =>
    isRecord(layer) && isWidth(layer.inputs) && isWidth(layer.outputs) && typeof layer.weights === 'string' && typeof layer.bias === 'string';
  if (!Array.isArray(network) || network.length === 0 || !network.every(isLayer)) throw invalid('network', 'no list of layers');
  if (network.some(({ inputs }, at) => at > 0 && inputs !== network[at - 1]?.outputs) || network.at(-1)?.outputs !== 1) throw invalid('network', 'layers do not follow on one another');
  if (!readNetwork(network)) throw invalid('network', 'other numbers than its layers have');
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function numbers(value: unknown, at: string, names: readonly string[]): void {
  if (!isRecord(value)) throw invalid(at, 'missing');
  const wrong = names.find((name) => !isNumber(value[name]));
  if (wrong !== undefined) throw invalid(`${at}.${wrong}`, 'no number');
}

function invalid(at: string, reason: string): AppError {
  return new AppError('ClassifierInvalid', `classifier: ${reason}`, { facts: { at, reason } });
}

/** A classifier as a finding of the card: all that shows and searches findings then shows and searches it. */
export function findingOf({ classifierId, name, calibration, operatingPoint, metrics: { films, positives, auc }, bins }: Classifier): CardFinding {
  return {
    id: `taught:${classifierId}`,
    name,
    positivePrompts: [],
    negativePrompts: [],
    testAuc: auc,
    ...(calibration ? { calibration: { ...calibration, films, positives, prevalence: positives / films } } : {}),
    ...(operatingPoint ? { operatingPoint: { ...operatingPoint, rule: '' } } : {}),
    ...(bins.length > 0 ? { reliability: { films, positives, source: '', bins } } : {}),
  };
}
