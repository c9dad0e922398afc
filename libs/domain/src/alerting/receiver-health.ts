/** How a receiver has fared lately, as far as sending to it is concerned. Times are ms since 1970. */
export interface ReceiverHealth {
  /** Attempts in a row to which it gave no usable answer. */
  readonly failures: number;
  /** Since when nothing but probes is sent; null while the circuit is closed. */
  readonly openedAt: number | null;
  /** When the next probe may be sent; of no meaning while the circuit is closed. */
  readonly probeAt: number;
  readonly lastDeliveredAt: number | null;
  readonly lastFailedAt: number | null;
  readonly lastReason: string;
}

/** Failures in a row that open the circuit: a restart costs two or three, and more is an outage. */
export const FAILURES_TO_OPEN = 5;
/** The first pause before a probe; it doubles with each that fails. */
export const PROBE_PAUSE_MS_FIRST = 5_000;
/** The longest pause, so that a receiver that is back hears of it within a minute. */
export const PROBE_PAUSE_MS_MAX = 60_000;

/**
 * `unused` nothing was sent yet; `healthy` the last attempt was taken; `failing` the last ones were not, and all are
 * still made; `open` so many were not that only a probe is sent now and then; `refusing` it answers, and says that what
 * it is sent is wrong.
 */
export type ReceiverHealthState = 'unused' | 'healthy' | 'failing' | 'open' | 'refusing';

export const unusedReceiver: ReceiverHealth = {
  failures: 0,
  openedAt: null,
  probeAt: 0,
  lastDeliveredAt: null,
  lastFailedAt: null,
  lastReason: '',
};

export const isOpen = ({ openedAt }: ReceiverHealth): boolean => openedAt !== null;

/** After an attempt that the receiver took: the circuit closes. */
export function afterDelivered(health: ReceiverHealth, now: number): ReceiverHealth {
  return { ...health, failures: 0, openedAt: null, probeAt: 0, lastDeliveredAt: now };
}

/** After an answer that refuses this notification for good: whoever refuses is there, so that the circuit closes, too. */
export function afterRefused(health: ReceiverHealth, now: number, reason: string): ReceiverHealth {
  return { ...health, failures: 0, openedAt: null, probeAt: 0, lastFailedAt: now, lastReason: reason };
}

/** After an answer that asks to wait: whoever asks is there, so that the circuit closes; more it does not say. */
export function afterAskedToWait(health: ReceiverHealth): ReceiverHealth {
  return isOpen(health) ? { ...health, failures: 0, openedAt: null, probeAt: 0 } : health;
}

/** After no answer, or one that asks to come again: the circuit opens with the last failure that it bears. */
export function afterFailed(health: ReceiverHealth, now: number, reason: string): ReceiverHealth {
  const failures = health.failures + 1;
  const failed = { ...health, failures, lastFailedAt: now, lastReason: reason };
  if (failures < FAILURES_TO_OPEN) return failed;
  const doublings = Math.min(failures - FAILURES_TO_OPEN, 20);
  const pauseMs = Math.min(PROBE_PAUSE_MS_FIRST * 2 ** doublings, PROBE_PAUSE_MS_MAX);
  return { ...failed, openedAt: health.openedAt ?? now, probeAt: now + pauseMs };
}

export function healthStateOf(health: ReceiverHealth): ReceiverHealthState {
  const { failures, lastDeliveredAt, lastFailedAt } = health;
  if (isOpen(health)) return 'open';
  if (failures > 0) return 'failing';
  if (lastDeliveredAt === null && lastFailedAt === null) return 'unused';
  return (lastFailedAt ?? -Infinity) > (lastDeliveredAt ?? -Infinity) ? 'refusing' : 'healthy';
}
