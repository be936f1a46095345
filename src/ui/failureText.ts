/** A failure in words. */
export interface FailureText {
  readonly what: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}
