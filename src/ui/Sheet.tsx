import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { SheetFailure } from '#src/ui/SheetFailure.tsx';
import { wording } from '#src/ui/wording.ts';

interface SheetProps {
  readonly title: string;
  /** Absent for a dialog that must be answered. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
  readonly size?: 'small' | 'wide' | 'large' | 'full';
}

/** A modal dialog. */
export function Sheet({ title, onClose, children, size = 'small' }: SheetProps) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={`sheet ${size}`}>
        <Dialog className="dialog">
          <header className="sheet-head">
            <Heading slot="title">{title}</Heading>
            {onClose && (
              <Button className="icon-button" aria-label={wording.close} onPress={onClose}>
                <X size={16} aria-hidden />
              </Button>
            )}
          </header>
          <SheetFailure />
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
