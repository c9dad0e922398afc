import { Button, NativeSelect, Stack, Switch, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import { roleChoices, type Role, roleOf } from './roles.js';

/** Gives a user another role, or keeps one out. */
export function ChangeUser({
  user: { id, name, ...user },
  onDone,
}: {
  readonly user: Schema<'User'>;
  readonly onDone: () => void;
}): ReactElement {
  const [role, setRole] = useState<Role>(user.role);
  const [isDisabled, setIsDisabled] = useState(user.disabled);
  const change = useChange(
    (tocsin, _: void) => tocsin.updateUser({ id, body: { role, disabled: isDisabled } }),
    ['people'],
    () => {
      tellDone(`${name} was changed.`);
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          <Name>{name}</Name> is signed out everywhere, within seconds, and comes in anew as what you say here.
        </Text>
        <NativeSelect
          label="Role"
          data={roleChoices}
          value={role}
          onChange={({ currentTarget }) => setRole(roleOf(currentTarget.value))}
          data-autofocus
        />
        <Switch
          label="Disabled: may not come in"
          checked={isDisabled}
          onChange={({ currentTarget }) => setIsDisabled(currentTarget.checked)}
        />
        {change.error !== null && <ProblemNotice error={change.error} />}
        <Button type="submit" loading={change.isPending}>
          Change
        </Button>
      </Stack>
    </form>
  );
}
