import { z } from 'zod';
import { parseExpr } from '../promql/parser.js';
import { ProvisionerSchema, TenantIdSchema } from '../rules/alert-rule.js';
import { durationMs, parseDurationMs } from '../rules/duration.js';
import type { GroupRule, RuleGroup } from './rule-group.js';

/** Most rules of one group: they are evaluated one after the other. */
export const GROUP_RULES_MAX = 1_000;

const Duration = z
  .string()
  .max(32)
  .refine((text) => parseDurationMs(text) !== null, 'is not a duration such as "1m"');
const Texts = z.record(z.string().min(1).max(256), z.string().max(65_536));

export const AlertingRuleDocumentSchema = z.strictObject({
  alert: z.string().min(1).max(256),
  expr: z.string().min(1).max(100_000),
  for: Duration.optional(),
  keep_firing_for: Duration.optional(),
  labels: Texts.optional(),
  annotations: Texts.optional(),
});
export const RecordingRuleDocumentSchema = z.strictObject({
  record: z.string().min(1).max(256),
  expr: z.string().min(1).max(100_000),
  labels: Texts.optional(),
});

/** A group as it stands in a Prometheus rule file. */
export const RuleGroupDraftSchema = z
  .strictObject({
    name: z.string().min(1).max(256),
    interval: Duration.optional(),
    query_offset: Duration.optional(),
    limit: z.int().min(0).optional(),
    labels: Texts.optional(),
    rules: z.array(z.union([AlertingRuleDocumentSchema, RecordingRuleDocumentSchema])).max(GROUP_RULES_MAX),
  })
  .meta({ id: 'RuleGroupDraft', description: 'A group of rules as it stands in a Prometheus rule file.' });
export type RuleGroupDraft = z.infer<typeof RuleGroupDraftSchema>;

/** A group as it is stored and evaluated; a tenant has one of each name. `version` grows by one with each change. */
export const RuleGroupDocumentSchema = RuleGroupDraftSchema.extend({
  tenant_id: TenantIdSchema,
  version: z.int().min(1),
  provisioned_by: ProvisionerSchema.optional(),
  created_at: z.int().meta({ description: 'Milliseconds since 1970.' }),
  updated_at: z.int().meta({ description: 'Milliseconds since 1970.' }),
}).meta({ id: 'RuleGroupDocument', description: 'A group of rules as it is stored and evaluated.' });
export type RuleGroupDocument = z.infer<typeof RuleGroupDocumentSchema>;

/** A group that was checked before, ready to be evaluated; throws only for one that was not, which is a bug. */
export function ruleGroupOf(document: RuleGroupDraft): RuleGroup {
  const { name, interval, query_offset, limit, labels } = document;
  const rules = document.rules.map((rule): GroupRule => {
    const parsed = parseExpr(rule.expr);
    if (parsed.kind === 'refused') throw new TypeError(`group ${name}: ${rule.expr} does not parse`);
    const common = { expr: parsed.expr, text: rule.expr, labels: { ...labels, ...rule.labels } };
    if ('record' in rule) return { kind: 'recording', name: rule.record, ...common };
    return {
      kind: 'alerting',
      name: rule.alert,
      ...common,
      forMs: durationMs(rule.for ?? '0'),
      keepFiringForMs: durationMs(rule.keep_firing_for ?? '0'),
      annotations: rule.annotations ?? {},
    };
  });
  const msOf = (text: string | undefined): number | null => (text === undefined ? null : durationMs(text));
  return { name, intervalMs: msOf(interval), queryOffsetMs: msOf(query_offset), limit: limit ?? 0, rules };
}
