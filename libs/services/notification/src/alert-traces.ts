import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import type { SpanOptions } from '@tocsin/ports/tracing';

/** Of the alerts that are told at once, the most whose traces are named. */
const LINKS_MAX = 16;

/** When an alert last did something; ms, by the time of its samples. */
export const changedAt = ({ resolvedAt, firedAt }: ActiveAlert): number => resolvedAt ?? firedAt;

/**
 * What telling of alerts goes on from: the trace of the alert that changed last; those of the others are named. What is told
 * again because time has passed is the end of no trace, so it begins one.
 */
export function causesOf(
  alerts: readonly ActiveAlert[],
  isRepeated: boolean,
): Required<Pick<SpanOptions, 'parent' | 'links'>> {
  const traces = alerts
    .filter(({ traceparent }) => traceparent !== undefined)
    .sort((a, b) => changedAt(b) - changedAt(a))
    .map(({ traceparent }) => traceparent as string);
  const parent = isRepeated ? null : (traces.shift() ?? null);
  return { parent, links: traces.slice(0, LINKS_MAX) };
}
