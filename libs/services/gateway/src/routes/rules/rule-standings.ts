import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { apiResponse } from '@tocsin/contracts/http/api-response';
import {
  AlertCategorySchema,
  AlertSeveritySchema,
  FolderSchema,
  RuleStatusSchema,
} from '@tocsin/domain/rules/alert-rule';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import type { AlertStatuses } from '../../alerting/alert-status.js';
import type { AlertDirectory } from '../../read-model/alert-directory.js';
import { type AskedFacets, FacetCountsSchema, narrowed } from '../../read-model/rule-facets.js';
import {
  RuleAlertStateSchema,
  RuleHealthStateSchema,
  RuleSourceSchema,
  type RuleStanding,
  RuleStandingSchema,
  standingOfRule,
  standingsOfGroup,
} from '../../read-model/rule-standing.js';
import { parsed, principalOf, type Route } from '../../route.js';
import { isInFolder } from './rule-filter.js';
import { type RuleWorld, TrueOrFalseSchema } from './rule-world.js';

/** Further down nobody scrolls, and a tenant has fewer rules. */
const OFFSET_MAX = 1_000_000;
/** Firing alerts of one rule that are looked at for silences: a page of rules may have all of a tenant's alerts. */
const SILENCED_LOOKED_AT_MAX = 1_000;

const QuerySchema = z.strictObject({
  offset: z.coerce.number().int().min(0).max(OFFSET_MAX).default(0).meta({
    description: 'How many rules stand before the first one: a list that is scrolled may begin anywhere.',
  }),
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Most rules of one answer.' }),
  q: z.string().max(200).optional().meta({ description: 'Only rules whose name or description contains this text.' }),
  status: RuleStatusSchema.optional(),
  severity: AlertSeveritySchema.optional(),
  category: AlertCategorySchema.optional(),
  alert_state: RuleAlertStateSchema.optional(),
  health: RuleHealthStateSchema.optional(),
  source: RuleSourceSchema.optional(),
  owner: z.string().max(200).optional(),
  folder: FolderSchema.optional().meta({ description: 'Rules in this folder and in those below it.' }),
  group: z.string().max(256).optional().meta({ description: 'Only rules of this rule group.' }),
  silenced: TrueOrFalseSchema.meta({ description: 'Only rules with a firing alert that is silenced.' }),
  awaits_approval: TrueOrFalseSchema.meta({ description: 'Only rules of which a change waits for approval.' }),
  sort: z
    .enum(['name', '-name', 'severity', '-severity', '-firing', '-updated_at', '-evaluation_duration_ms'])
    .default('name')
    .meta({ description: 'With a minus, the largest first. Of severities, CRITICAL is first.' }),
});
type Query = z.infer<typeof QuerySchema>;

const AnswerSchema = z
  .strictObject({
    total: z.int().meta({ description: 'How many rules fit.' }),
    facets: FacetCountsSchema,
    rules: z.array(RuleStandingSchema),
  })
  .meta({ id: 'RuleStandings' });

export interface StandingsWorld extends Pick<RuleWorld, 'rules' | 'groups' | 'proposals' | 'groupProposals' | 'clock'> {
  health: Pick<CompactedDirectory<GroupHealth>, 'get'>;
  alerts: Pick<AlertDirectory, 'standingOf' | 'newestFirst'>;
  statuses: Pick<AlertStatuses, 'silencedNow'>;
}

/** All rules, those of groups as well, as a list shows them: narrowed, counted and cut into pages here. */
export function ruleStandingRoutes(world: StandingsWorld): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/rule-standings',
      operation: 'listRuleStandings',
      tag: 'rules',
      summary: 'List rules with how they are evaluated and how their alerts stand',
      description:
        'Rules by themselves and rules of groups, with counts by which a list is narrowed. Pages are cut by `offset`, so that a long list can be scrolled anywhere.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Rules, by their names unless told otherwise.', schema: apiResponse(AnswerSchema) },
      },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const { tenant } = principalOf(request);
        const silenced = silencedCounter(world, tenant);
        const { found, facets } = narrowed(chosen(world, tenant, query, silenced), facetsOf(query));
        const ordered = found.sort(orders[query.sort]);
        const listed = ordered
          .slice(query.offset, query.offset + query.limit)
          .map((standing) => ({ ...standing, silenced: silenced(standing) }));
        return { status: 200, data: { total: ordered.length, facets, rules: listed } };
      },
    },
  ];
}

