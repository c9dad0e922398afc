import { z } from 'zod';
import { parseDurationMs } from './duration.js';

/** Shortest time between two evaluations by the clock: the clock itself is written about once a second. */
export const INTERVAL_MS_MIN = 1_000;
/** Longest time between two evaluations of a rule's conditions: what is looked at more rarely is no alert. */
const INTERVAL_MS_MAX = 3_600_000;
/** How often conditions over many series are evaluated when their rule does not say. */
export const RULE_INTERVAL_DEFAULT = '1s';

/** How often a rule's conditions over many series are evaluated. */
export const IntervalSchema = z
  .string()
  .max(32)
  .refine((text) => {
    const ms = parseDurationMs(text);
    return ms !== null && ms >= INTERVAL_MS_MIN && ms <= INTERVAL_MS_MAX;
  }, 'is not a duration between 1s and 1h, such as "15s"')
  .meta({
    description: `How often conditions over many series (promql, outlier, pattern) are evaluated; ${RULE_INTERVAL_DEFAULT} when left out.`,
    examples: ['15s'],
  });
