import { Send } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { FilmPicture } from '#src/llm/endpoint.ts';
import type { AskState } from '#src/state/askState.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

type Previewed = Extract<AskState, { stage: 'preview' }>;

/** The exact request, before it is sent. */
export function EndpointPreview({ ask }: { readonly ask: Previewed }) {
  const { actions } = useParts();
  const { preview, content, news, reasons, picture } = ask;
  const [looked, setLooked] = useState(false);
  const attached = picture.stage === 'attached' ? picture.picture : null;
  const { ask: words } = wording;
  return (
    <Sheet title={words.previewTitle} onClose={actions.cancelAsking} size="wide">
      <p className="quiet">{words.previewNote}</p>
      <p data-testid="show-reason">{words.why(reasons)}</p>
      <p data-testid="removed">{words.removed(preview.removed)}</p>
      <dl className="request">
        <dt>{words.carries}</dt>
        <dd>
          <ul className="carried" data-testid="carries">
            {content.map((kind) => (
              <li key={kind} className={news.includes(kind) ? 'badge warn' : 'badge'}>
                {words.content(kind, news.includes(kind))}
              </li>
            ))}
          </ul>
        </dd>
        <dt>{words.to}</dt>
        <dd>
          <code>
            {preview.method} {preview.url}
          </code>
        </dd>
        <dt>{words.headers}</dt>
        <dd>
          <code>
            {Object.entries(preview.headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          </code>
        </dd>
        <dt>{words.prompt}</dt>
        <dd>
          <pre tabIndex={0} data-testid="preview-prompt">
            {preview.prompt}
          </pre>
        </dd>
      </dl>
      <FilmOffer ask={ask} looked={looked} onLooked={setLooked} />
      <dl className="request">
        <dt>{words.body}</dt>
        <dd>
          <pre className="raw" data-testid="preview-body" tabIndex={0}>
            {attached ? shortened(preview.body, attached) : preview.body}
          </pre>
        </dd>
      </dl>
      <p className="quiet small">{words.once}</p>
      <div className="sheet-foot">
        <Button className="button" onPress={actions.cancelAsking}>
          {wording.cancel}
        </Button>
        <Button className="button primary" data-testid="send-question" isDisabled={picture.stage === 'drawing' || (attached !== null && !looked)} onPress={() => void actions.sendAsked()}>
          <Send size={14} aria-hidden />
          {words.send}
        </Button>
      </div>
    </Sheet>
  );
}

interface FilmOfferProps {
  readonly ask: Previewed;
  readonly looked: boolean;
  readonly onLooked: (looked: boolean) => void;
}

/** The film itself: by a consent of its own, for this request alone. */
function FilmOffer({ ask: { filmId, picture }, looked, onLooked }: FilmOfferProps) {
  const { actions } = useParts();
  const tagged = useAppState((state) => state.films.get(filmId)?.record.facts.burnedInAnnotation?.toUpperCase() === 'YES');
  const { picture: words } = wording.ask;
  if (picture.stage === 'impossible') return <p className="quiet small">{words.impossible}</p>;
  const attach = (attached: boolean): void => {
    onLooked(false);
    void actions.attachPicture(attached);
  };
  return (
    <div className="film-offer">
      <label className="ask-choice">
        <input type="checkbox" data-testid="attach-film" checked={picture.stage !== 'offered'} disabled={picture.stage === 'drawing'} onChange={(event) => attach(event.target.checked)} />
        {words.offer}
      </label>
      {picture.stage === 'drawing' && <p role="status">{words.drawing}</p>}
      {picture.stage === 'attached' && (
        <>
          <img data-testid="attached-film" src={`data:${picture.picture.mimeType};base64,${picture.picture.base64}`} alt={words.alt} />
          <p className="quiet small">{words.size(picture.picture.columns, picture.picture.rows)}</p>
          <p className="warning" role="alert">
            {tagged && `${words.tagged} `}
            {words.burnedIn}
          </p>
          <label className="ask-choice">
            <input type="checkbox" data-testid="looked" checked={looked} onChange={(event) => onLooked(event.target.checked)} />
            {words.looked}
          </label>
        </>
      )}
    </div>
  );
}

/** The body with the picture's letters left out: it is shown as a picture. */
function shortened(body: string, { base64 }: FilmPicture): string {
  return body.replace(base64, `${base64.slice(0, 24)}${wording.ask.picture.kept(base64.length - 48)}${base64.slice(-24)}`);
}
