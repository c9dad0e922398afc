import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { ReactElement } from 'react';
import { Dialog } from '../session/dialog.js';
import { useChange } from '../session/session-context.js';
import { tellDone } from './notice.js';
import { plain } from './plain.js';
import { ProblemNotice } from './problem-notice.js';

/** A button that says what follows before it does it. */
export function Confirmed({
  action,
  about,
  consequence,
  done,
  refreshed,
  change,
}: {
  /** Such as `Revoke`. */
  readonly action: string;
  /** What it is done to, for who hears the button alone. */
  readonly about: string;
  readonly consequence: string;
  /** What is said afterwards; left out where the change says it by itself. */
  readonly done?: string;
  readonly refreshed: readonly string[];
  readonly change: (tocsin: TocsinClient) => Promise<unknown>;
}): ReactElement {
  const [isOpen, { open, close }] = useDisclosure(false);
  const title = `${action}: ${about}`;
  const making = useChange(
    (tocsin, _: void) => change(tocsin),
    refreshed,
    () => {
      if (done !== undefined) tellDone(done);
      close();
    },
  );
  const openAnew = (): void => {
    making.reset();
    open();
  };
  return (
    <>
      <Button variant="default" size="xs" aria-label={plain(title)} onClick={openAnew}>
        {action}
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title={title}>
        <Stack>
          <Text>{consequence}</Text>
          {making.error !== null && <ProblemNotice error={making.error} />}
          <Button loading={making.isPending} onClick={() => making.mutate()} data-autofocus>
            {action}
          </Button>
        </Stack>
      </Dialog>
    </>
  );
}
