import { Alert, Button, List, Text } from '@mantine/core';
import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import type { ReactElement } from 'react';
import { plain } from './plain.js';

/** What went wrong, what is wrong with what was sent, and what to do. */
export function ProblemNotice({
  error,
  again,
}: {
  readonly error: unknown;
  /** Tries once more. */
  readonly again?: () => void;
}): ReactElement {
  if (isOfRole(error)) return <NotAllowed error={error} />;
  return (
    <Alert color="red" variant="outline" title={titleOf(error)} role="alert">
      <Text size="sm">{plain(detailOf(error))}</Text>
      {error instanceof ProblemError && error.errors.length > 0 && (
        <List size="sm">
          {error.errors.map(({ path, message, fix }) => (
            <List.Item key={`${path} ${message}`}>{plain(`${path} ${message}. ${fix}`)}</List.Item>
          ))}
        </List>
      )}
      {error instanceof ProblemError && error.traceId !== '' && (
        <Text size="xs">
          {error.problem.status >= 500 ? 'The platform’s log has more under the trace id' : 'Trace id'} {error.traceId}
          {error.problem.status >= 500 && '.'}
        </Text>
      )}
      {again !== undefined && (
        <Button variant="default" size="xs" mt="xs" onClick={again}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

/** What a role does not allow is as it should be, and nothing went wrong. */
function NotAllowed({ error }: { readonly error: ProblemError }): ReactElement {
  return (
    <Alert color="gray" variant="outline" title="Not allowed for your role" role="status">
      <Text size="sm">{error.problem.detail} An admin of the tenant can change what you may do.</Text>
    </Alert>
  );
}

const isOfRole = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (error.code === 'scope-missing' || error.code === 'operator-only');

function titleOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.title;
  return error instanceof UnreachableError ? 'The platform cannot be reached' : 'Something went wrong in this page';
}

function detailOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.detail;
  if (error instanceof UnreachableError)
    return 'Nobody answers. Check the network, and whether the platform runs; what is shown is what was known before.';
  return error instanceof Error ? error.message : String(error);
}
