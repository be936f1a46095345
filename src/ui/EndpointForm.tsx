import { useEffect, useRef, useState } from 'react';
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components';
import type { Failure, KeptEndpoint } from '#src/state/appState.ts';
import { endpointPresets, presetOf } from '#src/state/endpointPresets.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { wording } from '#src/ui/wording.ts';

type Tested = { readonly stage: 'idle' | 'testing' | 'works' } | { readonly stage: 'failed'; readonly failure: Failure };

export function EndpointForm({ onSaved }: { readonly onSaved: () => void }) {
  const { actions } = useParts();
  const endpoint = useAppState((state) => state.endpoint);
  const { hasKey, keyInSession, ...kept } = endpoint;
  const [draft, setDraft] = useState<KeptEndpoint>(kept);
  const [inSession, setInSession] = useState(keyInSession);
  const [typed, setTyped] = useState('');
  const [tested, setTested] = useState<Tested>({ stage: 'idle' });
  const testing = useRef<AbortController>(null);
  useEffect(() => () => testing.current?.abort(), []);
  const { settings } = wording;
  const preset = presetOf(draft.dialect);
  const keyPlace = preset.keyPlaces.find((place) => place === draft.keyPlace) ?? preset.keyPlaces[0] ?? 'bearer';
  const filled = { ...draft, keyPlace };
  const key = typed === '' ? null : typed;
  const change = (part: Partial<KeptEndpoint>): void => {
    testing.current?.abort();
    setTested({ stage: 'idle' });
    setDraft({ ...draft, ...part });
  };
  const choose = (value: string): void => {
    const next = endpointPresets.find(({ dialect }) => dialect === value);
    if (!next) return;
    // What the user typed stays; what another preset filled in goes.
    const own = draft.url !== '' && endpointPresets.every(({ url }) => url !== draft.url);
    const ownModel = draft.model !== '' && endpointPresets.every(({ model }) => model !== draft.model);
    change({
      dialect: next.dialect,
      keyPlace: next.keyPlaces[0] ?? keyPlace,
      url: own ? draft.url : next.url,
      model: ownModel ? draft.model : next.model,
    });
  };
  const test = async (): Promise<void> => {
    const controller = new AbortController();
    testing.current?.abort();
    testing.current = controller;
    setTested({ stage: 'testing' });
    const failure = await actions.testEndpoint({ ...filled, key }, controller.signal);
    if (!controller.signal.aborted) setTested(failure ? { stage: 'failed', failure } : { stage: 'works' });
  };
  return (
    <Form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        const failure = actions.saveEndpoint({ ...filled, key, keyInSession: inSession });
        if (failure) setTested({ stage: 'failed', failure });
        else onSaved();
      }}
    >
      <h3>{settings.endpoint}</h3>
      <div className="field-row">
        <div>
          <label htmlFor="endpoint-dialect">{settings.dialect}</label>
          <select id="endpoint-dialect" value={draft.dialect} onChange={(event) => choose(event.target.value)}>
            {endpointPresets.map(({ dialect }) => (
              <option key={dialect} value={dialect}>
                {settings.dialects[dialect]}
              </option>
            ))}
          </select>
        </div>
        <TextField value={draft.model} onChange={(model) => change({ model })}>
          <Label>{settings.model}</Label>
          <Input />
        </TextField>
      </div>
      <TextField value={draft.url} onChange={(url) => change({ url })} inputMode="url">
        <Label>{settings.url}</Label>
        <Input />
        <Text slot="description">{settings.urlHint}</Text>
      </TextField>
      <div className="sheet-foot start">
        <Button className="button small" onPress={() => change({ url: preset.url, model: preset.model })}>
          {settings.preset}
        </Button>
      </div>
      <div className="field-row">
        <TextField
          value={typed}
          onChange={(value) => {
            setTyped(value);
            change({});
          }}
          type="password"
          autoComplete="off"
        >
          <Label>{settings.key}</Label>
          <Input />
          <Text slot="description">{hasKey ? settings.keyKept : settings.keyHint}</Text>
        </TextField>
        <div>
          <label htmlFor="endpoint-key-place">{settings.keyPlace}</label>
          <select
            id="endpoint-key-place"
            value={keyPlace}
            onChange={(event) => change({ keyPlace: preset.keyPlaces.find((place) => place === event.target.value) ?? keyPlace })}
          >
            {preset.keyPlaces.map((place) => (
              <option key={place} value={place}>
                {settings.keyPlaces[place]}
              </option>
            ))}
          </select>
        </div>
      </div>
      {keyPlace === 'query' && <p className="warning">{settings.queryWarning}</p>}
      <label className="endpoint-choice">
        <input type="checkbox" checked={inSession} onChange={(event) => setInSession(event.target.checked)} />
        {settings.keyInSession}
      </label>
      <label className="endpoint-choice">
        <input type="checkbox" checked={preset.streams && draft.streamed} disabled={!preset.streams} onChange={(event) => change({ streamed: event.target.checked })} />
        {preset.streams ? settings.streamed : settings.noStreams}
      </label>
      <div role="status" data-testid="endpoint-test" data-stage={tested.stage} data-kind={tested.stage === 'failed' ? tested.failure.kind : undefined}>
        {tested.stage === 'failed' ? (
          <p className="warning">
            {wordFailure(tested.failure).what} {wordFailure(tested.failure).remedy}
          </p>
        ) : (
          <p className="quiet small">{tested.stage === 'idle' ? settings.testNote : tested.stage === 'testing' ? settings.testing : settings.works}</p>
        )}
      </div>
      <div className="sheet-foot">
        <Button className="button" data-testid="test-endpoint" isDisabled={tested.stage === 'testing'} onPress={() => void test()}>
          {settings.test}
        </Button>
        <Button className="button primary" type="submit">
          {settings.save}
        </Button>
      </div>
    </Form>
  );
}
