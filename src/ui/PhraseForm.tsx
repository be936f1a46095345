import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, Form, Input, TextField } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

/** Adds a phrase to the panel; what the model refuses stays in the field beside the reason. */
export function PhraseForm() {
  const { actions, store } = useParts();
  const failure = useAppState((state) => state.phraseFailure);
  const [text, setText] = useState('');
  const add = async (): Promise<void> => {
    await actions.addPhrase(text);
    if (store.getState().phraseFailure === null) setText('');
  };
  return (
    <Form
      className="phrase-form"
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextField aria-label={wording.findings.phraseLabel} value={text} onChange={setText} isInvalid={failure !== null}>
        <Input data-testid="phrase-input" placeholder={wording.findings.phrasePlaceholder} />
      </TextField>
      <Button className="button small" type="submit">
        <Plus size={14} aria-hidden />
        {wording.findings.addPhrase}
      </Button>
      {failure && (
        <p className="warning" role="alert" data-testid="phrase-failure" data-kind={failure.failure.kind}>
          {wordFailure(failure.failure).what} {wordFailure(failure.failure).remedy}
        </p>
      )}
    </Form>
  );
}
