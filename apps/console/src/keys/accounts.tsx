import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { OnceShown } from '../parts/once-shown.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { roleChoices, type Role, roleOf } from '../people/roles.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { useChange } from '../session/session-context.js';

type Account = Schema<'ServiceAccount'>;

/** Service accounts, the newest first, and the way to make one. */
export function Accounts(): ReactElement {
  const query = usePage(['keys', 'accounts'], (tocsin, page, options) => tocsin.listServiceAccounts(page, options));
  return (
    <Stack>
      <NewAccount />
      <Paged query={query} whenEmpty="There are no service accounts.">
        {(accounts) => (
          <Stack>
            {accounts.map((account) => (
              <OneAccount key={account.id} account={account} />
            ))}
          </Stack>
        )}
      </Paged>
    </Stack>
  );
}

function NewAccount(): ReactElement {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const create = useChange(
    (tocsin, _: void) => tocsin.createServiceAccount({ body: { name, role } }),
    ['keys'],
    () => setName(''),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="end">
        <TextInput
          label="Name of a new account"
          placeholder="deployer"
          required
          withAsterisk={false}
          maxLength={150}
          value={name}
          error={fieldProblem(create.error, 'name')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <NativeSelect
          label="Role of the account"
          data={roleChoices}
          value={role}
          maw="100%"
          onChange={({ currentTarget }) => setRole(roleOf(currentTarget.value))}
        />
        <Button type="submit" variant="default" loading={create.isPending}>
          Create the account
        </Button>
      </Group>
      {create.error !== null && !isAtFields(create.error, ['name']) && <ProblemNotice error={create.error} />}
    </form>
  );
}

function OneAccount({ account: { id, name, role, owners, keys } }: { readonly account: Account }): ReactElement {
  // A key that was made, or put in the place of another one: nobody sees it again.
  const [shown, setShown] = useState<string | null>(null);
  const make = useChange(
    async (tocsin, replaced: string | null) => {
      const { data } = await (replaced === null
        ? tocsin.createApiKey({ id, body: {} })
        : tocsin.rotateApiKey({ id, key_id: replaced, body: {} }));
      setShown(data.key);
    },
    ['keys'],
  );
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text fw={600}>
          <Name>{name}</Name>
          <Text span c="dimmed" size="sm">
            {' '}
            {role}, made by <Name>{owners.join(', ')}</Name>
          </Text>
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            aria-label={`Make a key for ${name}`}
            loading={make.isPending && make.variables === null}
            onClick={() => make.mutate(null)}
          >
            Make a key
          </Button>
          <Confirmed
            action="Delete"
            about={`account ${name}`}
            consequence="All its keys are revoked, everywhere within seconds. What it did stays in the record."
            done="The account is gone."
            refreshed={['keys']}
            change={(tocsin) => tocsin.deleteServiceAccount({ id })}
          />
        </Group>
      </Group>
      {make.error !== null && <ProblemNotice error={make.error} />}
      {shown !== null && <OnceShown label={`Key of ${name}`} secret={shown} onDone={() => setShown(null)} />}
      {keys.length === 0 ? (
        <Text size="sm" c="dimmed">
          It has no keys, so that nobody comes in as this account.
        </Text>
      ) : (
        <Keys account={id} name={name} keys={keys} onRotate={(key) => make.mutate(key)} />
      )}
    </Stack>
  );
}

function Keys({
  account,
  name,
  keys,
  onRotate,
}: {
  readonly account: string;
  readonly name: string;
  readonly keys: Account['keys'];
  readonly onRotate: (id: string) => void;
}): ReactElement {
  return (
    <DataTable
      label={`Keys of ${name}`}
      minWidth={560}
      rows={keys}
      keyOf={({ id }) => id}
      columns={{
        [`Key of ${name}`]: ({ prefix }) => <Name>{`${prefix}…`}</Name>,
        'Last used': ({ last_used_at }) => (last_used_at === null ? 'never' : <Moment at={last_used_at} />),
        Ends: ({ expires_at }) => <Moment at={expires_at} />,
        Change: ({ id, prefix }) => (
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              aria-label={`Replace the key ${prefix}`}
              title="The old one opens the door for another day."
              onClick={() => onRotate(id)}
            >
              Replace
            </Button>
            <Confirmed
              action="Revoke"
              about={`key ${prefix}`}
              consequence="Whoever uses it is let in no more, everywhere within seconds."
              done="The key is revoked."
              refreshed={['keys']}
              change={(tocsin) => tocsin.deleteApiKey({ id: account, key_id: id })}
            />
          </Group>
        ),
      }}
    />
  );
}
