import { createHmac } from 'node:crypto';
import { DataSource } from 'typeorm';
import { alertingEntities } from './alerting-entities.js';
import { accessEntities } from './access-entities.js';
import {
  CommandEntity,
  OutboxEntity,
  PredictionMarksEntity,
  ReceiverEntity,
  RuleEntity,
  RuleGroupEntity,
} from './entities.js';
import { ConfigurationAndDeliveries1763900000001 } from './migrations/001-configuration-and-deliveries.js';
import { ActiveAlerts1763900000002 } from './migrations/002-active-alerts.js';
import { RuleGroups1763900000003 } from './migrations/003-rule-groups.js';
import { AlertGroups1763900000004 } from './migrations/004-alert-groups.js';
import { Alerting1763900000005 } from './migrations/005-alerting.js';
import { DeliveryLedger1763900000006 } from './migrations/006-delivery-ledger.js';
import { People1763900000007 } from './migrations/007-people.js';
import { Tenants1763900000008 } from './migrations/008-tenants.js';
import { RuleHistory1763900000009 } from './migrations/009-rule-history.js';
import { KeptResults1763900000011 } from './migrations/011-kept-results.js';
import { NotificationQuota1763900000012 } from './migrations/012-notification-quota.js';
import { GroupProposals1763900000013 } from './migrations/013-group-proposals.js';
import { CommandRetention1763900000014 } from './migrations/014-command-retention.js';
import { Recommendations1763900000015 } from './migrations/015-recommendations.js';
import { IncidentNotesEntity } from './incident-note-transaction.js';
import { IncidentNotes1763900000026 } from './migrations/026-incident-notes.js';
import { recommendationEntities } from './recommendation-transaction.js';
import { PredictionMarks1763900000016 } from './migrations/016-prediction-marks.js';
import { AuditLedger1763900000017 } from './migrations/017-audit-ledger.js';
import { Subjects1763900000018 } from './migrations/018-subjects.js';
import { Healing1763900000019 } from './migrations/019-healing.js';
import { KeyGenerations1763900000021 } from './migrations/021-key-generations.js';
import { Retention1763900000022 } from './migrations/022-retention.js';
import { WitnessReceipts1763900000023 } from './migrations/023-witness-receipts.js';
import { HealingRequests1763900000024 } from './migrations/024-healing-requests.js';
import { Traces1763900000025 } from './migrations/025-traces.js';
import { ApprovalPolicyEntity, RuleProposalEntity, RuleVersionEntity } from './rule-history-entities.js';

/** Two processes that start together must not both migrate. The number has no meaning beyond being ours. */
const MIGRATION_LOCK = 7_626_746;
const roles = ['tocsin_app', 'tocsin_worker', 'tocsin_ledger', 'tocsin_retention'] as const;

/**
 * The database as the services use it: `app` sees one tenant at a time, `worker` only what background work needs,
 * `ledger` adds to the ledger of audit events, and `retention` deletes what is kept no longer.
 */
export interface Database {
  app: DataSource;
  worker: DataSource;
  ledger: DataSource;
  retention: DataSource;
  close(): Promise<void>;
}

/** Told of each statement that was carried out: by which role, how long it took, and its text, in which no values stand. */
export type ObserveStatement = (role: string, durationMs: number, statement: string) => void;

/**
 * Brings the schema up to date as the owner and connects with the roles that own nothing.
 *
 * @param url - connection string of the owner of the database
 * @param secret - the platform's secret; the roles' passwords are derived from it
 */
export async function openDatabase(
  url: string,
  secret: string,
  observe: ObserveStatement = () => undefined,
): Promise<Database> {
  await migrate(url, secret);
  const [app, worker, ledger, retention] = await Promise.all(
    roles.map(async (role) => {
      const source = await new DataSource({
        type: 'postgres',
        url: as(url, role, passwordOf(role, secret)),
        entities: [
          RuleEntity,
          ReceiverEntity,
          RuleGroupEntity,
          CommandEntity,
          OutboxEntity,
          PredictionMarksEntity,
          ...alertingEntities,
          ...recommendationEntities,
          IncidentNotesEntity,
          RuleVersionEntity,
          RuleProposalEntity,
          ApprovalPolicyEntity,
          ...accessEntities,
        ],
        poolSize: 4,
        extra: { application_name: role },
      }).initialize();
      source.subscribers.push({
        afterQuery: ({ executionTime = 0, query }) => observe(role, executionTime, query),
      });
      return source;
    }),
  );
  if (app === undefined || worker === undefined || ledger === undefined || retention === undefined)
    throw new Error('a role of the database is missing');
  const all = [app, worker, ledger, retention];
  return {
    app,
    worker,
    ledger,
    retention,
    close: async () => void (await Promise.all(all.map((one) => one.destroy()))),
  };
}

async function migrate(url: string, secret: string): Promise<void> {
  const owner = new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    migrations: [
      ConfigurationAndDeliveries1763900000001,
      ActiveAlerts1763900000002,
      RuleGroups1763900000003,
      AlertGroups1763900000004,
      Alerting1763900000005,
      DeliveryLedger1763900000006,
      People1763900000007,
      Tenants1763900000008,
      RuleHistory1763900000009,
      KeptResults1763900000011,
      NotificationQuota1763900000012,
      GroupProposals1763900000013,
      CommandRetention1763900000014,
      Recommendations1763900000015,
      PredictionMarks1763900000016,
      AuditLedger1763900000017,
      Subjects1763900000018,
      Healing1763900000019,
      KeyGenerations1763900000021,
      Retention1763900000022,
      WitnessReceipts1763900000023,
      HealingRequests1763900000024,
      Traces1763900000025,
      IncidentNotes1763900000026,
    ],
    migrationsTableName: 'migrations',
  });
  await owner.initialize();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    for (const role of roles) {
      const [found] = await owner.query<unknown[]>('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      const verb = found === undefined ? 'CREATE' : 'ALTER';
      await owner.query(`${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${passwordOf(role, secret)}'`);
    }
    await owner.runMigrations({ transaction: 'all' });
  } finally {
    await owner.destroy();
  }
}

const passwordOf = (role: string, secret: string): string =>
  createHmac('sha256', secret).update(`postgres/${role}`).digest('hex');

function as(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = password;
  return changed.toString();
}
