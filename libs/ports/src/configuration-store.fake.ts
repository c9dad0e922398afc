import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { ConfigurationStore, ConfigurationTransaction, OutboxEvent } from './configuration-store.js';

interface Tenant {
  rules: Map<string, AlertRule>;
  receivers: Map<string, Receiver>;
  groups: Map<string, RuleGroupDocument>;
  replies: Map<string, CommandReply>;
}

/** A {@link ConfigurationStore} in memory, for tests. What was decided and not yet relayed stands in `outbox`. */
export class FakeConfigurationStore implements ConfigurationStore {
  outbox: OutboxEvent[] = [];
  readonly #tenants = new Map<string, Tenant>();

  async decideOnce(
    command: Command,
    decide: (tx: ConfigurationTransaction) => Promise<CommandReply>,
  ): Promise<CommandReply> {
    const tenant = this.#tenants.get(command.tenant_id) ?? {
      rules: new Map(),
      receivers: new Map(),
      groups: new Map(),
      replies: new Map(),
    };
    const known = tenant.replies.get(command.id);
    if (known !== undefined) return { ...known, reply_to: command.reply_to };
    const changed: Tenant = {
      rules: new Map(tenant.rules),
      receivers: new Map(tenant.receivers),
      groups: new Map(tenant.groups),
      replies: new Map(tenant.replies),
    };
    const events: OutboxEvent[] = [];
    const reply = await decide(transactionOf(changed, events));
    changed.replies.set(command.id, reply);
    this.#tenants.set(command.tenant_id, changed);
    this.outbox.push(...events);
    return reply;
  }

  async relay(limit: number, publish: (events: readonly OutboxEvent[]) => Promise<void>): Promise<number> {
    const events = this.outbox.slice(0, limit);
    if (events.length > 0) await publish(events);
    this.outbox = this.outbox.slice(events.length);
    return events.length;
  }

  async check(): Promise<void> {}
}

function transactionOf({ rules, receivers, groups }: Tenant, events: OutboxEvent[]): ConfigurationTransaction {
  return {
    rule: async (id) => rules.get(id) ?? null,
    countRules: async () => rules.size,
    saveRule: async (rule) => void rules.set(rule.id, rule),
    deleteRule: async (id) => void rules.delete(id),
    receiver: async (id) => receivers.get(id) ?? null,
    countReceivers: async () => receivers.size,
    saveReceiver: async (receiver) => void receivers.set(receiver.id, receiver),
    deleteReceiver: async (id) => void receivers.delete(id),
    ruleGroups: async (names) => [...groups.values()].filter(({ name }) => names.includes(name)),
    countRuleGroups: async () => ({
      groups: groups.size,
      rules: [...groups.values()].reduce((sum, group) => sum + group.rules.length, 0),
    }),
    saveRuleGroup: async (group) => void groups.set(group.name, group),
    deleteRuleGroup: async (name) => void groups.delete(name),
    publish: async (event) => void events.push(event),
  };
}
