import { Loader, Stack, Text } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import { ProblemError } from '@tocsin/client/problem-error';
import type { ReactElement, ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.js';

/** What was asked for: while it comes, when there is nothing, when it failed; what was known before stays beside an error. */
export function Shown<Data>({
  query,
  isEmpty = () => false,
  whenEmpty,
  whenMissing,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  readonly isEmpty?: (data: Data) => boolean;
  /** What is said when there is nothing. */
  readonly whenEmpty?: ReactNode;
  /** What is said, in the place of an error, when what was asked for is not there. */
  readonly whenMissing?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}): ReactElement {
  const { data, error, refetch } = query;
  if (whenMissing !== undefined && error instanceof ProblemError && error.status === 404) return <>{whenMissing}</>;
  return (
    <Stack gap="sm">
      {error !== null && <ProblemNotice error={error} again={() => void refetch()} />}
      {data === undefined && error === null && <Awaited />}
      {data !== undefined && (isEmpty(data) ? <Text c="dimmed">{whenEmpty}</Text> : children(data))}
    </Stack>
  );
}

/** What is on its way; without a network it is not, and that is said at once rather than when the last try has failed. */
function Awaited(): ReactElement {
  const { online } = useNetwork();
  if (!online)
    return <Text c="dimmed">Without a network this cannot be asked for. It comes once the network is back.</Text>;
  return <Loader size="sm" role="status" aria-label="Loading" />;
}
