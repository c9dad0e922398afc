import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';

/** Sets another password for somebody who has lost theirs. */
export function NewPassword({
  user: { id, name },
  onDone,
}: {
  readonly user: Schema<'User'>;
  readonly onDone: () => void;
}): ReactElement {
  const [password, setPassword] = useState('');
  const set = useChange(
    (tocsin, _: void) => tocsin.updateUserPassword({ id, body: { password } }),
    ['people'],
    () => {
      tellDone(`${name} has another password.`);
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          All sessions of <Name>{name}</Name> end.
        </Text>
        <PasswordInput
          label="New password"
          description="At least 12 characters."
          autoComplete="new-password"
          required
          withAsterisk={false}
          maxLength={512}
          value={password}
          error={fieldProblem(set.error, 'password')}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          data-autofocus
        />
        {set.error !== null && !isAtFields(set.error, ['password']) && <ProblemNotice error={set.error} />}
        <Button type="submit" loading={set.isPending}>
          Set it
        </Button>
      </Stack>
    </form>
  );
}
