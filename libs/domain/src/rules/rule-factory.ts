import type { AlertRule, RuleDraft } from './alert-rule.js';

/** Builds stored rules from drafts that were validated. */
export const RuleFactory = {
  /** The first version of a rule. `now` is in milliseconds since 1970. */
  create(draft: RuleDraft, identity: { id: string; tenantId: string }, now: number): AlertRule {
    return { ...draft, id: identity.id, tenant_id: identity.tenantId, version: 1, created_at: now, updated_at: now };
  },
  /** A later version of `rule`, with everything that a draft says replaced. */
  next(rule: AlertRule, draft: RuleDraft, now: number, version = rule.version + 1): AlertRule {
    const { provisioned_by } = rule;
    return {
      ...draft,
      ...(provisioned_by === undefined ? {} : { provisioned_by }),
      id: rule.id,
      tenant_id: rule.tenant_id,
      version,
      created_at: rule.created_at,
      updated_at: now,
    };
  },
} as const;
