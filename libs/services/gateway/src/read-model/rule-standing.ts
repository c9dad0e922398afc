import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { AlertStateSchema } from '@tocsin/domain/engine/transition';
import { derivedGroupName } from '@tocsin/domain/groups/derived-group';
import { gridHash } from '@tocsin/domain/groups/group-plan';
import { groupIntervalMs, lastTick } from '@tocsin/domain/groups/group-share';
import { categoryOfLabel, groupRuleId } from '@tocsin/domain/groups/group-transitions';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import {
  AlertCategorySchema,
  type AlertRule,
  AlertSeveritySchema,
  FolderSchema,
  ProvisionerSchema,
  RuleStatusSchema,
} from '@tocsin/domain/rules/alert-rule';
import { evaluationIntervalMs } from '@tocsin/domain/rules/condition-source';
import { severityOfLabel } from '@tocsin/domain/rules/severity-label';
import { z } from 'zod';
import type { StandingAlerts } from './alert-index.js';

export const RuleHealthStateSchema = z.enum(['ok', 'err', 'unknown']);
export const RuleSourceSchema = z.enum(['api', 'group', 'provisioned']);
export const RuleAlertStateSchema = AlertStateSchema.extract(['inactive', 'pending', 'firing']);

/** One rule as a list of rules shows it. */
export const RuleStandingSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Of the rule; alerts bear it as `rule_id`.' }),
    kind: z.enum(['alerting', 'recording']),
    name: z.string(),
    group: z
      .string()
      .nullable()
      .meta({ description: 'The rule group that it is written in; null for a rule by itself.' }),
    source: RuleSourceSchema.meta({
      description: '`provisioned`: kept from outside; `group`: written in a rule group here; `api`: written here.',
    }),
    provisioned_by: ProvisionerSchema.nullable(),
    version: z.int(),
    status: RuleStatusSchema,
    severity: AlertSeveritySchema.nullable().meta({ description: 'Null for a recording rule.' }),
    category: AlertCategorySchema.nullable(),
    owner: z.string().nullable(),
    folder: FolderSchema.nullable(),
    alert_state: RuleAlertStateSchema.meta({ description: 'The worst of its alerts.' }),
    pending: z.int().meta({ description: 'How many of its alerts are pending.' }),
    firing: z.int().meta({ description: 'How many of its alerts fire.' }),
    silenced: z
      .int()
      .meta({ description: 'How many of those that fire are silenced; of very many, the last changed.' }),
    health: RuleHealthStateSchema.meta({ description: '`unknown` for what is not evaluated, or was not yet.' }),
    last_error: z.string(),
    interval_ms: z
      .number()
      .nullable()
      .meta({ description: 'How often it is evaluated by the clock; null for a rule that each sample decides.' }),
    last_evaluation: z
      .number()
      .nullable()
      .meta({ description: 'By the clock, ms since 1970; null where the clock does not, or has not yet.' }),
    evaluation_duration_ms: z.number().nullable().meta({
      description:
        'How long its evaluation by the clock took, in all partitions together: of the last one, or of one up to 15 s before. Null where nothing is known.',
    }),
    awaits_approval: z.boolean().meta({ description: 'Whether a change of it waits for approval.' }),
    updated_at: z.number(),
  })
  .meta({ id: 'RuleStanding', description: 'A rule, how it is evaluated, and how its alerts stand.' });
export type RuleStanding = z.infer<typeof RuleStandingSchema>;

/** What is known of one tenant's rules. */
export interface StandingSources {
  readonly healthOf: (group: string) => GroupHealth | null;
  readonly alertsOf: (ruleId: string) => StandingAlerts;
  readonly awaitsApproval: (kind: 'rule' | 'group', id: string) => boolean;
  /** Ms since 1970. */
  readonly now: number;
}

