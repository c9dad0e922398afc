import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { QuotasSchema } from '@tocsin/domain/access/quotas';
import {
  type ConfigurationStore,
  type ConfigurationTransaction,
  NotStorable,
  type OutboxEvent,
  rememberedReply,
} from '@tocsin/ports/configuration-store';
import { type DataSource, type EntityManager, In, QueryFailedError } from 'typeorm';
import { alertingTransactionOf } from './alerting-transaction.js';
import { TenantEntity } from './access-entities.js';
import type { Database } from './database.js';
import {
  CommandEntity,
  OutboxEntity,
  PredictionMarksEntity,
  ReceiverEntity,
  RuleEntity,
  RuleGroupEntity,
} from './entities.js';
import { inTenant } from './in-tenant.js';
import { incidentNoteTransactionOf } from './incident-note-transaction.js';
import { recommendationTransactionOf } from './recommendation-transaction.js';
import { ruleHistoryOf } from './rule-history.js';

/** Only one process at a time relays, so that events keep their order. The number has no meaning beyond being ours. */
const RELAY_LOCK = 7_626_747;

/** Rules, rule groups, receivers and the outbox on PostgreSQL. */
export class PostgresConfigurationStore implements ConfigurationStore {
  readonly #app: DataSource;
  readonly #worker: DataSource;

  constructor(database: Database) {
    this.#app = database.app;
    this.#worker = database.worker;
  }

  decideOnce(command: Command, decide: (tx: ConfigurationTransaction) => Promise<CommandReply>): Promise<CommandReply> {
    return this.#inTenant(command.tenant_id, async (manager) => {
      const remembered = (await begin(manager, command)) ? null : await remember(manager, command);
      if (remembered !== null) return remembered;
      const reply = await decide(transactionOf(manager, command.tenant_id));
      await manager.update(CommandEntity, keyOf(command), { reply });
      await manager.query(FORGET, [command.tenant_id]);
      return reply;
    });
  }

  read<Answer>(tenant: string, ask: (tx: ConfigurationTransaction) => Promise<Answer>): Promise<Answer> {
    return this.#inTenant(tenant, (manager) => ask(transactionOf(manager, tenant)));
  }

  relay(limit: number, publish: (events: readonly OutboxEvent[]) => Promise<void>): Promise<number> {
    return this.#worker.transaction(async (manager) => {
      const [lock] = await manager.query<{ taken: boolean }[]>('SELECT pg_try_advisory_xact_lock($1) AS taken', [
        RELAY_LOCK,
      ]);
      if (lock?.taken !== true) return 0;
      const rows = await manager.find(OutboxEntity, { order: { position: 'ASC' }, take: limit });
      if (rows.length === 0) return 0;
      await publish(rows.map(({ topic, key, value }) => ({ topic, key, value }) as OutboxEvent));
      await manager.delete(OutboxEntity, { position: In(rows.map((row) => row.position)) });
      return rows.length;
    });
  }

  async check(): Promise<void> {
    await this.#app.query('SELECT 1');
  }

  async #inTenant<Result>(tenant: string, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    try {
      return await inTenant(this.#app, tenant, work);
    } catch (error) {
      throw isAboutData(error) ? new NotStorable((error as Error).message, { cause: error }) : error;
    }
  }
}

/** Classes of PostgreSQL's errors that what was sent is to blame for: data exceptions, and limits of the program. */
const dataErrors: readonly string[] = ['22', '54'];

function isAboutData(error: unknown): boolean {
  const { code = '' } = error instanceof QueryFailedError ? (error.driverError as { code?: string }) : {};
  return dataErrors.includes(code.slice(0, 2));
}

/**
 * A command comes a second time while its topic keeps it, which is a week, and its idempotency key holds for a day. Each
 * command that is decided lets some old ones go, so that none of them takes long.
 */
const FORGET = `
  DELETE FROM commands WHERE tenant_id = $1 AND command_id IN (
    SELECT command_id FROM commands WHERE tenant_id = $1 AND decided_at < now() - interval '8 days'
    ORDER BY decided_at LIMIT 20)`;

