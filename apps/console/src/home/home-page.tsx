import { SimpleGrid } from '@mantine/core';
import type { ReactElement } from 'react';
import { PageTitle } from '../shell/page-title.js';
import { Awaited } from './awaited.js';
import { Begin } from './begin.js';
import { Expected } from './expected.js';
import { Firing } from './firing.js';

/** What fires, what is about to, and what waits for somebody. */
export function HomePage(): ReactElement {
  return (
    <>
      <PageTitle>Home</PageTitle>
      <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
        <Begin />
        <Firing />
        <Awaited />
        <Expected />
      </SimpleGrid>
    </>
  );
}
