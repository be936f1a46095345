import type { Finding } from '#src/findings/finding.ts';
import { slopeOf } from '#src/findings/heatReading.ts';
import { byStanding, logOddsAboveOperatingPoint } from '#src/findings/zeroShot.ts';

export const findingGroups = ['lungs', 'pleura', 'heart', 'mediastinum', 'other'] as const;
export type FindingGroup = (typeof findingGroups)[number];

/** Where in the chest a finding of a model card is looked for, by its id; what is not listed here is `other`. */
const groupOf: Readonly<Record<string, FindingGroup>> = {
  atelectasis: 'lungs',
  consolidation: 'lungs',
  edema: 'lungs',
  emphysema: 'lungs',
  fibrosis: 'lungs',
  infiltration: 'lungs',
  lung_lesion: 'lungs',
  lung_opacity: 'lungs',
  mass: 'lungs',
  nodule: 'lungs',
  pneumonia: 'lungs',
  effusion: 'pleura',
  pleural_effusion: 'pleura',
  pleural_thickening: 'pleura',
  pneumothorax: 'pleura',
  cardiomegaly: 'heart',
  enlarged_cardiomediastinum: 'mediastinum',
  hernia: 'mediastinum',
};

export function findingGroupOf(findingId: string): FindingGroup {
  return groupOf[findingId] ?? 'other';
}

export interface GroupedFindings {
  readonly group: FindingGroup;
  /** By how far they stand above their operating point. */
  readonly findings: readonly Finding[];
}

/** Card findings in groups; within a group, and among the groups by their first, what stands highest comes first. */
export function groupFindings(findings: readonly Finding[]): readonly GroupedFindings[] {
  const groups = new Map<FindingGroup, Finding[]>();
  for (const finding of findings.toSorted(byStanding)) {
    const group = findingGroupOf(finding.id);
    const members = groups.get(group);
    if (members) members.push(finding);
    else groups.set(group, [finding]);
  }
  return [...groups].map(([group, members]) => ({ group, findings: members }));
}

/** Log-odds above the operating point that fill a half of the bar. */
const fullBar = 3;
/** Similarity difference that fills it where there is no calibration. */
const fullSimilarity = 0.3;

/** Where a finding's bar ends: −1 … 1, 0 in the middle, which is the operating point where there is one. */
export function barShare(finding: Finding): number {
  return barShareAt(finding, finding.score);
}

/** The same for another score of the finding, such as an earlier film's. */
export function barShareAt(finding: Finding, score: number): number {
  const above = logOddsAboveOperatingPoint(finding);
  const share = above === null ? (score - (finding.operatingPoint?.threshold ?? 0)) / fullSimilarity : (above + (slopeOf(finding) ?? 0) * (score - finding.score)) / fullBar;
  return Math.max(-1, Math.min(1, share));
}
