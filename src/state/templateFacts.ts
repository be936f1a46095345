import { isOwnTemplate, ownTemplate, placeholders, type EvidenceTemplate, type Placeholder } from '#src/llm/evidenceTemplate.ts';

/** What a form shows beside a template. */
export interface TemplateFacts {
  readonly own: EvidenceTemplate;
  readonly ownVersion: number;
  readonly isOwn: boolean;
  readonly parts: readonly Placeholder[];
}

export function templateFacts(template: EvidenceTemplate): TemplateFacts {
  return { own: ownTemplate, ownVersion: ownTemplate.version, isOwn: isOwnTemplate(template), parts: placeholders };
}
