import { SimpleGrid, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { PageTitle } from '../shell/page-title.js';
import { Awaited } from './awaited.js';
import { Begin } from './begin.js';
import { Changed } from './changed.js';
import { Expected } from './expected.js';
import { Firing } from './firing.js';
import { PlatformHealth } from './platform-health.js';

/** What fires and what is about to; beside it what waits for somebody, what changed, and how the platform is. */
export function HomePage(): ReactElement {
  return (
    <>
      <PageTitle>Home</PageTitle>
      <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
        <Stack miw={0}>
          <Begin />
          <Firing />
          <Expected />
        </Stack>
        <Stack miw={0}>
          <Awaited />
          <Changed />
          <PlatformHealth />
        </Stack>
      </SimpleGrid>
    </>
  );
}
