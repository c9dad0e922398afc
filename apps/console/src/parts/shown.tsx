import { Loader, Stack, Text } from '@mantine/core';
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
      {data === undefined && error === null && <Loader size="sm" role="status" aria-label="Loading" />}
      {data !== undefined && (isEmpty(data) ? <Text c="dimmed">{whenEmpty}</Text> : children(data))}
    </Stack>
  );
}
