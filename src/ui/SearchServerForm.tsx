import { useEffect, useState } from 'react';
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components';
import type { SearchServerState } from '#src/state/searchServerState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { wordFailure } from '#src/ui/failureWording.ts';
import { searchServerWording as words } from '#src/ui/searchServerWording.ts';
import { wording } from '#src/ui/wording.ts';

/** Address, consent and state of the search server; filling it from here. */
export function SearchServerForm() {
  const { actions } = useParts();
  const server = useAppState((state) => state.searchServer);
  const [url, setUrl] = useState(server.url);
  const [collection, setCollection] = useState(server.collection);
  const [key, setKey] = useState('');
  const [consent, setConsent] = useState(server.inUse);
  // Films have come or gone since it was last asked.
  useEffect(() => {
    if (server.inUse && server.connection.stage === 'ready' && !server.filling) void actions.askServer();
  }, []);
  const save = (inUse: boolean): void => {
    void actions.saveServer({ url, collection, inUse, key: key === '' ? null : key });
    setKey('');
  };
  return (
    <Form
      className="fields"
      data-testid="search-server"
      onSubmit={(event) => {
        event.preventDefault();
        save(true);
      }}
    >
      <h3>{words.title}</h3>
      <p className="quiet small">{words.note}</p>
      <div className="field-row">
        <TextField value={url} onChange={setUrl}>
          <Label>{words.url}</Label>
          <Input data-testid="server-url" autoComplete="off" spellCheck={false} />
          <Text slot="description">{words.urlHint}</Text>
        </TextField>
        <TextField value={collection} onChange={setCollection}>
          <Label>{words.collection}</Label>
          <Input data-testid="server-collection" autoComplete="off" spellCheck={false} />
          <Text slot="description">{words.collectionHint}</Text>
        </TextField>
      </div>
      <TextField value={key} onChange={setKey} type="password" autoComplete="off">
        <Label>{words.key}</Label>
        <Input data-testid="server-key" />
        <Text slot="description">{server.hasKey ? words.keyKept : words.keyHint}</Text>
      </TextField>
      <div className="server-leaves">
        <strong>{words.leaves}</strong>
        <p>{words.sent}</p>
        <p>{words.notSent}</p>
        <p>{words.stays}</p>
      </div>
      <label className="endpoint-choice">
        <input type="checkbox" data-testid="server-consent" checked={consent} onChange={(event) => setConsent(event.target.checked)} />
        {words.consent}
      </label>
      <ServerState server={server} />
      <div className="sheet-foot">
        {server.inUse && (
          <Button
            className="button"
            data-testid="server-leave"
            onPress={() => {
              setConsent(false);
              save(false);
            }}
          >
            {words.leave}
          </Button>
        )}
        <Button className="button primary" type="submit" data-testid="server-save" isDisabled={!consent || url.trim() === ''}>
          {words.save}
        </Button>
      </div>
    </Form>
  );
}

function ServerState({ server: { inUse, connection, coverage, filling } }: { readonly server: SearchServerState }) {
  const { actions } = useParts();
  const [sure, setSure] = useState(false);
  if (!inUse) return null;
  const failure = connection.stage === 'failed' ? wordFailure(connection.failure) : null;
  const partly = coverage !== null && coverage.missing > 0;
  return (
    <div className="server-state" data-testid="server-state" data-stage={connection.stage} data-kind={connection.stage === 'failed' ? connection.failure.kind : undefined} data-missing={coverage?.missing}>
      <div role="status">
        {failure ? (
          <p className="warning">
            {failure.what} {failure.remedy}
          </p>
        ) : (
          <p className="quiet">
            {words.stages[connection.stage]} {connection.stage === 'ready' && coverage && words.coverage(coverage)}
          </p>
        )}
        {failure && partly && <p className="quiet">{words.coverage(coverage)}</p>}
      </div>
      {filling ? (
        <div className="server-filling">
          <progress max={Math.max(1, filling.total)} value={filling.sent} aria-label={words.fill} />
          <span data-testid="server-filling">{words.filling(filling.sent, filling.total)}</span>
          <Button className="button small" data-testid="server-stop" onPress={actions.cancelFilling}>
            {words.stop}
          </Button>
        </div>
      ) : (
        <div className="server-acts">
          {connection.stage === 'failed' && (
            <Button className="button small" data-testid="server-again" onPress={() => void actions.askServer()}>
              {words.again}
            </Button>
          )}
          {(connection.stage === 'empty' || (connection.stage === 'ready' && partly)) && coverage && coverage.here > 0 && (
            <Button className="button small" data-testid="server-fill" onPress={() => void actions.fillServer()}>
              {connection.stage === 'empty' || coverage.missing === coverage.here ? words.fill : words.resume}
            </Button>
          )}
          {connection.stage === 'ready' && coverage && coverage.missing < coverage.here && !sure && (
            <Button className="button small" data-testid="server-remove" onPress={() => setSure(true)}>
              {words.remove}
            </Button>
          )}
          {sure && (
            <>
              <span>{words.removeSure}</span>
              <Button
                className="button small danger"
                data-testid="server-remove-yes"
                onPress={() => {
                  setSure(false);
                  void actions.emptyServer();
                }}
              >
                {words.removeYes}
              </Button>
              <Button className="button small" onPress={() => setSure(false)}>
                {wording.cancel}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
