import { notifications } from '@mantine/notifications';
import { plain } from './plain.js';

/** Says for some seconds that something was done. */
export const tellDone = (message: string): void => {
  notifications.show({ message: plain(message), closeButtonProps: { 'aria-label': 'Close' } });
};
