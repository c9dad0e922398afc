import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSessionState } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { Usage } from './usage.js';

/** How much of what it may have the own tenant has. */
export function QuotasPage(): ReactElement {
  const state = useSessionState();
  const tenant = state.kind === 'out' ? undefined : state.holder?.tenant;
  return (
    <Stack>
      <PageTitle>Quotas</PageTitle>
      <Text>
        What is beyond a quota is refused, or waits, and says so; nothing that is there is taken away. The operator
        changes quotas.
      </Text>
      {tenant === undefined ? (
        <Text>
          You are in by a key that does not tell whose it is. Come in as a user, or by a token, to see the quotas.
        </Text>
      ) : (
        <Usage tenant={tenant} />
      )}
    </Stack>
  );
}
