import type { LogRecord } from '@tocsin/ports/event-log';

/**
 * How long a partition has evaluated each rule of a group stands in a header of its share: the share itself says the
 * same whenever the same samples are read, and older programs read it as before.
 */
const TOOK = 'took-ms';

/** Finer than that no clock of a process is. */
const DIGITS = 3;

/** The headers of a share. @param tookMs - of each rule, ms; empty for nothing measured */
export function tookHeaders(tookMs: readonly number[]): Pick<LogRecord, 'headers'> | null {
  return tookMs.length === 0 ? null : { headers: { [TOOK]: tookMs.map((ms) => ms.toFixed(DIGITS)).join(' ') } };
}

/** What {@link tookHeaders} has written; empty where nothing or no such thing stands there. */
export function tookOf({ headers }: Pick<LogRecord, 'headers'>): readonly number[] {
  const tookMs = (headers[TOOK] ?? '').split(' ').map(Number.parseFloat);
  return tookMs.every((ms) => ms >= 0) ? tookMs : [];
}
