import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Section } from '../parts/section.js';
import { Dialog } from '../session/dialog.js';
import { useMay } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { NewUser } from './new-user.js';
import { Sessions } from './sessions.js';
import { Users } from './users.js';

/** Who may come in by a name and a password, and who is in. */
export function PeoplePage(): ReactElement {
  const { what, open, close } = useAskedDialog();
  const isAdmin = useMay('admin:all');
  return (
    <Stack>
      <PageTitle>People</PageTitle>
      <Section title="Users">
        <Group mb="sm">
          <Button disabled={!isAdmin} onClick={() => open('new-user')}>
            New user
          </Button>
          {!isAdmin && <Text size="sm">Only an admin may.</Text>}
        </Group>
        <Users />
      </Section>
      <Section title="Open sessions">
        <Sessions />
      </Section>
      <Dialog isOpen={what === 'new-user' && isAdmin} onClose={close} title="New user">
        <NewUser onDone={close} />
      </Dialog>
    </Stack>
  );
}