/** All that fits what is no facet. */
function chosen(
  world: StandingsWorld,
  tenant: string,
  query: Query,
  silenced: (standing: RuleStanding) => number,
): RuleStanding[] {
  const { rules, groups, proposals, groupProposals, health, alerts, clock } = world;
  const sources = {
    healthOf: (group: string) => health.get(tenant, group),
    alertsOf: (ruleId: string) => alerts.standingOf(tenant, ruleId),
    awaitsApproval: (kind: 'rule' | 'group', id: string) =>
      (kind === 'rule' ? proposals : groupProposals).get(tenant, id) !== null,
    now: clock.now(),
  };
  const text = query.q?.toLowerCase() ?? '';
  const all = [
    ...rules
      .ofTenant(tenant)
      .filter(({ name, description }) => hasText(`${name}\n${description}`, text))
      .map((rule) => standingOfRule(rule, sources)),
    ...groups
      .ofTenant(tenant)
      .flatMap((group) => standingsOfGroup(group, sources))
      .filter(({ name }) => hasText(name, text)),
  ];
  return all.filter(
    (standing) =>
      (query.awaits_approval === 'false' || standing.awaits_approval) &&
      (query.silenced === 'false' || silenced(standing) > 0),
  );
}

const hasText = (written: string, lowerCase: string): boolean =>
  lowerCase === '' || written.toLowerCase().includes(lowerCase);

/** Counts the firing alerts of a rule that are silenced; while no silence holds, without a look at them. */
function silencedCounter(
  { alerts, statuses, clock }: StandingsWorld,
  tenant: string,
): (standing: RuleStanding) => number {
  const isSilenced = statuses.silencedNow(tenant, clock.now());
  return ({ id, firing }) => {
    if (isSilenced === null || firing === 0) return 0;
    let [lookedAt, count] = [0, 0];
    for (const alert of alerts.newestFirst(tenant, null, { rule_id: id, state: 'firing' })) {
      if (isSilenced(alert)) count += 1;
      lookedAt += 1;
      if (lookedAt === SILENCED_LOOKED_AT_MAX) break;
    }
    return count;
  };
}

function facetsOf({ folder, ...query }: Query): AskedFacets {
  const exactly = (wanted: string | undefined): ((value: string | null) => boolean) | undefined =>
    wanted === undefined ? undefined : (value) => value === wanted;
  const { status, severity, category, alert_state, health, source, owner, group } = query;
  return {
    status: exactly(status),
    severity: exactly(severity),
    category: exactly(category),
    alert_state: exactly(alert_state),
    health: exactly(health),
    source: exactly(source),
    owner: exactly(owner),
    group: exactly(group),
    folder: folder === undefined ? undefined : (value) => value !== null && isInFolder(value, folder),
  };
}

type Order = (a: RuleStanding, b: RuleStanding) => number;
const byName: Order = (a, b) => compared(a.name.toLowerCase(), b.name.toLowerCase()) || compared(a.id, b.id);
const bySeverity: Order = (a, b) => rankOf(a) - rankOf(b);
const orders: Readonly<Record<Query['sort'], Order>> = {
  name: byName,
  '-name': (a, b) => byName(b, a),
  severity: (a, b) => bySeverity(a, b) || byName(a, b),
  '-severity': (a, b) => bySeverity(b, a) || byName(a, b),
  '-firing': (a, b) => b.firing - a.firing || b.pending - a.pending || byName(a, b),
  '-updated_at': (a, b) => b.updated_at - a.updated_at || byName(a, b),
  '-evaluation_duration_ms': (a, b) => durationOf(b) - durationOf(a) || byName(a, b),
};

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** What the clock does not evaluate stands behind what it does. */
const durationOf = ({ evaluation_duration_ms }: RuleStanding): number => evaluation_duration_ms ?? -1;
/** What has no severity stands behind what has one. */
const rankOf = ({ severity }: RuleStanding): number =>
  severity === null ? AlertSeveritySchema.options.length : AlertSeveritySchema.options.indexOf(severity);
