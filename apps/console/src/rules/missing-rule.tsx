import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { PageLink } from '../parts/page-link.js';

/** For the address of a rule that is not there. */
export function MissingRule(): ReactElement {
  return (
    <Text>
      There is no such rule: it was deleted, or the address is mistyped. See <PageLink to="/rules">all rules</PageLink>.
    </Text>
  );
}
