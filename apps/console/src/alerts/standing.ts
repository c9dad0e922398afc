import type { Schema } from '@tocsin/client/call';

type Status = Schema<'AlertStatus'>;

/** Why nobody hears of an alert, or not again, in words; empty when nothing holds it back. */
export function standingOf(status: Status): string[] {
  return [
    ...(status.silenced_by.length > 0 ? ['silenced'] : []),
    ...(status.inhibited_by.length > 0 ? ['inhibited by another alert'] : []),
    ...(status.muted_by.length > 0 ? ['muted at this time'] : []),
    ...(status.acknowledged_by === null ? [] : [`acknowledged by ${status.acknowledged_by}`]),
    ...(status.snoozed_by === null ? [] : [`snoozed by ${status.snoozed_by}`]),
    ...(status.has_receiver ? [] : ['no receiver']),
  ];
}
