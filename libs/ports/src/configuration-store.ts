import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';

/** An event that is written beside the change it tells of and published afterwards. */
export type OutboxEvent =
  | { topic: 'rules'; key: string; value: AlertRule | null }
  | { topic: 'rule-groups'; key: string; value: RuleGroupDocument | null }
  | { topic: 'receivers'; key: string; value: Receiver | null }
  | { topic: 'audit'; key: string; value: AuditEvent };

/** One tenant's configuration inside one transaction. */
export interface ConfigurationTransaction {
  rule(id: string): Promise<AlertRule | null>;
  countRules(): Promise<number>;
  saveRule(rule: AlertRule): Promise<void>;
  deleteRule(id: string): Promise<void>;
  receiver(id: string): Promise<Receiver | null>;
  countReceivers(): Promise<number>;
  saveReceiver(receiver: Receiver): Promise<void>;
  deleteReceiver(id: string): Promise<void>;
  /** Those of the groups named that there are, in any order. */
  ruleGroups(names: readonly string[]): Promise<RuleGroupDocument[]>;
  /** How many groups the tenant has, and how many rules they hold in all. */
  countRuleGroups(): Promise<{ groups: number; rules: number }>;
  saveRuleGroup(group: RuleGroupDocument): Promise<void>;
  deleteRuleGroup(name: string): Promise<void>;
  publish(event: OutboxEvent): Promise<void>;
}

/** Rules, rule groups and receivers, changed by commands, each at most once. */
export interface ConfigurationStore {
  /**
   * Runs `decide` in one transaction of the command's tenant and remembers its reply. A command that was decided
   * before gets the remembered reply and changes nothing.
   */
  decideOnce(command: Command, decide: (tx: ConfigurationTransaction) => Promise<CommandReply>): Promise<CommandReply>;
  /**
   * Hands the oldest unpublished events, in the order they were written, to `publish`, and forgets them when it has
   * resolved. Only one process at a time does so; an event may be handed out again after a crash.
   *
   * @returns how many were published
   */
  relay(limit: number, publish: (events: readonly OutboxEvent[]) => Promise<void>): Promise<number>;
  check(): Promise<void>;
}
