import { Button, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import { roleChoices, type Role, roleOf } from './roles.js';

/** Lets somebody in from now on, by a password that they are told by whoever made it. */
export function NewUser({ onDone }: { readonly onDone: () => void }): ReactElement {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const create = useChange(
    (tocsin, _: void) => tocsin.createUser({ body: { name, password, role } }),
    ['people'],
    () => {
      tellDone(`${name} can come in now.`);
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  const { error } = create;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={150}
          value={name}
          error={fieldProblem(error, 'name')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          data-autofocus
        />
        <PasswordInput
          label="Password"
          description="At least 12 characters. Tell it to nobody else; it is not shown again."
          autoComplete="new-password"
          required
          withAsterisk={false}
          maxLength={512}
          value={password}
          error={fieldProblem(error, 'password')}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          data={roleChoices}
          value={role}
          onChange={({ currentTarget }) => setRole(roleOf(currentTarget.value))}
        />
        {error !== null && !isAtFields(error, ['name', 'password']) && <ProblemNotice error={error} />}
        <Button type="submit" loading={create.isPending}>
          Create
        </Button>
      </Stack>
    </form>
  );
}
