import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { isStorable } from '@tocsin/contracts/storable-text';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { type Json, wellFormed } from '@tocsin/domain/ledger/canonical-json';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { AuditLedger, LedgerEvent } from '@tocsin/ports/audit-ledger';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, LogRecord } from '@tocsin/ports/event-log';
import type { ComplianceMonitor } from './compliance-monitor.js';
import type { Witnesses } from './witnesses.js';

/** A checkpoint is signed after this long at the latest, or after so many entries; that of a new ledger at once. */
const SEAL_INTERVAL_MS = 60_000;
const SEAL_ENTRIES = 1_000;

/** What checkpoints are signed with. */
export interface LedgerKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** What verifies checkpoints for good: the first key of the installation, which leads to this one. */
  readonly anchorPem: string;
  /** Lines by which the keys before this one lead to it, the first one's first; none where it is the first one. */
  readonly introductions: readonly string[];
  /** Makes the 64 bytes of an Ed25519 signature. */
  sign(message: Uint8Array): Uint8Array;
}

export interface LedgerKeeperOptions {
  log: Pick<EventLog, 'consume'>;
  topicPrefix: string;
  clock: Clock;
  ledger: AuditLedger;
  crypto: LedgerCrypto;
  key: LedgerKey;
  witnesses: Pick<Witnesses, 'wake' | 'stop'>;
  /** Judges what was appended. */
  monitor: Pick<ComplianceMonitor, 'judge' | 'forget'>;
  onError(error: unknown, what: string): void;
}

/** Appends every audit event to its tenant's ledger, signs for what stands there, and has it judged. */
export class LedgerKeeper {
  readonly #options: LedgerKeeperOptions;
  #consumption: Consumption | null = null;
  #stopTimer: () => void = () => undefined;

  constructor(options: LedgerKeeperOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { log, topicPrefix, clock, monitor } = this.#options;
    this.#consumption = await log.consume({
      group: 'compliance',
      topics: [topicName(audit, topicPrefix)],
      from: 'earliest',
      commit: 'after-batch',
      onRevoked: async () => monitor.forget(),
      onBatch: (batch) => this.#take(batch),
    });
    this.#stopTimer = clock.every(SEAL_INTERVAL_MS, () => this.sealAll());
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#consumption?.stop();
    await this.sealAll();
    await this.#options.witnesses.stop();
  }

  /** Signs for every ledger that is longer than its last checkpoint; what fails is told, and tried again the next time. */
  async sealAll(): Promise<void> {
    const { ledger, witnesses, onError } = this.#options;
    try {
      for (const tenantId of await ledger.unsealed()) await this.#seal(tenantId);
    } catch (error) {
      onError(error, 'a checkpoint of the ledger could not be kept');
    }
    // Also where nothing was signed: whoever signed for it may have died before a witness was told.
    void witnesses.wake();
  }

  async #take({ records }: LogBatch): Promise<void> {
    const { ledger, clock, monitor } = this.#options;
    const byTenant = Map.groupBy(
      records.flatMap((record) => this.#eventOf(record)),
      ({ tenantId }) => tenantId,
    );
    for (const [tenantId, events] of byTenant) {
      const { size, sealed } = await ledger.append(tenantId, events, clock.now());
      if (sealed === 0 || size - sealed >= SEAL_ENTRIES) await this.#seal(tenantId);
      await monitor.judge(
        tenantId,
        events.map(({ recorded }) => recorded),
      );
    }
  }

  #eventOf({ value, partition, offset }: LogRecord): (LedgerEvent & { tenantId: string; recorded: AuditEvent })[] {
    if (value === null) return [];
    const decoded = decodeJson(audit, value);
    if (decoded.kind === 'unreadable') return this.#leaveOut(`${partition}/${offset}: ${decoded.reason}`);
    const { id, tenant_id: tenantId } = decoded.value;
    if (!isStorable(id)) return this.#leaveOut(`${partition}/${offset}: its id is no text that can be kept`);
    const event = wellFormed(decoded.value);
    return isObject(event) ? [{ id, tenantId, event, recorded: decoded.value }] : [];
  }

  #leaveOut(why: string): [] {
    this.#options.onError(new Error(why), 'a record of the audit is none, and is in no ledger');
    return [];
  }

  async #seal(tenantId: string): Promise<void> {
    const { ledger, clock, crypto, key, witnesses } = this.#options;
    const { size, root } = await ledger.head(tenantId);
    const checkpoint = { origin: originOf(tenantId), size, root, extensions: key.introductions };
    const note = writeCheckpoint(crypto, checkpoint, key.publicKey, key.sign);
    await ledger.seal(tenantId, { size, at: clock.now(), note, publicKey: key.anchorPem });
    // A witness may hang; the ledger goes on.
    void witnesses.wake();
  }
}

const isObject = (value: Json): value is LedgerEvent['event'] =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
