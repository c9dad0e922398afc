import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import type { ConfigurationStore, ConfigurationTransaction, OutboxEvent } from '@tocsin/ports/configuration-store';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { Database } from './database.js';
import { CommandEntity, OutboxEntity, ReceiverEntity, RuleEntity, RuleGroupEntity } from './entities.js';

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
    const key = { tenant_id: command.tenant_id, command_id: command.id };
    return this.#app.transaction(async (manager) => {
      await manager.query("SELECT set_config('tocsin.tenant', $1, true)", [command.tenant_id]);
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(CommandEntity)
        .values(key)
        .orIgnore()
        .returning('command_id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) {
        const known = await manager.findOneByOrFail(CommandEntity, key);
        if (known.reply === null) throw new Error(`command ${command.id} was begun and has no reply`);
        return { ...known.reply, reply_to: command.reply_to };
      }
      const reply = await decide(transactionOf(manager, command.tenant_id));
      await manager.update(CommandEntity, key, { reply });
      return reply;
    });
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
}

function transactionOf(manager: EntityManager, tenant_id: string): ConfigurationTransaction {
  return {
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
    publish: async ({ topic, key, value }) =>
      void (await manager.insert(OutboxEntity, { tenant_id, topic, key, value })),
  };
}
