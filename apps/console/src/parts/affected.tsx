import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { useAsked } from '../session/session-context.js';
import { Shown } from './shown.js';

/** What is chosen or typed in quick succession is asked about once. */
const SETTLED_MS = 300;

/** How many alerts that fire now a silence with these matchers would hold back. */
export function Affected({
  matchers,
  isNow,
}: {
  /** They can be read, and are at least one. */
  readonly matchers: readonly string[];
  /** Whether it would hold from now on: one that begins later, or recurs, may hold back none of them. */
  readonly isNow: boolean;
}): ReactElement {
  const [settled] = useDebouncedValue(matchers, SETTLED_MS);
  const query = useAsked(
    ['alerts', 'affected', settled],
    (tocsin, signal) => tocsin.previewSilence({ body: { matchers: settled } }, { signal }),
    { isPolled: false, keepsFormer: true },
  );
  return (
    <Shown query={query}>
      {({ data: { count } }) => (
        <Text size="sm" role="status">
          {isNow ? 'Affects' : 'Would affect'} {count} {count === 1 ? 'alert' : 'alerts'}{' '}
          {isNow ? 'at present' : 'if it held now'}.
        </Text>
      )}
    </Shown>
  );
}
