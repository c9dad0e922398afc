import type { UseQueryResult } from '@tanstack/react-query';
import type { Schema } from '@tocsin/client/call';
import { useAsked } from '../session/session-context.js';

/** The time intervals of the notification policy, by which silences may recur. */
export const usePeriods = (): UseQueryResult<Schema<'TimeInterval'>[]> =>
  useAsked(
    ['receivers', 'time intervals'],
    async (tocsin, signal) => (await tocsin.getNotificationPolicy({}, { signal })).data?.time_intervals ?? [],
    { isPolled: false },
  );
