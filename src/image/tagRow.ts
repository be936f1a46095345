/** One data element of a file, as the tag browser shows it. Holds a patient's identity: shown, never logged. */
export interface TagRow {
  /** 0 at the top; one more in each item of a sequence. */
  readonly depth: number;
  /** "(0010,0010)"; of an item of a sequence, its number: "#1". */
  readonly tag: string;
  /** Two letters; empty for items. */
  readonly vr: string;
  /** Of PS3.6, else empty; of a private element, the name of its creator. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isRetired: boolean;
  /** True where rows of greater depth follow: a sequence, or an item of one. */
  readonly folds: boolean;
  /** Text as it stands, several values separated by a backslash; of bytes, their count and the first of them. */
  readonly value: string;
}
