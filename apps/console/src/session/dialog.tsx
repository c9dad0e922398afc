import { Modal } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Name } from '../parts/name.js';
import { useSessionState } from './session-context.js';

/** Whether a key or a click beside it may close a dialog: not the one that lies under the question who somebody is. */
export const useMayClose = (): boolean => useSessionState().kind === 'in';

/** Asks something over a page. */
export function Dialog({
  isOpen,
  title,
  onClose,
  children,
}: {
  readonly isOpen: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const mayClose = useMayClose();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={<Name>{title}</Name>}
      closeOnEscape={mayClose}
      closeOnClickOutside={mayClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  );
}
