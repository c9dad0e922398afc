import { Button, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useConnection } from './session-context.js';
import { signInByPassword, signInByToken } from './sign-in.js';

type Way = 'password' | 'token';
const ways: { value: Way; label: string }[] = [
  { value: 'password', label: 'Name and password' },
  { value: 'token', label: 'Token' },
];

/** Asks who somebody is: by a user's name and password, or by a token. */
export function SignInForm(): ReactElement {
  const { keeper } = useConnection();
  const [way, setWay] = useState<Way>('password');
  const [fields, setFields] = useState({ tenant: '', user: '', password: '', token: '' });
  const signIn = useMutation({
    mutationFn: () => (way === 'token' ? signInByToken(fields.token.trim()) : signInByPassword(fields)),
    onSuccess: (credentials) => keeper.signIn(credentials),
  });
  const field = (name: keyof typeof fields) => ({
    name,
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setFields((before) => ({ ...before, [name]: value })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.mutate();
  };
  const change = (value: string): void => {
    setWay(value === 'token' ? 'token' : 'password');
    signIn.reset();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <SegmentedControl data={ways} value={way} onChange={change} fullWidth aria-label="How to sign in" />
        {way === 'token' ? (
          <PasswordInput
            label="Token"
            description="Such as the one that npm start keeps in .tocsin/admin.token. It stays in this tab."
            autoComplete="off"
            required
            withAsterisk={false}
            {...field('token')}
          />
        ) : (
          <>
            <TextInput label="User" autoComplete="username" required withAsterisk={false} {...field('user')} />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              {...field('password')}
            />
            <TextInput
              label="Tenant"
              description="The first admin’s own when left out."
              autoComplete="organization"
              {...field('tenant')}
            />
          </>
        )}
        {signIn.error !== null && <ProblemNotice error={signIn.error} />}
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
