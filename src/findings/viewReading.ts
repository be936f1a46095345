import { sigmoid } from '#src/findings/calibrate.ts';
import { dotProduct } from '#src/findings/zeroShot.ts';
import type { ViewHead } from '#src/model/viewHead.ts';

/** How a film was taken, as its pixels say. */
export interface ViewReading {
  readonly view: 'PA' | 'AP';
  /** Of the head, 0.5 … 1: no probability, as the films that it was fitted on were half PA and half AP. */
  readonly sureness: number;
  /** Figures of the head: films, and the share of those that it told that were right. */
  readonly films: number;
  readonly rightWhereTold: number;
}

/** Null where the head is not sure. */
export function readView({ weights, intercept, sure, films, rightWhereTold }: ViewHead, pooled: Float32Array): ViewReading | null {
  const ap = sigmoid(dotProduct(weights, pooled) + intercept);
  const sureness = Math.max(ap, 1 - ap);
  return sureness >= sure ? { view: ap >= 0.5 ? 'AP' : 'PA', sureness, films, rightWhereTold } : null;
}
