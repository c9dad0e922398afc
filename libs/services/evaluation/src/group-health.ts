import { encodeJson } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { type GroupHealth, ruleHealth } from '@tocsin/contracts/topics/rule-health';
import { ruleGroupKey } from '@tocsin/contracts/topics/rule-groups';
import { hash128 } from '@tocsin/domain/engine/hash';
import { ruleOfDerivedGroup } from '@tocsin/domain/groups/derived-group';
import type { GroupReport } from '@tocsin/domain/groups/group-finisher';
import type { Consequence } from './partition-work.js';

/** How often durations are told of a group that goes as before, ms: few groups are evaluated more often than that. */
const DURATIONS_PERIOD_MS = 15_000;

/**
 * Tells how the evaluation of rule groups goes: at once when that changes, and how long it takes now and then; and the
 * audit, when a limit keeps a rule from it.
 */
export class GroupHealthTeller {
  /** What was told last, without words and numbers that change all the time, and of which tick. By tenant and group. */
  readonly #told = new Map<string, { readonly state: string; readonly tick: number }>();

  /** What follows from an evaluation; `offset` is its place in the log. */
  heard({ tenant, group, version, tick, rules, tookMs }: GroupReport, offset: number): Consequence[] {
    const key = ruleGroupKey(tenant, group);
    const state = JSON.stringify([version, rules.map(({ error, limit }) => [error === null, limit?.name])]);
    const before = this.#told.get(key);
    const isNews = before?.state !== state;
    if (!isNews && tick - before.tick < DURATIONS_PERIOD_MS) return [];
    this.#told.set(key, { state, tick });
    const health: GroupHealth = {
      tenant_id: tenant,
      group,
      version,
      at: tick,
      duration_ms: rounded(tookMs),
      rules: rules.map(({ rule, error, limit, tookMs: ownMs }) => ({
        name: rule.name,
        health: error === null ? 'ok' : 'err',
        last_error: error ?? '',
        limit,
        duration_ms: rounded(ownMs),
      })),
    };
    const told = { topic: ruleHealth, record: { key, value: encodeJson(ruleHealth, health) }, offset };
    return isNews ? [told, ...this.#limited(health, offset)] : [told];
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

/** Microseconds are enough to tell one duration from another. */
const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