const keyOf = ({ tenant_id, id: command_id }: Command) => ({ tenant_id, command_id });
const askedOf = ({ request_hash, at }: Command) => ({
  ...(request_hash === undefined ? {} : { request_hash }),
  asked_at: String(at),
});

/** Writes down that a command is decided now; false when it was before. Whoever does so at the same time waits here. */
async function begin(manager: EntityManager, command: Command): Promise<boolean> {
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(CommandEntity)
    .values({ ...keyOf(command), ...askedOf(command) })
    .orIgnore()
    .returning('command_id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

/** The reply to a command that was decided before; null when it is to be decided anew. */
async function remember(manager: EntityManager, command: Command): Promise<CommandReply | null> {
  const known = await manager.findOneOrFail(CommandEntity, {
    where: keyOf(command),
    lock: { mode: 'pessimistic_write' },
  });
  if (known.reply === null) throw new Error(`command ${command.id} was begun and has no reply`);
  const { request_hash: requestHash, asked_at, reply } = known;
  const remembered = rememberedReply(command, { requestHash, askedAt: Number(asked_at), reply });
  if (remembered === null) await manager.update(CommandEntity, keyOf(command), askedOf(command));
  return remembered;
}

function transactionOf(manager: EntityManager, tenant_id: string): ConfigurationTransaction {
  return {
    quotas: async () => QuotasSchema.parse((await manager.findOneBy(TenantEntity, { tenant_id }))?.quotas ?? {}),
    history: ruleHistoryOf(manager, tenant_id),
    rule: async (id) => (await manager.findOneBy(RuleEntity, { tenant_id, id }))?.document ?? null,
    countRules: () => manager.countBy(RuleEntity, { tenant_id }),
    saveRule: async (rule) =>
      void (await manager.upsert(RuleEntity, { tenant_id, id: rule.id, version: rule.version, document: rule }, [
        'tenant_id',
        'id',
      ])),
    deleteRule: async (id) => void (await manager.delete(RuleEntity, { tenant_id, id })),
    receiver: async (id) => (await manager.findOneBy(ReceiverEntity, { tenant_id, id }))?.document ?? null,
    countReceivers: () => manager.countBy(ReceiverEntity, { tenant_id }),
    saveReceiver: async (receiver) =>
      void (await manager.upsert(ReceiverEntity, { tenant_id, id: receiver.id, document: receiver }, [
        'tenant_id',
        'id',
      ])),
    deleteReceiver: async (id) => void (await manager.delete(ReceiverEntity, { tenant_id, id })),
    ruleGroups: async (names) =>
      (await manager.findBy(RuleGroupEntity, { tenant_id, name: In([...names]) })).map(({ document }) => document),
    countRuleGroups: async () => ({
      groups: await manager.countBy(RuleGroupEntity, { tenant_id }),
      rules: (await manager.sum(RuleGroupEntity, 'rule_count', { tenant_id })) ?? 0,
    }),
    saveRuleGroup: async (group) => {
      const { name, version } = group;
      const row = { tenant_id, name, version, rule_count: group.rules.length, document: group };
      await manager.upsert(RuleGroupEntity, row, ['tenant_id', 'name']);
    },
    deleteRuleGroup: async (name) => void (await manager.delete(RuleGroupEntity, { tenant_id, name })),
    predictionMarks: async () => (await manager.findOneBy(PredictionMarksEntity, { tenant_id }))?.document ?? null,
    savePredictionMarks: async (document) =>
      void (await manager.upsert(PredictionMarksEntity, { tenant_id, document }, ['tenant_id'])),
    alerting: alertingTransactionOf(manager, tenant_id),
    recommendations: recommendationTransactionOf(manager, tenant_id),
    incidentNotes: incidentNoteTransactionOf(manager, tenant_id),
    publish: async ({ topic, key, value }) =>
      void (await manager.insert(OutboxEntity, { tenant_id, topic, key, value })),
  };
}
