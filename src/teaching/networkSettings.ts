import type { HeadSettings } from '#src/teaching/fitPath.ts';

export interface NetworkSettings extends Pick<HeadSettings, 'classWeights'> {
  /** Values between the embedding and the log-odds, layer by layer. */
  readonly hidden: readonly number[];
}

/** The paper's: 512, then 256. */
export const networkSettings: NetworkSettings = { hidden: [512, 256], classWeights: 'none' };
