import type { UseQueryResult } from '@tanstack/react-query';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { ReactElement, ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useAsked } from '../session/session-context.js';
import { Paging } from './paging.js';
import { Shown } from './shown.js';

/** As many as anybody looks through before they ask for fewer. */
const PAGE_SIZE = 50;

interface PageOf<Item> {
  readonly data: readonly Item[];
  readonly meta: { readonly next_cursor?: string | undefined };
}

/**
 * Asks for the page of a list that the address names; the one before is shown until it is there.
 *
 * @param key - as {@link useAsked} takes it, without the page
 */
export function usePage<Answer>(
  key: readonly [string, ...unknown[]],
  ask: (
    tocsin: TocsinClient,
    page: { readonly limit: number; readonly cursor: string | undefined },
    options: { readonly signal: AbortSignal },
  ) => Promise<Answer>,
): UseQueryResult<Answer> {
  const [parameters] = useSearchParams();
  const cursor = parameters.get('cursor') ?? undefined;
  return useAsked([...key, cursor], (tocsin, signal) => ask(tocsin, { limit: PAGE_SIZE, cursor }, { signal }), {
    keepsFormer: true,
  });
}

/** A page of a list, with the ways to the others. */
export function Paged<Item>({
  query,
  whenEmpty,
  children,
}: {
  readonly query: UseQueryResult<PageOf<Item>>;
  /** What is said when the whole list is empty. */
  readonly whenEmpty: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}): ReactElement {
  const [parameters] = useSearchParams();
  return (
    <Shown
      query={query}
      isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
      whenEmpty={whenEmpty}
    >
      {({ data, meta }) => (
        <>
          {children(data)}
          <Paging parameters={parameters} next={meta.next_cursor} />
        </>
      )}
    </Shown>
  );
}
