import { Button, Group, Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Paging } from '../parts/paging.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { WideTable } from '../parts/wide-table.js';
import { Dialog } from '../session/dialog.js';
import { useAsked } from '../session/session-context.js';
import { ChangeUser } from './change-user.js';
import { NewPassword } from './new-password.js';

const PAGE_SIZE = 50;
type User = Schema<'User'>;

/** Users, the newest first, with what can be done about each. */
export function Users(): ReactElement {
  const [parameters] = useSearchParams();
  const { what, id, open, close } = useAskedDialog();
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['people', 'users', cursor],
    (tocsin, signal) => tocsin.listUsers({ limit: PAGE_SIZE, cursor }, { signal }),
    { keepsFormer: true },
  );
  const meant = query.data?.data.find((user) => user.id === id);
  return (
    <>
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty="There are no users yet: people come in by tokens alone. Make one for everybody who should have a name in the record."
      >
        {({ data, meta }) => (
          <>
            <UserTable users={data} onOpen={open} />
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
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
    <WideTable label="List of users" minWidth={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Since</Table.Th>
          <Table.Th>Change</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map(({ id, name, role, role_since, disabled }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Name>{name}</Name>
            </Table.Td>
            <Table.Td>{role}</Table.Td>
            <Table.Td>
              <Tag value={disabled ? 'disabled' : 'active'} />
            </Table.Td>
            <Table.Td>
              <Moment at={role_since} />
            </Table.Td>
            <Table.Td>
              <Group gap="xs">
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Change ${name}`}
                  onClick={() => onOpen('change-user', id)}
                >
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
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
