import { useState } from 'react';
import { Button, Form, Label, TextArea, TextField } from 'react-aria-components';
import type { Failure } from '#src/state/appState.ts';
import { templateFacts } from '#src/state/templateFacts.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

type Saved = { readonly stage: 'idle' | 'saved' } | { readonly stage: 'refused'; readonly failure: Failure };

/** The words around the evidence of a request, to read and to change. */
export function TemplateForm() {
  const { actions } = useParts();
  const template = useAppState((state) => state.template);
  const [draft, setDraft] = useState(template);
  const [saved, setSaved] = useState<Saved>({ stage: 'idle' });
  const { template: words } = wording.ask;
  const facts = templateFacts(template);
  const change = (part: Partial<typeof draft>): void => {
    setSaved({ stage: 'idle' });
    setDraft({ ...draft, ...part });
  };
  return (
    <details className="template" data-testid="template">
      <summary>{words.title}</summary>
      <Form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const failure = actions.saveTemplate(draft);
          setSaved(failure ? { stage: 'refused', failure } : { stage: 'saved' });
        }}
      >
        <p className="quiet">{words.note}</p>
        <p className="quiet small" data-testid="template-version">
          {facts.isOwn ? words.own(facts.ownVersion) : words.edited(template.version, facts.ownVersion)}
        </p>
        <TextField value={draft.question} onChange={(question) => change({ question })}>
          <Label>{words.question}</Label>
          <TextArea rows={10} data-testid="template-question" spellCheck={false} />
        </TextField>
        <TextField value={draft.report} onChange={(report) => change({ report })}>
          <Label>{words.report}</Label>
          <TextArea rows={10} data-testid="template-report" spellCheck={false} />
        </TextField>
        <dl className="template-parts" aria-label={words.parts}>
          {facts.parts.map((part) => (
            <div key={part}>
              <dt>
                <code>{`{{${part}}}`}</code>
              </dt>
              <dd className="quiet">{words.part[part]}</dd>
            </div>
          ))}
        </dl>
        <div role="status" data-testid="template-state" data-stage={saved.stage}>
          {saved.stage === 'saved' && <p className="quiet small">{words.saved}</p>}
          {saved.stage === 'refused' && (
            <p className="warning">
              {wordFailure(saved.failure).what} {wordFailure(saved.failure).remedy}
            </p>
          )}
        </div>
        <div className="sheet-foot">
          <Button
            className="button"
            data-testid="reset-template"
            onPress={() => {
              actions.saveTemplate(null);
              setDraft(facts.own);
              setSaved({ stage: 'saved' });
            }}
          >
            {words.reset}
          </Button>
          <Button className="button primary" type="submit" data-testid="save-template">
            {words.save}
          </Button>
        </div>
      </Form>
    </details>
  );
}
