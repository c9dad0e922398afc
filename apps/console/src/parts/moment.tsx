import type { ReactElement } from 'react';
import { nowMs } from './clock.js';
import { useNow } from './now.js';
import { absoluteTime, relativeTime } from './relative-time.js';
import { useZone } from './zone.js';

/** A moment as seen from now; the pointer, and who reads by ear, get the absolute one. @param at - ms since 1970 */
export function Moment({ at }: { readonly at: number }): ReactElement {
  // What was told after the last step of the clock lies in no future.
  const now = Math.max(useNow(), Math.min(at, nowMs()));
  const zone = useZone();
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at, zone)}>
      {relativeTime(at, now)}
    </time>
  );
}
