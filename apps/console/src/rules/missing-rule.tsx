import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { PageLink } from '../parts/page-link.js';
import type { Versioned } from './versioned.js';
import { Versions } from './versions.js';

/** For the address of a rule or a rule group that is not there; one that was deleted can be restored. */
export function MissingRule({ versions }: { readonly versions?: Versioned }): ReactElement {
  return (
    <Stack>
      <Text>
        There is no such {versions?.noun ?? 'rule'}: it was deleted, or the address is mistyped. See{' '}
        <PageLink to="/rules">all rules</PageLink>.
      </Text>
      {versions !== undefined && <Versions of={versions} current={null} />}
    </Stack>
  );
}
