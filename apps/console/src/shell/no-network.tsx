import { Alert } from '@mantine/core';
import { type QueryCache, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useSyncExternalStore } from 'react';
import { nowMs } from '../parts/clock.js';
import { useNow } from '../parts/now.js';
import { relativeTime, wallClockText } from '../parts/relative-time.js';
import { useZone } from '../parts/zone.js';

/** Says that nothing new comes, and how old what the page shows is. */
export function NoNetwork(): ReactElement {
  const zone = useZone();
  const now = Math.max(useNow(), nowMs());
  const at = useOldestShown();
  return (
    <Alert color="red" variant="outline" mb="md" role="status" title="No network">
      {at === null
        ? 'What this page shows comes once the network is back.'
        : `What you see is as of ${wallClockText(at, zone)} (${relativeTime(at, now)}). It goes on once the network is back.`}
    </Alert>
  );
}

/** When the oldest was told of what is shown at present; null where nothing is. */
function useOldestShown(): number | null {
  const cache = useQueryClient().getQueryCache();
  const listen = useCallback((listener: () => void) => cache.subscribe(listener), [cache]);
  return useSyncExternalStore(listen, () => oldestShown(cache));
}

function oldestShown(cache: QueryCache): number | null {
  const told = cache
    .findAll({
      type: 'active',
      // What does not change by itself is not asked for again, and is no older for that.
      predicate: ({ observers }) => observers.some(({ options }) => options.refetchInterval !== false),
    })
    .map(({ state }) => state.dataUpdatedAt)
    .filter((at) => at > 0);
  return told.length === 0 ? null : Math.min(...told);
}
