import { notifications } from '@mantine/notifications';

/** Says for some seconds that something was done. */
export const tellDone = (message: string): void => {
  notifications.show({ message, closeButtonProps: { 'aria-label': 'Close' } });
};
