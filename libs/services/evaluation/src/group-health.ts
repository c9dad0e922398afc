import { encodeJson } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { type GroupHealth, ruleHealth } from '@tocsin/contracts/topics/rule-health';
import { ruleGroupKey } from '@tocsin/contracts/topics/rule-groups';
import { hash128 } from '@tocsin/domain/engine/hash';
import { ruleOfDerivedGroup } from '@tocsin/domain/groups/derived-group';
import type { GroupReport } from '@tocsin/domain/groups/group-finisher';
import type { Consequence } from './partition-work.js';

/** Tells how the evaluation of rule groups goes, whenever that changes; and the audit, when a limit keeps a rule from it. */
export class GroupHealthTeller {
  /** What was told last, without words and numbers that change all the time. By tenant and group. */
  readonly #told = new Map<string, string>();

  /** What follows from an evaluation; `offset` is its place in the log. */
  heard({ tenant, group, version, tick, rules }: GroupReport, offset: number): Consequence[] {
    const key = ruleGroupKey(tenant, group);
    const state = JSON.stringify([version, rules.map(({ error, limit }) => [error === null, limit?.name])]);
    if (this.#told.get(key) === state) return [];
    this.#told.set(key, state);
    const health: GroupHealth = {
      tenant_id: tenant,
      group,
      version,
      at: tick,
      rules: rules.map(({ rule, error, limit }) => ({
        name: rule.name,
        health: error === null ? 'ok' : 'err',
        last_error: error ?? '',
        limit,
      })),
    };
    const told = { topic: ruleHealth, record: { key, value: encodeJson(ruleHealth, health) }, offset };
    return [told, ...this.#limited(health, offset)];
  }

  /** The group is no more. */
  gone(tenant: string, group: string, offset: number): Consequence[] {
    const key = ruleGroupKey(tenant, group);
    this.#told.delete(key);
    return [{ topic: ruleHealth, record: { key, value: null }, offset }];
  }

  #limited({ tenant_id, group, at, rules }: GroupHealth, offset: number): Consequence[] {
    const ruleId = ruleOfDerivedGroup(group);
    const subject = ruleId === null ? `rule-group/${group}` : `rule/${ruleId}`;
    return rules.flatMap(({ name, limit, last_error: message }, place) => {
      if (limit === null) return [];
      const event: AuditEvent = {
        id: hash128(JSON.stringify([tenant_id, group, place, at])),
        type: 'limit_reached',
        tenant_id,
        actor: 'evaluation',
        at,
        subject,
        details: { rule: name, limit: limit.name, max: limit.max, use: limit.use, message },
      };
      return [{ topic: audit, record: { key: tenant_id, value: encodeJson(audit, event) }, offset }];
    });
  }
}
