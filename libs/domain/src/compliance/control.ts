import { z } from 'zod';
import { AlertSeveritySchema } from '../rules/alert-rule.js';
import { EventQuerySchema } from './event-query.js';
import { EventFieldSchema, type RecordedEvent } from './recorded-event.js';

/** Nothing further back is looked for: it has to be read again after each restart. */
const WITHIN_MS_MAX = 31 * 86_400_000;
const within_ms = z.int().min(1_000).max(WITHIN_MS_MAX);
/** Which value of the judged event is to be which value of the other one. */
const SameSchema = z.array(z.strictObject({ here: EventFieldSchema, there: EventFieldSchema })).max(5);

/** What makes a violation of an event that a control looks at. */
const BreachSchema = z.discriminatedUnion('kind', [
  /** Nothing else: it must not happen, or somebody is to look at it whenever it does. */
  z.strictObject({ kind: z.literal('each') }),
  /** Something happened before it that must not have. */
  z.strictObject({ kind: z.literal('preceded'), by: EventQuerySchema, same: SameSchema, within_ms }),
  /** Something did not happen before it that must have. */
  z.strictObject({ kind: z.literal('not_preceded'), by: EventQuerySchema, same: SameSchema, within_ms }),
  /** Something did not happen after it in time that must have. */
  z.strictObject({ kind: z.literal('not_followed'), by: EventQuerySchema, same: SameSchema, within_ms }),
  /** It happened more often than this among events that have these values in common. */
  z.strictObject({
    kind: z.literal('more_than'),
    count: z.int().min(1).max(1_000),
    within_ms,
    per: z.array(EventFieldSchema).max(5),
  }),
]);

const ExampleEventSchema = z.strictObject({
  /** Milliseconds after the example begins. */
  after_ms: z.int().min(0),
  type: z.string(),
  actor: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.json()).default({}),
});

/**
 * A rule about what happens in a tenant: a query over the events of its audit, what makes a violation of one that is found, and
 * examples that show both.
 */
export const ControlSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by `-`'),
    title: z.string().min(1).max(200),
    description: z.string().min(1).max(2_000),
    /** Which requirements it serves, such as `SOX 404`. */
    references: z.array(z.string().min(1).max(100)).min(1).max(20),
    severity: AlertSeveritySchema,
    events: EventQuerySchema,
    breach: BreachSchema,
    examples: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200),
          events: z.array(ExampleEventSchema).min(1).max(100),
          /** How long after its beginning the example ends; with its last event when left out. */
          until_ms: z.int().min(0).optional(),
          /** Which of the events are violations, by their place; 0 is the first. */
          violations: z.array(z.int().min(0)),
        }),
      )
      .min(2),
  })
  .meta({ id: 'Control' });
export type Control = z.infer<typeof ControlSchema>;

/**
 * How far back a control looks from an event; ms. What must be followed by something is looked for as long again after it
 * should have been: whoever was away in that moment tells of it late, rather than never.
 */
export function reachOf({ breach }: Control): number {
  if (breach.kind === 'each') return 0;
  return breach.kind === 'not_followed' ? 2 * breach.within_ms : breach.within_ms;
}

/** An event that a control does not allow. */
export interface Violation {
  readonly control: Control;
  readonly event: RecordedEvent;
}
