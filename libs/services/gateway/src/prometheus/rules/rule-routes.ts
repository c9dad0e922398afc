import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { AlertDirectory } from '../../read-model/alert-directory.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Route } from '../../route.js';
import type { Form } from '../form.js';
import { parseInteger } from '../parameters.js';
import { invalidParameter, success } from '../prometheus-answer.js';
import { prometheusRoutes } from '../prometheus-route.js';
import { selectorsOf } from '../promql-fields.js';
import { activeByRule, listedAlert } from './active-alerts.js';
import { conditionGroups } from './condition-groups.js';
import {
  chosenGroups,
  groupToken,
  ListedAlertSchema,
  type ListedGroup,
  ListedGroupSchema,
  type ListedRule,
} from './rule-listing.js';
import { writtenGroups } from './written-groups.js';

export interface RuleListingOptions {
  rules: Pick<CompactedDirectory<AlertRule>, 'ofTenant'>;
  groups: Pick<CompactedDirectory<RuleGroupDocument>, 'ofTenant'>;
  health: Pick<CompactedDirectory<GroupHealth>, 'get'>;
  alerts: Pick<AlertDirectory, 'ofTenant'>;
  clock: Clock;
}

/** What Go reads as a boolean. */
const booleans: Readonly<Record<string, boolean>> = {
  ...{ '': false, '0': false, f: false, false: false },
  ...{ '1': true, t: true, true: true },
};
const text = (description: string) => z.string().meta({ description }).optional();
const texts = (description: string) => z.array(z.string()).meta({ description }).optional();

/** Rules and alerts, as Prometheus lists them. */
export function ruleListingRoutes({ rules, groups, health, alerts, clock }: RuleListingOptions): Route[] {
  return [
    ...prometheusRoutes({
      path: '/api/v1/rules',
      operation: 'prometheusRules',
      summary: "List rules in the form of Prometheus's API",
      description:
        'Rules of conditions stand in one group for each category, and what they ask is told as PromQL; groups of Prometheus rules follow.',
      scope: 'rules:read',
      fields: z.strictObject({
        type: text('`alert` or `record`; both when left out.'),
        'rule_name[]': texts('Only rules of these names.'),
        'rule_group[]': texts('Only groups of these names.'),
        'file[]': texts('Only groups of these files.'),
        'match[]': texts('Only rules whose labels fit one of these selectors.'),
        exclude_alerts: text('`true` leaves the alerts of rules out.'),
        group_limit: text('Most groups of the answer.'),
        group_next_token: text('`groupNextToken` of the answer before.'),
      }),
      data: z.strictObject({ groups: z.array(ListedGroupSchema), groupNextToken: z.string().optional() }),
      takesForms: false,
      handle: async ({ tenant, form }) => {
        const selectors = selectorsOf(form);
        const types = typesOf(form);
        const excludesAlerts = flagOf(form, 'exclude_alerts');
        const page = pageOf(form);
        const active = activeByRule(alerts.ofTenant(tenant));
        const healthOf = (group: string): GroupHealth | null => health.get(tenant, group);
        const listed = [
          ...conditionGroups(rules.ofTenant(tenant), active, healthOf, clock.now()),
          ...writtenGroups(groups.ofTenant(tenant), active, healthOf, clock.now()),
        ];
        const chosen = chosenGroups(page.from(listed), {
          types,
          names: form.all('rule_name[]'),
          groups: form.all('rule_group[]'),
          files: form.all('file[]'),
          selectors,
        });
        const next = chosen[page.groupsMax];
        const shown = chosen.slice(0, page.groupsMax);
        return success({
          groups: excludesAlerts ? shown.map(withoutAlerts) : shown,
          ...(next === undefined ? {} : { groupNextToken: groupToken(next) }),
        });
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/alerts',
      operation: 'prometheusAlerts',
      summary: "List the alerts that are pending or fire, in the form of Prometheus's API",
      scope: 'rules:read',
      fields: z.strictObject({}),
      data: z.strictObject({ alerts: z.array(ListedAlertSchema) }),
      takesForms: false,
      handle: async ({ tenant }) =>
        success({
          alerts: alerts
            .ofTenant(tenant)
            .map(listedAlert)
            .filter((alert) => alert !== null),
        }),
    }),
  ];
}

const withoutAlerts = (group: ListedGroup): ListedGroup => ({
  ...group,
  rules: group.rules.map((rule) => (rule.type === 'alerting' ? { ...rule, alerts: null } : rule)),
});

function typesOf(form: Form): ListedRule['type'][] {
  const text = form.get('type').toLowerCase();
  if (text === '') return ['alerting', 'recording'];
  if (text === 'alert') return ['alerting'];
  if (text === 'record') return ['recording'];
  throw invalidParameter('type', `not supported value ${JSON.stringify(text)}`);
}

function flagOf(form: Form, name: string): boolean {
  const text = form.get(name).toLowerCase();
  const flag = Object.hasOwn(booleans, text) ? booleans[text] : undefined;
  if (flag !== undefined) return flag;
  const problem = `error converting ${name}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw invalidParameter(name, problem);
}

/** Which groups an answer has: from where on, and how many. */
function pageOf(form: Form): { groupsMax: number; from(groups: readonly ListedGroup[]): readonly ListedGroup[] } {
  const [limit, token] = [form.get('group_limit'), form.get('group_next_token')];
  if (limit === '') {
    if (token === '') return { groupsMax: Number.POSITIVE_INFINITY, from: (groups) => groups };
    const problem = 'group_limit needs to be present in order to paginate over the groups';
    throw invalidParameter('group_next_token', problem);
  }
  const read = parseInteger(limit, 'ParseInt');
  if ('message' in read)
    throw invalidParameter('group_limit', `group_limit needs to be a valid number: ${read.message}`);
  if (read.value <= 0) throw invalidParameter('group_limit', 'group_limit needs to be greater than 0');
  return {
    groupsMax: read.value,
    from: (groups) => {
      if (token === '') return groups;
      const first = groups.findIndex((group) => groupToken(group) === token);
      if (first >= 0) return groups.slice(first);
      const problem = `invalid group_next_token '${token}'. were rule groups changed?`;
      throw invalidParameter('group_next_token', problem);
    },
  };
}
