import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { durationMs, parseDurationMs } from '../rules/duration.js';
import { NAME_LENGTH_MAX } from '../rules/labels.js';
import { readMatcher } from './matcher-text.js';
import { TimeIntervalSchema } from './time-interval.js';

/** Most matchers of one route, silence or side of an inhibition; each is asked of every alert that comes by. */
export const MATCHERS_MAX = 32;
/** Longest matcher: a name, a value and what stands around them. */
const MATCHER_LENGTH_MAX = 4_096;
/** Most receivers of one route; each is told apart. */
const ROUTE_RECEIVERS_MAX = 16;
/** Most labels to group by; an alert has 40 at most. */
const GROUP_BY_MAX = 40;
/** Most children of one route. All routes of a policy are counted by its check. */
const CHILDREN_MAX = 2_000;
/** Most inhibition rules: each is asked of every alert. Published configurations have a dozen. */
const INHIBITIONS_MAX = 200;
/** Most named time intervals. */
const TIME_INTERVALS_MAX = 200;
/** A group is looked at no more often than the database is asked for what is due. */
export const GROUP_INTERVAL_MS_MIN = 1_000;
/** What waits longer than a month is waited for by nobody. */
const DURATION_MS_MAX = 31 * 86_400_000;

const labelName = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .refine((name) => name !== '__proto__', 'is no name of a label');

export const MatcherTextSchema = z
  .string()
  .max(MATCHER_LENGTH_MAX)
  .superRefine((text, context) => {
    const read = readMatcher(text);
    if (read.kind === 'refused') context.addIssue({ code: 'custom', message: read.message });
  })
  .meta({
    description: "A matcher in Alertmanager's notation; patterns hold for the whole value.",
    examples: ['team=~"shop|pay"'],
  });

const matchers = z.array(MatcherTextSchema).max(MATCHERS_MAX);

function duration(minMs: number, least: string) {
  return z
    .string()
    .max(32)
    .refine((text) => {
      const ms = parseDurationMs(text);
      return ms !== null && ms >= minMs && ms <= DURATION_MS_MAX;
    }, `is not a duration between ${least} and 31d, such as "5m"`);
}

/** One node of the routing tree. What it leaves out it has from its parent; the root from the defaults. */
export interface PolicyRoute {
  receivers?: string[] | undefined;
  group_by?: string[] | undefined;
  group_wait?: string | undefined;
  group_interval?: string | undefined;
  repeat_interval?: string | undefined;
  matchers?: string[] | undefined;
  continue?: boolean | undefined;
  mute_time_intervals?: string[] | undefined;
  active_time_intervals?: string[] | undefined;
  routes?: PolicyRoute[] | undefined;
}

export const PolicyRouteSchema: z.ZodType<PolicyRoute> = z
  .strictObject({
    receivers: z.array(z.string().min(1).max(64)).max(ROUTE_RECEIVERS_MAX).optional().meta({
      description: 'Ids of receivers; each is told of every group of this route. Nobody is, when there is none in it.',
    }),
    group_by: z
      .array(labelName)
      .max(GROUP_BY_MAX)
      .optional()
      .meta({ description: 'Labels that the alerts of a group have in common; `...` for all labels.' }),
    group_wait: duration(0, '0s')
      .optional()
      .meta({ description: 'How long a new group waits for more alerts before it is told; 30s by default.' }),
    group_interval: duration(GROUP_INTERVAL_MS_MIN, '1s')
      .optional()
      .meta({ description: 'How long a group rests before changes in it are told; 5m by default.' }),
    repeat_interval: duration(GROUP_INTERVAL_MS_MIN, '1s')
      .optional()
      .meta({ description: 'After how long a group that has not changed is told again; 4h by default.' }),
    matchers: matchers.optional().meta({ description: 'All must fit; the root takes every alert.' }),
    continue: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the siblings that follow are asked, too, when this route fits.' }),
    mute_time_intervals: z.array(z.string()).max(TIME_INTERVALS_MAX).optional(),
    active_time_intervals: z.array(z.string()).max(TIME_INTERVALS_MAX).optional(),
    get routes(): z.ZodOptional<z.ZodArray<z.ZodType<PolicyRoute>>> {
      return z.array(PolicyRouteSchema).max(CHILDREN_MAX).optional();
    },
  })
  .meta({ id: 'PolicyRoute', description: 'A node of the routing tree, as in Alertmanager.' });

export const InhibitRuleSchema = z
  .strictObject({
    source_matchers: matchers.min(1),
    target_matchers: matchers.min(1),
    equal: z.array(labelName).max(GROUP_BY_MAX).optional(),
  })
  .meta({
    id: 'InhibitRule',
    description: 'While an alert of the source fires, those of the target with equal labels are held back.',
  });
export type InhibitRule = z.infer<typeof InhibitRuleSchema>;

/** A policy as a user writes it. */
export const PolicyDraftSchema = z
  .strictObject({
    route: PolicyRouteSchema,
    inhibit_rules: z.array(InhibitRuleSchema).max(INHIBITIONS_MAX).default([]),
    time_intervals: z.array(TimeIntervalSchema).max(TIME_INTERVALS_MAX).default([]),
  })
  .meta({ id: 'NotificationPolicyDraft', description: 'Who is told of what, and when.' });
export type PolicyDraft = z.infer<typeof PolicyDraftSchema>;

export const NotificationPolicySchema = PolicyDraftSchema.extend({
  tenant_id: TenantIdSchema,
  version: z.int().min(1),
  created_at: z.int(),
  updated_at: z.int(),
}).meta({ id: 'NotificationPolicy', description: 'Who is told of what, and when; one for each tenant.' });
export type NotificationPolicy = z.infer<typeof NotificationPolicySchema>;

/** What a user wrote of a policy: all but what the platform keeps beside it. */
export function policyDraftOf({ route, inhibit_rules, time_intervals }: NotificationPolicy): PolicyDraft {
  return { route, inhibit_rules, time_intervals };
}

/** Groups by all labels: each set of labels is a group of its own. */
export const GROUP_BY_ALL = '...';

/** A tenant that has written no policy: every receiver is told of each alert, within a second. */
export const defaultPolicy: PolicyDraft = {
  route: { group_by: [GROUP_BY_ALL], group_wait: '0s', group_interval: '1s', repeat_interval: '4h' },
  inhibit_rules: [],
  time_intervals: [],
};

/** What a route that says nothing, nor any above it, waits for; as in Alertmanager. */
export const routeDefaults = {
  groupWaitMs: durationMs('30s'),
  groupIntervalMs: durationMs('5m'),
  repeatIntervalMs: durationMs('4h'),
} as const;
