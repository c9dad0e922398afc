import { Button, Group } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Tag } from '../parts/tag.js';
import { Dialog } from '../session/dialog.js';
import { ChangeUser } from './change-user.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { NewPassword } from './new-password.js';

type User = Schema<'User'>;

/** Users, the newest first, with what can be done about each. */
export function Users(): ReactElement {
  const { what, id, open, close } = useAskedDialog();
  const query = usePage(['people', 'users'], (tocsin, page, options) => tocsin.listUsers(page, options));
  const meant = query.data?.data.find((user) => user.id === id);
  return (
    <>
      <Paged
        query={query}
        whenEmpty="There are no users yet: people come in by tokens alone. Make one for everybody who should have a name in the record."
      >
        {(users) => <UserTable users={users} onOpen={open} />}
      </Paged>
      <Dialog isOpen={what === 'change-user' && meant !== undefined} onClose={close} title="Change a user">
        {meant !== undefined && <ChangeUser user={meant} onDone={close} />}
      </Dialog>
      <Dialog isOpen={what === 'new-password' && meant !== undefined} onClose={close} title="Set a password">
        {meant !== undefined && <NewPassword user={meant} onDone={close} />}
      </Dialog>
    </>
  );
}

function UserTable({
  users,
  onOpen,
}: {
  readonly users: readonly User[];
  readonly onOpen: (what: string, id: string) => void;
}): ReactElement {
  return (
    <DataTable
      label="List of users"
      minWidth={620}
      rows={users}
      keyOf={({ id }) => id}
      columns={{
        Name: ({ name }) => <Name>{name}</Name>,
        Role: ({ role }) => role,
        State: ({ disabled }) => <Tag value={disabled ? 'disabled' : 'active'} />,
        Since: ({ role_since }) => <Moment at={role_since} />,
        Change: ({ id, name }) => (
          <Group gap="xs">
            <Button variant="default" size="xs" aria-label={`Change ${name}`} onClick={() => onOpen('change-user', id)}>
              Change
            </Button>
            <Button
              variant="default"
              size="xs"
              aria-label={`Set a password for ${name}`}
              onClick={() => onOpen('new-password', id)}
            >
              Password
            </Button>
          </Group>
        ),
      }}
    />
  );
}
