/** What the gate asks of a film's pixels. `turnedN`: it lies as the upright film does after a turn by N degrees clockwise. */
export const gateQuestions = ['other', 'inverted', 'turned90', 'turned180', 'turned270', 'mirrored', 'cropped', 'child'] as const;
export type GateQuestion = (typeof gateQuestions)[number];

/** The gate's answers about one film. */
export interface GateReading {
  /** Which gate answered; another one's readings do not count. */
  readonly gateId: string;
  /** Logit less its limit: above 0 the answer is yes. Not a probability. */
  readonly above: Readonly<Record<GateQuestion, number>>;
}
