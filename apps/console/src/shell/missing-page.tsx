import { Anchor, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { PageTitle } from './page-title.js';

/** For an address that the console does not know. */
export function MissingPage(): ReactElement {
  return (
    <>
      <PageTitle>There is no such page</PageTitle>
      <Text>
        The address is not one of the console’s. Begin at{' '}
        <Anchor component={Link} to="/" underline="always">
          the first page
        </Anchor>
        .
      </Text>
    </>
  );
}
