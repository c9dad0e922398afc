import { Button, Loader, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { useNavigate } from 'react-router';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useConnection } from './session-context.js';
import { signInByLink } from './sign-in.js';

/** Links that were shown to the platform by this page: each is good for one use, whatever is rendered twice. */
const shown = new Set<string>();

/** Comes in by the link that the platform said at its start, and goes on to the first steps. */
export function Welcome({
  secret,
  onOtherWay,
}: {
  readonly secret: string;
  readonly onOtherWay: () => void;
}): ReactElement {
  const { keeper } = useConnection();
  const navigate = useNavigate();
  const { mutate, error } = useMutation({
    mutationFn: signInByLink,
    onSuccess: (credentials) => {
      keeper.signIn(credentials);
      void navigate('/start', { replace: true });
    },
    // It stays in no history.
    onError: () => void navigate('/', { replace: true }),
  });
  useEffect(() => {
    if (shown.has(secret)) return;
    shown.add(secret);
    mutate(secret);
  }, [secret, mutate]);
  if (error === null) return <Loader size="sm" role="status" aria-label="Coming in" />;
  return (
    <Stack>
      <ProblemNotice error={error} />
      <Text size="sm">With a name and a password, or with a token, you can come in all the same.</Text>
      <Button onClick={onOtherWay}>Sign in another way</Button>
    </Stack>
  );
}
