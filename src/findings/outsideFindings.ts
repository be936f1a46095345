import type { Finding } from '#src/findings/finding.ts';

/**
 * Findings of a film that the gate stopped and the reader had scored anyway: score and operating point as they are, no probability
 * and nothing that was measured on films of the domain. What reckons with probabilities then has none to reckon with.
 */
export function outsideFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => {
    const { operatingPoint } = finding;
    const { threshold, sensitivity, specificity, rule } = operatingPoint ?? { threshold: 0, sensitivity: null, specificity: null, rule: '' };
    return { ...finding, probability: null, basis: null, testAuc: null, reliability: null, operatingPoint: operatingPoint && { threshold, sensitivity, specificity, rule, probability: null } };
  });
}