/** A rule by itself; its silenced alerts are not counted yet. */
export function standingOfRule(rule: AlertRule, sources: StandingSources): RuleStanding {
  const { id, name, version, status, severity, category, owner, folder, provisioned_by, updated_at } = rule;
  return {
    id,
    kind: 'alerting',
    name,
    group: null,
    source: provisioned_by === undefined ? 'api' : 'provisioned',
    provisioned_by: provisioned_by ?? null,
    version,
    status,
    severity,
    category,
    owner: owner ?? null,
    folder: folder ?? null,
    ...alertsAs(sources.alertsOf(id)),
    ...evaluationOf(rule, sources),
    awaits_approval: sources.awaitsApproval('rule', id),
    updated_at,
  };
}

/** The rules of a group; their silenced alerts are not counted yet. */
export function standingsOfGroup(document: RuleGroupDocument, sources: StandingSources): RuleStanding[] {
  const { name: group, version, provisioned_by, rules, updated_at } = document;
  const health = sources.healthOf(group);
  const isEvaluated = health?.version === version;
  const intervalMs = groupIntervalMs(document);
  const awaits_approval = sources.awaitsApproval('group', group);
  const ids = idsOf(document);
  return rules.map((rule, place): RuleStanding => {
    const id = ids[place] ?? '';
    const told = isEvaluated ? health.rules[place] : undefined;
    const labels = { ...document.labels, ...rule.labels };
    const isAlerting = 'alert' in rule;
    return {
      id,
      kind: isAlerting ? 'alerting' : 'recording',
      name: isAlerting ? rule.alert : rule.record,
      group,
      source: provisioned_by === undefined ? 'group' : 'provisioned',
      provisioned_by: provisioned_by ?? null,
      version,
      status: 'active',
      severity: isAlerting ? severityOfLabel(labels['severity']) : null,
      category: isAlerting ? categoryOfLabel(labels['category']) : null,
      owner: null,
      folder: null,
      ...alertsAs(sources.alertsOf(id)),
      health: told?.health ?? 'unknown',
      last_error: told?.last_error ?? '',
      interval_ms: intervalMs,
      last_evaluation: told === undefined ? null : lastTick(sources.now, intervalMs, gridHash(document)),
      evaluation_duration_ms: told?.duration_ms ?? null,
      awaits_approval,
      updated_at,
    };
  });
}

const known = new WeakMap<RuleGroupDocument, readonly string[]>();

/** The ids of a group's rules, worked out once: those that are called alike are told apart by a look at all of them. */
function idsOf(document: RuleGroupDocument): readonly string[] {
  const ids = known.get(document) ?? document.rules.map((_, place) => groupRuleId(document, place));
  known.set(document, ids);
  return ids;
}

const alertsAs = ({
  pending,
  firing,
}: StandingAlerts): Pick<RuleStanding, 'alert_state' | 'pending' | 'firing' | 'silenced'> => ({
  alert_state: firing > 0 ? 'firing' : pending > 0 ? 'pending' : 'inactive',
  pending,
  firing,
  silenced: 0,
});

type Evaluation = Pick<
  RuleStanding,
  'health' | 'last_error' | 'interval_ms' | 'last_evaluation' | 'evaluation_duration_ms'
>;

/** Conditions over many series are evaluated by a group of the rule's own; each sample decides the others. */
function evaluationOf(rule: AlertRule, { healthOf, now }: StandingSources): Evaluation {
  const { status, version, id, tenant_id } = rule;
  const interval_ms = evaluationIntervalMs(rule);
  const none = { last_error: '', interval_ms, last_evaluation: null, evaluation_duration_ms: null };
  if (status === 'error') return { ...none, health: 'err' };
  if (status !== 'active') return { ...none, health: 'unknown' };
  if (interval_ms === null) return { ...none, health: 'ok' };
  const name = derivedGroupName(id);
  const health = healthOf(name);
  if (health?.version !== version) return { ...none, health: 'unknown' };
  const failed = health.rules.find((one) => one.health === 'err');
  return {
    health: failed === undefined ? 'ok' : 'err',
    last_error: failed?.last_error ?? '',
    interval_ms,
    last_evaluation: lastTick(now, interval_ms, gridHash({ tenant_id, name })),
    evaluation_duration_ms: health.duration_ms ?? null,
  };
}
