import type { UseQueryResult } from '@tanstack/react-query';
import type { TimeInterval } from '@tocsin/domain/alerting/time-interval';
import { useAsked } from '../session/session-context.js';

/** The time intervals of the notification policy, by which silences may recur. */
export const usePeriods = (): UseQueryResult<readonly TimeInterval[]> =>
  useAsked(
    ['receivers', 'time intervals'],
    async (tocsin, signal) => (await tocsin.getNotificationPolicy({}, { signal })).data?.time_intervals ?? [],
    { isPolled: false },
  );
