import type { Database } from '@tocsin/adapter-postgres/database';
import type { AccessStore } from '@tocsin/ports/access-store';
import type { AuditLedger, AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { BlockStore } from '@tocsin/ports/block-store';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationStore } from '@tocsin/ports/configuration-store';
import type { DeliveryLedger, DeliveryLedgerReader } from '@tocsin/ports/delivery-ledger';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import type { EventLog } from '@tocsin/ports/event-log';
import type { RetentionStore } from '@tocsin/ports/retention-store';
import type { HealingStore } from '@tocsin/ports/healing-store';
import type { InventoryStore } from '@tocsin/ports/inventory-store';
import type { RunRequests } from '@tocsin/ports/run-requests';
import type { HostProbe } from '@tocsin/ports/host-probe';
import type { Mailer } from '@tocsin/ports/mailer';
import type { LanguageModel } from '@tocsin/ports/language-model';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { RateCounter, SharedCounts } from '@tocsin/ports/rate-counter';
import type { ResultArchive } from '@tocsin/ports/result-archive';
import type { ResultCache } from '@tocsin/ports/result-cache';
import type { HistoryReach, RevisedHistory } from '@tocsin/ports/series-history';
import type { Config } from '@tocsin/runtime/config';
import type { Provider, Target } from '@tocsin/runtime/target';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import type { SampleHistory } from '@tocsin/service-history/sample-history';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Traces } from './open-traces.js';

/** What a process knows before anything starts. */
export interface Surroundings {
  config: Config;
  /** Names this process among its like, in consumer groups and replies. */
  processName: string;
  /** The secret that tokens are signed with and other keys are derived from. */
  secret: string;
  clock: Clock;
  ids: IdSource;
  random: () => number;
  logger: Logger;
  registry: Registry;
  traces: Traces;
  /** Says one line to whoever started the process. */
  say(line: string): void;
  /** Says lines now, and once more as the last ones of the start, where they are found. */
  sayLast(...lines: readonly string[]): void;
}

export type TocsinPorts = {
  log: EventLog;
  database: Database;
  accessStore: AccessStore;
  /** The data keys of tenants. */
  tenantKeys: TenantKeys;
  configurationStore: ConfigurationStore;
  deliveryStore: DeliveryStore;
  deliveryLedger: DeliveryLedger & DeliveryLedgerReader;
  auditLedger: AuditLedger & AuditLedgerReader;
  healingStore: HealingStore;
  runRequests: RunRequests;
  inventoryStore: InventoryStore;
  retentionStore: RetentionStore;
  outbound: OutboundHttp;
  /** Null where the operator has named none: then nothing of it is loaded, and nothing is sent. */
  languageModel: LanguageModel | null;
  /** Null where the operator has named no server for mail. */
  mailer: Mailer | null;
  rateCounter: RateCounter & SharedCounts;
  resultCache: ResultCache;
  resultArchive: ResultArchive;
  hostProbe: HostProbe;
  blockStore: BlockStore;
  /** The history of this process, which its target feeds. */
  sampleHistory: SampleHistory;
  /** The whole history: of this process when it is the only one, else of all history processes. */
  seriesHistory: RevisedHistory & HistoryReach;
};

export type TocsinTarget = Target<TocsinPorts>;
export type TocsinProvider = Provider<TocsinPorts>;
