import { sigmoid } from '#src/findings/calibrate.ts';
import { dotProduct } from '#src/findings/zeroShot.ts';
import type { ViewHead } from '#src/model/viewHead.ts';

/** How a film was taken, as its pixels say. */
export interface ViewReading {
  readonly view: 'PA' | 'AP';
  /** Of the head, 0.5 … 1: no probability, as the films that it was fitted on were half PA and half AP. */
  readonly sureness: number;
  readonly sure: boolean;
  /** Films that the head was measured on, and how often it was right on those of which it was as sure as of this one, or as unsure. */
  readonly films: number;
  readonly right: number;
}

export function readView({ weights, intercept, sure, films, told, rightWhereTold, right }: ViewHead, pooled: Float32Array): ViewReading {
  const ap = sigmoid(dotProduct(weights, pooled) + intercept);
  const sureness = Math.max(ap, 1 - ap);
  const isSure = sureness >= sure;
  const rightWhereUnsure = told < 1 ? Math.min(1, Math.max(0, (right - told * rightWhereTold) / (1 - told))) : right;
  return { view: ap >= 0.5 ? 'AP' : 'PA', sureness, sure: isSure, films, right: isSure ? rightWhereTold : rightWhereUnsure };
}
