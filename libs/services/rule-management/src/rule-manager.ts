import { commandReplies, type Command, type CommandReply, type Outcome } from '@tocsin/contracts/topics/commands';
import { addressesOf } from '@tocsin/contracts/topics/receivers';
import { unstorableText } from '@tocsin/contracts/storable-text';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { quotaRefusal } from '@tocsin/domain/access/quotas';
import { pathText } from '@tocsin/domain/rules/finding';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { type ConfigurationStore, type ConfigurationTransaction, NotStorable } from '@tocsin/ports/configuration-store';
import type { EventLog } from '@tocsin/ports/event-log';
import { type AuditEntry, publishAudit } from './audit.js';
import { AlertingManager } from './alerting-manager.js';
import { putMarks } from './marks-manager.js';
import { addNote } from './notes-manager.js';
import { RecommendationManager } from './recommendation-manager.js';
import { RuleGroupJudge } from './rule-group-judge.js';
import { RuleGroupManager } from './rule-group-manager.js';
import { BulkEditor, BulkRefused } from './rules/bulk-editor.js';
import { RuleEditor } from './rules/rule-editor.js';
import { RuleJudge } from './rules/rule-judge.js';
import { answerQuestion, isQuestion } from './rules/version-reader.js';

export interface RuleManagerOptions {
  store: ConfigurationStore;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
}

/** Carries out commands, each once, and answers them. */
export class RuleManager {
  readonly #options: RuleManagerOptions;
  readonly #groups: RuleGroupManager;
  readonly #groupJudge: RuleGroupJudge;
  readonly #alerting: AlertingManager;
  readonly #rules: RuleEditor;
  readonly #bulk: BulkEditor;
  readonly #judge: RuleJudge;
  readonly #recommendations: RecommendationManager;

  constructor(options: RuleManagerOptions) {
    this.#options = options;
    this.#groups = new RuleGroupManager(options);
    this.#groupJudge = new RuleGroupJudge(options);
    this.#alerting = new AlertingManager(options);
    this.#rules = new RuleEditor(options);
    this.#bulk = new BulkEditor(this.#rules, this.#groups);
    this.#judge = new RuleJudge(options);
    this.#recommendations = new RecommendationManager(options, this.#rules);
  }

  /** Decides a command: the change, its event and its audit event stand in one transaction. */
  async decide(command: Command): Promise<CommandReply> {
    const fault = unstorableText(command);
    // The database would refuse it again and again, and all commands behind it would wait.
    if (fault !== null) return { command_id: command.id, reply_to: command.reply_to, outcome: invalidAt(fault) };
    const { id: command_id, reply_to } = command;
    const decide = async (tx: ConfigurationTransaction): Promise<CommandReply> => ({
      command_id,
      reply_to,
      outcome: await this.#decide(command, tx),
    });
    const { store } = this.#options;
    const deciding = isQuestion(command) ? store.read(command.tenant_id, decide) : store.decideOnce(command, decide);
    return deciding.catch((error: unknown) => ({ command_id, reply_to, outcome: refusalOf(error) }));
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
        return this.#rules.create(command, tx);
      case 'rule.update':
        return this.#rules.update(command, tx);
      case 'rule.delete':
        return this.#rules.delete(command, tx);
      case 'rule.restore':
        return this.#rules.restore(command, tx);
      case 'rule.submit':
        return this.#rules.submit(command, tx);
      case 'rule.bulk':
        return this.#bulk.carryOut(command, tx);
      case 'rule.judge':
        return this.#judge.judge(command, tx);
      case 'approval-policy.put':
        return this.#judge.putPolicy(command, tx);
      case 'versions.list':
      case 'versions.read':
        return answerQuestion(command, tx);
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
      case 'group.judge':
        return this.#groupJudge.judge(command, tx);
      case 'group.restore':
        return this.#groups.restore(command, tx);
      case 'prediction-marks.put':
        return putMarks(command, tx, this.#options);
      case 'incident-note.add':
        return addNote(command, tx, this.#options);
      case 'incident.create':
      case 'incident.delete':
      case 'recommendation.make':
      case 'recommendation.decide':
        return this.#recommendations.decide(command, tx);
      default:
        return this.#alerting.decide(command, tx);
    }
  }

  async #putReceiver(
    command: Extract<Command, { type: 'receiver.put' }>,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const { tenant_id, receiver_id: id, draft } = command;
    const known = await tx.receiver(id);
    const more = known === null ? 1 : 0;
    const refusal = quotaRefusal('receivers', await tx.quotas(), await tx.countReceivers(), more);
    if (refusal !== null) return { kind: 'limit_reached', message: refusal };
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
    const inUse = await this.#alerting.useOfReceiver(id, tx);
    if (inUse !== null) return inUse;
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

/** What became of a command that cannot be carried out, now or later. @throws the error when it may be, later */
function refusalOf(error: unknown): Outcome {
  if (error instanceof BulkRefused) return { kind: 'bulk', results: [...error.results] };
  if (error instanceof NotStorable)
    return { kind: 'invalid', path: '', message: `holds what the database cannot keep: ${error.message}` };
  throw error;
}

/** Where in its draft a command holds what cannot be kept. */
const invalidAt = ([first, ...rest]: readonly (string | number)[]): Outcome => ({
  kind: 'invalid',
  path: pathText(first === 'draft' ? rest : [String(first), ...rest]),
  message: 'holds U+0000, or half of a character, which cannot be kept',
});
