import type { FilmEvidence } from '#src/findings/filmEvidence.ts';
import { describeEvidence } from '#src/llm/describeEvidence.ts';
import type { FilmPicture } from '#src/llm/endpoint.ts';
import { fillTemplate, placeholdersOf, type EvidenceTemplate, type TemplateTask } from '#src/llm/evidenceTemplate.ts';
import { shapeInWords } from '#src/llm/answerShape.ts';
import { reviewSchema } from '#src/llm/reportReview.ts';

/** What a request may carry of a film and its reader: each is agreed to by itself. */
export const contentKinds = ['film', 'scores', 'sides', 'measurements', 'similar', 'question', 'report', 'earlier', 'picture'] as const;
export type ContentKind = (typeof contentKinds)[number];

export interface ComposePrompt {
  readonly task: TemplateTask;
  readonly template: EvidenceTemplate;
  readonly evidence: FilmEvidence;
  /** The question, or the report. */
  readonly text: string;
  readonly picture: FilmPicture | null;
  /** Earlier turns go along. */
  readonly earlier?: boolean;
}

export interface Prompt {
  readonly text: string;
  readonly content: readonly ContentKind[];
}

/**
 * The prompt of one question or one report: the template, filled with what the device knows of the film. What is filled in
 * cannot close the marks that the template puts around it, nor name a placeholder.
 */
export function composePrompt({ task, template, evidence, text, picture, earlier = false }: ComposePrompt): Prompt {
  const asked = text.replaceAll('<', '‹').replaceAll('>', '›').trim();
  const filled = fillTemplate(template[task], {
    ...describeEvidence(evidence),
    sight: picture ? `It is attached, reduced to ${picture.columns} × ${picture.rows} px.` : 'You cannot see it.',
    question: task === 'question' ? asked : '',
    report: task === 'report' ? asked : '',
  });
  const names = placeholdersOf(template[task]);
  const carried: Readonly<Record<ContentKind, boolean>> = {
    film: names.has('film'),
    scores: names.has('findings') && evidence.findings.length > 0,
    sides: names.has('sides') && evidence.sides.length > 0,
    measurements: names.has('measurements') && evidence.measurements.length > 0,
    similar: names.has('similar') && evidence.similar.length > 0,
    question: task === 'question',
    report: task === 'report',
    earlier,
    picture: picture !== null,
  };
  const shape = task === 'report' ? `\n\n${shapeInWords(reviewSchema)}` : '';
  return { text: `${filled}${shape}`, content: contentKinds.filter((kind) => carried[kind]) };
}
