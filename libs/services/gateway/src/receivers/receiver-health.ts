import { healthStateOf, type ReceiverHealth } from '@tocsin/domain/alerting/receiver-health';
import { z } from 'zod';

const time = z.int().nullable();

export const ReceiverHealthSchema = z
  .strictObject({
    state: z.enum(['unused', 'healthy', 'failing', 'open', 'refusing']).meta({
      description:
        '`unused` nothing was sent yet; `healthy` the last was taken; `failing` the last ones were not; `open` so many were not that only a probe is sent now and then; `refusing` it answers that what it is sent is wrong.',
    }),
    failures: z.int().meta({ description: 'Attempts in a row without a usable answer.' }),
    open_since: time,
    next_probe_at: time,
    last_delivered_at: time,
    last_failed_at: time,
    last_reason: z.string(),
  })
  .meta({ id: 'ReceiverHealth', description: 'Times in ms since 1970.' });

/** How a receiver fares, as it is shown. */
export function shownHealth(health: ReceiverHealth): z.infer<typeof ReceiverHealthSchema> {
  const { failures, openedAt, probeAt, lastDeliveredAt, lastFailedAt, lastReason } = health;
  return {
    state: healthStateOf(health),
    failures,
    open_since: openedAt,
    next_probe_at: openedAt === null ? null : probeAt,
    last_delivered_at: lastDeliveredAt,
    last_failed_at: lastFailedAt,
    last_reason: lastReason,
  };
}
