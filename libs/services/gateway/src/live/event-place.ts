/**
 * How far a listener has come in the topic of transitions: for each partition, the offset of what comes next. Any gateway
 * understands it, for the log is the same to all of them.
 */
export type EventPlace = readonly number[];

/** The text by which events are named, and from which a listener goes on. */
export const eventIdOf = (place: EventPlace): string => place.join('-');

/** The place that an event's id names; null when it is none of a topic with so many partitions. */
export function eventPlaceOf(id: string, partitions: number): number[] | null {
  const parts = id.split('-');
  const offsets = parts.map(Number);
  const isPlace = parts.every((part) => /^(0|[1-9][0-9]{0,15})$/.test(part)) && offsets.every(Number.isSafeInteger);
  return isPlace && parts.length === partitions ? offsets : null;
}
