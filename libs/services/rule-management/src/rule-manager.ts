import { commandReplies, type Command, type CommandReply } from '@tocsin/contracts/topics/commands';
import { addressesOf } from '@tocsin/contracts/topics/receivers';
import { unstorableText } from '@tocsin/contracts/storable-text';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { pathText } from '@tocsin/domain/rules/finding';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationStore, ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import type { EventLog } from '@tocsin/ports/event-log';
import { type AuditEntry, publishAudit } from './audit.js';
import { RuleGroupManager } from './rule-group-manager.js';

/** Most rules of one tenant; each costs memory on every partition that holds one of its series. */
export const RULES_PER_TENANT_MAX = 10_000;
/** Most receivers of one tenant; each transition is delivered to every one of them. */
export const RECEIVERS_PER_TENANT_MAX = 50;

type Outcome = CommandReply['outcome'];

export interface RuleManagerOptions {
  store: ConfigurationStore;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
}

/** Carries out commands that change rules, rule groups and receivers, each once, and answers them. */
export class RuleManager {
  readonly #options: RuleManagerOptions;
  readonly #groups: RuleGroupManager;

  constructor(options: RuleManagerOptions) {
    this.#options = options;
    this.#groups = new RuleGroupManager(options);
  }

  /** Decides a command: the change, its event and its audit event stand in one transaction. */
  async decide(command: Command): Promise<CommandReply> {
    const fault = unstorableText(command);
    // The database would refuse it again and again, and all commands behind it would wait.
    if (fault !== null) return { command_id: command.id, reply_to: command.reply_to, outcome: invalidAt(fault) };
    return this.#options.store.decideOnce(command, async (tx) => ({
      command_id: command.id,
      reply_to: command.reply_to,
      outcome: await this.#decide(command, tx),
    }));
  }

  /** Tells whoever waits what became of a command. */
  async reply(reply: CommandReply): Promise<void> {
    if (reply.reply_to === '') return;
    const { log, topicPrefix } = this.#options;
    await log.append(topicName(commandReplies, topicPrefix), [
      { key: reply.reply_to, value: encodeJson(commandReplies, reply) },
    ]);
  }

  #decide(command: Command, tx: ConfigurationTransaction): Promise<Outcome> {
    switch (command.type) {
      case 'rule.create':
        return this.#createRule(command, tx);
      case 'rule.update':
        return this.#updateRule(command, tx);
      case 'rule.delete':
        return this.#deleteRule(command, tx);
      case 'receiver.put':
        return this.#putReceiver(command, tx);
      case 'receiver.delete':
        return this.#deleteReceiver(command, tx);
      case 'group.put':
        return this.#groups.put(command, tx);
      case 'group.import':
        return this.#groups.import(command, tx);
      case 'group.delete':
        return this.#groups.delete(command, tx);
    }
  }

  async #createRule(
    command: Extract<Command, { type: 'rule.create' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    if ((await tx.rule(command.rule_id)) !== null)
      return { kind: 'conflict', message: `there is a rule ${command.rule_id} already` };
    if ((await tx.countRules()) >= RULES_PER_TENANT_MAX) {
      return { kind: 'limit_reached', message: `the tenant has ${RULES_PER_TENANT_MAX} rules, the most it may have` };
    }
    const identity = { id: command.rule_id, tenantId: command.tenant_id };
    return this.#saveRule(
      command,
      tx,
      RuleFactory.create(command.draft, identity, this.#options.clock.now()),
      'rule_created',
    );
  }

  async #updateRule(
    command: Extract<Command, { type: 'rule.update' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const rule = await tx.rule(command.rule_id);
    if (rule === null) return { kind: 'not_found' };
    if (command.if_version !== undefined && command.if_version !== rule.version) {
      return { kind: 'conflict', message: `the rule is at version ${rule.version}, not ${command.if_version}` };
    }
    return this.#saveRule(
      command,
      tx,
      RuleFactory.next(rule, command.draft, this.#options.clock.now()),
      'rule_modified',
    );
  }

  async #deleteRule(
    command: Extract<Command, { type: 'rule.delete' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const rule = await tx.rule(command.rule_id);
    if (rule === null) return { kind: 'not_found' };
    await tx.deleteRule(rule.id);
    await tx.publish({ topic: 'rules', key: ruleKey(rule.tenant_id, rule.id), value: null });
    await this.#audit(command, tx, 'rule_deleted', `rule/${rule.id}`, { version: rule.version, name: rule.name });
    return { kind: 'deleted' };
  }

  async #saveRule(
    command: Command,
    tx: ConfigurationTransaction,
    rule: AlertRule,
    type: AuditEntry['type'],
  ): Promise<Outcome> {
    await tx.saveRule(rule);
    await tx.publish({ topic: 'rules', key: ruleKey(rule.tenant_id, rule.id), value: rule });
    await this.#audit(command, tx, type, `rule/${rule.id}`, { version: rule.version, name: rule.name });
    return { kind: 'rule', rule };
  }

  async #putReceiver(
    command: Extract<Command, { type: 'receiver.put' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const { tenant_id, receiver_id: id, draft } = command;
    const known = await tx.receiver(id);
    if (known === null && (await tx.countReceivers()) >= RECEIVERS_PER_TENANT_MAX) {
      return {
        kind: 'limit_reached',
        message: `the tenant has ${RECEIVERS_PER_TENANT_MAX} receivers, the most it may have`,
      };
    }
    const receiver = { ...draft, id, tenant_id, created_at: known?.created_at ?? this.#options.clock.now() };
    await tx.saveReceiver(receiver);
    await tx.publish({ topic: 'receivers', key: ruleKey(tenant_id, id), value: receiver });
    await this.#audit(command, tx, 'configuration_changed', `receiver/${id}`, {
      name: receiver.name,
      type: receiver.type,
      urls: addressesOf(receiver).map(({ url }) => url),
    });
    return { kind: 'receiver', receiver };
  }

  async #deleteReceiver(
    command: Extract<Command, { type: 'receiver.delete' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const { tenant_id, receiver_id: id } = command;
    if ((await tx.receiver(id)) === null) return { kind: 'not_found' };
    await tx.deleteReceiver(id);
    await tx.publish({ topic: 'receivers', key: ruleKey(tenant_id, id), value: null });
    await this.#audit(command, tx, 'configuration_changed', `receiver/${id}`, { deleted: true });
    return { kind: 'deleted' };
  }

  #audit(
    command: Command,
    tx: ConfigurationTransaction,
    type: AuditEntry['type'],
    subject: string,
    details: AuditEntry['details'],
  ): Promise<void> {
    return publishAudit(command, tx, { type, subject, details }, this.#options);
  }
}

/** Where in its draft a command holds what cannot be kept. */
const invalidAt = ([first, ...rest]: readonly (string | number)[]): Outcome => ({
  kind: 'invalid',
  path: pathText(first === 'draft' ? rest : [String(first), ...rest]),
  message: 'holds U+0000, or half of a character, which cannot be kept',
});
