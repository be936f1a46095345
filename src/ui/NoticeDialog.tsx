import { Button } from 'react-aria-components';
import { useParts } from '#src/ui/appContext.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { wording } from '#src/ui/wording.ts';

export function NoticeDialog() {
  const { actions } = useParts();
  return (
    <Sheet title={wording.notice.title}>
      {wording.notice.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <div className="sheet-foot">
        <Button className="button primary" data-testid="accept-notice" autoFocus onPress={actions.acceptNotice}>
          {wording.notice.accept}
        </Button>
      </div>
    </Sheet>
  );
}
