import { Info, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useAppState } from '#src/ui/appContext.ts';
import { wording } from '#src/ui/wording.ts';

/** What a plain static host costs: said once a visit. */
export function HostBanner() {
  const isolated = useAppState((state) => state.isolated);
  const [dismissed, setDismissed] = useState(false);
  if (isolated || dismissed) return null;
  return (
    <div className="banner info" role="status" data-testid="host-banner">
      <Info size={16} aria-hidden />
      <p>
        <strong>{wording.host.limited}</strong> {wording.host.cost}
      </p>
      <Button className="icon-button" aria-label={wording.dismiss} onPress={() => setDismissed(true)}>
        <X size={16} aria-hidden />
      </Button>
    </div>
  );
}
