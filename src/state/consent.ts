import type { ContentKind } from '#src/llm/composePrompt.ts';
import type { TemplateTask } from '#src/llm/evidenceTemplate.ts';
import type { ShowReason } from '#src/state/askState.ts';

/** A request as far as consent goes. */
export interface Carried {
  /** Origin of the endpoint. */
  readonly host: string;
  readonly task: TemplateTask;
  /** The template's words. */
  readonly template: string;
  readonly content: readonly ContentKind[];
  /** Something that identifies was taken out of it. */
  readonly cleaned: boolean;
}

export interface Consent {
  /** Why this must be shown before it is sent, and the kinds that are new; no reasons where all of it was agreed to before. */
  readonly ask: (carried: Carried) => { readonly reasons: readonly ShowReason[]; readonly news: readonly ContentKind[] };
  readonly agree: (carried: Carried) => void;
  readonly forget: () => void;
}

/**
 * What the reader has agreed to send, by host and kind of content; in memory alone, so that each visit begins without.
 * The film itself is never agreed to for more than one request.
 */
export function createConsent(): Consent {
  const agreed = new Map<string, { templates: Map<TemplateTask, string>; kinds: Set<ContentKind> }>();
  return {
    ask: ({ host, task, template, content, cleaned }) => {
      const known = agreed.get(host);
      const news = content.filter((kind) => kind === 'picture' || known?.kinds.has(kind) !== true);
      const reasons: ShowReason[] = [
        ...(known ? [] : (['first'] as const)),
        ...(known && news.some((kind) => kind !== 'picture') ? (['more'] as const) : []),
        ...(known && (known.templates.get(task) ?? template) !== template ? (['template'] as const) : []),
        ...(content.includes('picture') ? (['picture'] as const) : []),
        ...(cleaned ? (['removed'] as const) : []),
      ];
      return { reasons, news };
    },
    agree: ({ host, task, template, content }) => {
      const kinds = new Set([...(agreed.get(host)?.kinds ?? []), ...content]);
      kinds.delete('picture');
      agreed.set(host, { templates: new Map([...(agreed.get(host)?.templates ?? []), [task, template]]), kinds });
    },
    forget: () => agreed.clear(),
  };
}
