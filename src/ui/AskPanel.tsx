import { Eye, Send } from 'lucide-react';
import { useState } from 'react';
import { Button, Form, TextArea, TextField } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { Conversation } from '#src/ui/Conversation.tsx';
import { DeviceQuestion } from '#src/ui/DeviceQuestion.tsx';
import { EndpointExchange } from '#src/ui/EndpointExchange.tsx';
import { EndpointPreview } from '#src/ui/EndpointPreview.tsx';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/ask.css';

export function AskPanel({ onSettings }: { readonly onSettings: () => void }) {
  const selected = useAppState((state) => state.selected);
  const configured = useAppState((state) => state.endpoint.url !== '');
  const ask = useAppState((state) => state.ask);
  const mine = ask.stage !== 'idle' && ask.filmId === selected ? ask : null;
  return (
    <section className="ask" aria-label={wording.ask.title}>
      <h2 className="panel-head">{wording.ask.title}</h2>
      <DeviceQuestion />
      {configured ? (
        <EndpointQuestion />
      ) : (
        <div className="panel-note">
          <p className="quiet">{wording.ask.notConfigured}</p>
          <Button className="button small" onPress={onSettings}>
            {wording.ask.setUp}
          </Button>
        </div>
      )}
      {mine?.task === 'question' && <EndpointExchange ask={mine} />}
      {selected && <Conversation filmId={selected} />}
      {mine?.stage === 'preview' && <EndpointPreview ask={mine} />}
    </section>
  );
}

function EndpointQuestion() {
  const { actions } = useParts();
  const selected = useAppState((state) => state.selected);
  const hasEarlier = useAppState(({ conversations, selected: filmId }) => filmId !== null && conversations.has(filmId));
  const [question, setQuestion] = useState('');
  const [followUp, setFollowUp] = useState(false);
  const ask = (show: boolean): void => {
    if (selected) void actions.askEndpoint({ filmId: selected, task: 'question', text: question, followUp: followUp && hasEarlier }, show);
  };
  return (
    <Form
      className="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        ask(false);
      }}
    >
      <TextField aria-label={wording.ask.label} value={question} onChange={setQuestion}>
        <TextArea rows={2} data-testid="question" placeholder={wording.ask.placeholder} />
      </TextField>
      {hasEarlier && (
        <label className="ask-choice">
          <input type="checkbox" data-testid="follow-up" checked={followUp} onChange={(event) => setFollowUp(event.target.checked)} />
          {wording.ask.followUp}
        </label>
      )}
      <div className="ask-buttons">
        <Button className="button small" data-testid="preview-question" aria-label={wording.ask.preview} onPress={() => ask(true)}>
          <Eye size={14} aria-hidden />
          {wording.ask.previewShort}
        </Button>
        <Button className="button small primary" type="submit" data-testid="ask-endpoint">
          <Send size={14} aria-hidden />
          {wording.ask.ask}
        </Button>
      </div>
    </Form>
  );
}
