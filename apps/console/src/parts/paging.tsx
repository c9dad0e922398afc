import { Group } from '@mantine/core';
import type { ReactElement } from 'react';
import { onPage } from './facets.js';
import { PageLink } from './page-link.js';

/** The ways to the first and to the next page of a list; the browser's own way back leads to the one before. */
export function Paging({
  parameters,
  next,
}: {
  readonly parameters: URLSearchParams;
  readonly next: string | undefined;
}): ReactElement | null {
  const isFirst = !parameters.has('cursor');
  if (isFirst && next === undefined) return null;
  const to = (cursor: string | null): { search: string } => ({ search: String(onPage(parameters, cursor)) });
  return (
    <Group component="nav" aria-label="Pages of the list" mt="sm">
      {!isFirst && <PageLink to={to(null)}>First page</PageLink>}
      {next !== undefined && <PageLink to={to(next)}>Next page</PageLink>}
    </Group>
  );
}
