import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Section } from '../parts/section.js';
import { PageTitle } from '../shell/page-title.js';
import { Accounts } from './accounts.js';
import { Tokens } from './tokens.js';

/** What lets programs in: keys of service accounts, which can be renewed, and tokens, which end. */
export function KeysPage(): ReactElement {
  return (
    <Stack>
      <PageTitle>Keys and tokens</PageTitle>
      <Section title="Service accounts and their keys">
        <Text size="sm" mb="sm">
          For programs that stay: a key is replaced by another one while both open the door. What it does stands in the
          record under the name of its account.
        </Text>
        <Accounts />
      </Section>
      <Section title="Tokens">
        <Text size="sm" mb="sm">
          For a sender of samples, or a look for a day: as much as you allow it, until it ends.
        </Text>
        <Tokens />
      </Section>
    </Stack>
  );
}
