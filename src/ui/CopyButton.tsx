import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { wording } from '#src/ui/wording.ts';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  readonly testId: string;
}

/** Copies text, and shows for a moment that it has. */
export function CopyButton({ label, text, testId }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // A browser that grants no clipboard leaves the text to be marked by hand.
      setCopied(false);
    }
  };
  return (
    <Button className="icon-button small" data-testid={testId} aria-label={copied ? wording.copied : label} onPress={() => void copy()}>
      {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    </Button>
  );
}
