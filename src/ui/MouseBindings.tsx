import { useAppState, useParts } from '#src/ui/appContext.ts';
import { dragActions, wheelActions } from '#src/state/mouseBindings.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';

const drags = ['right', 'middle', 'shift'] as const;

/** What the mouse does beside the chosen tool, and the way to change it. */
export function MouseBindings() {
  const { actions } = useParts();
  const mouse = useAppState((state) => state.mouse);
  const { mouse: words } = viewerWording;
  return (
    <section>
      <h3>{words.title}</h3>
      <dl className="keys mouse-keys">
        {drags.map((name) => (
          <div key={name}>
            <dt>
              <select aria-label={words[name]} data-testid={`mouse-${name}`} value={mouse[name]} onChange={({ target }) => actions.bindMouse({ [name]: dragActions.find((action) => action === target.value) ?? mouse[name] })}>
                {dragActions.map((action) => (
                  <option key={action} value={action}>
                    {words.does[action]}
                  </option>
                ))}
              </select>
            </dt>
            <dd>{words[name]}</dd>
          </div>
        ))}
        <div>
          <dt>
            <select aria-label={words.wheel} data-testid="mouse-wheel" value={mouse.wheel} onChange={({ target }) => actions.bindMouse({ wheel: wheelActions.find((action) => action === target.value) ?? mouse.wheel })}>
              {wheelActions.map((action) => (
                <option key={action} value={action}>
                  {words.does[action]}
                </option>
              ))}
            </select>
          </dt>
          <dd>{words.wheel}</dd>
        </div>
      </dl>
    </section>
  );
}
