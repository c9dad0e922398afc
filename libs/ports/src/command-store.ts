import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';

/** An event that is written beside the change it tells of and published afterwards. */
export type OutboxEvent =
  | { topic: 'rules'; key: string; value: AlertRule | null }
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
  publish(event: OutboxEvent): Promise<void>;
}

/** Rules and receivers, changed by commands, each at most once. */
export interface ConfigurationStore {
  /**
   * Runs `decide` in one transaction of the command's tenant and remembers its reply. A command that was decided
   * before gets the remembered reply and changes nothing.
   */
  decideOnce(command: Command, decide: (tx: ConfigurationTransaction) => Promise<CommandReply>): Promise<CommandReply>;
  /** The oldest unpublished events in the order they were written. */
  unpublished(limit: number): Promise<readonly { position: number; event: OutboxEvent }[]>;
  /** Forgets events that the log has taken. */
  markPublished(positions: readonly number[]): Promise<void>;
  check(): Promise<void>;
}
