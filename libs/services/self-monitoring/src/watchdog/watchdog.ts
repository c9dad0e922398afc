import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { notificationsOut } from '@tocsin/contracts/topics/notifications-out';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Clock } from '@tocsin/ports/clock';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import type { Consumption, EventLog, LogBatch } from '@tocsin/ports/event-log';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import type { Registry } from 'prom-client';
import { SYSTEM_TENANT } from '../system-metrics-collector.js';
import { CANARY_METRIC, CANARY_RECEIVER, CANARY_TENANT } from './canary-configuration.js';
import { Canary, type CanaryReport } from './canary.js';
import { Heartbeat, type HeartbeatReport } from './heartbeat.js';
import { PlatformWatch } from './platform-watch.js';
import { WatchdogMetrics } from './watchdog-metrics.js';

/** Processes that watch share this group: whoever has the partition of the canaries' notifications keeps watch. */
const GROUP = 'self-monitoring.watchdog';
const CANARY_KEY = ruleKey(CANARY_TENANT, CANARY_RECEIVER);
const TICK_MS = 1_000;
/** Without a tick for this long the process was asleep, or held up so badly that it can blame nobody else. */
const ASLEEP_MS = 15_000;
const LOOK_PERIOD_MS = 15_000;
/** A look that has taken longer than this is as good as none. */
const LOOK_AGE_MS_MAX = 60_000;

export type WatchdogReport =
  | CanaryReport
  | HeartbeatReport
  | { kind: 'watching' | 'relieved' | 'slept' }
  | { kind: 'blind'; error: unknown }
  | { kind: 'sees_again' };

export interface WatchdogOptions {
  log: Pick<EventLog, 'append' | 'consume' | 'offsets' | 'committed'>;
  deliveries: Pick<DeliveryStore, 'backlog'>;
  http: OutboundHttp;
  clock: Clock;
  topicPrefix: string;
  registry: Registry;
  canaryIntervalMs: number;
  heartbeatUrls: readonly string[];
  heartbeatIntervalMs: number;
  report(event: WatchdogReport): void;
  onError(error: unknown): void;
}

/**
 * Watches the platform as a whole: by canaries, which go the way of every user's sample up to its notification, and by
 * what log and database say. Heartbeats to the outside hang on both. Of several processes one keeps watch, so that there
 * is one canary, and one voice.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #metrics: WatchdogMetrics;
  readonly #canary: Canary;
  readonly #heartbeat: Heartbeat;
  readonly #platform: PlatformWatch;
  readonly #writer: SamplesWriter;
  #consumption: Consumption | null = null;
  #stopTimer: () => void = () => undefined;
  /** The partition of the canaries' notifications; whoever has it keeps watch. */
  #partition = 0;
  #isOnWatch = false;
  #tickedAt: number;
  #canaryDueAt = 0;
  #lookDueAt = 0;
  #looking: Promise<void> | null = null;
  #lookedAt = 0;
  #hindrance: string | null = null;
  #isBlind = false;

  constructor(options: WatchdogOptions) {
    const { log, deliveries, http, clock, topicPrefix, registry, report, onError } = options;
    const metrics = new WatchdogMetrics(registry, options.heartbeatUrls.length > 0);
    this.#options = options;
    this.#metrics = metrics;
    this.#tickedAt = clock.now();
    this.#writer = new SamplesWriter(log, topicPrefix);
    this.#platform = new PlatformWatch({ log, deliveries, topicPrefix, metrics });
    this.#canary = new Canary({
      clock,
      send: (value, at) => this.#sendCanary(value, at),
      arrived: (latencyMs, isInTime) => {
        metrics.canaryLatency.observe(latencyMs / 1_000);
        if (isInTime) metrics.canaries.inc({ outcome: 'arrived' });
      },
      missed: () => metrics.canaries.inc({ outcome: 'late' }),
      report,
      onError,
    });
    this.#heartbeat = new Heartbeat({
      urls: options.heartbeatUrls,
      // A canary that takes a little less time than the one before must not cost a heartbeat.
      intervalMs: options.heartbeatIntervalMs - options.canaryIntervalMs / 2,
      http,
      clock,
      sent: (outcome) => metrics.heartbeats.inc({ outcome }),
      heldBack: () => metrics.heartbeats.inc({ outcome: 'held_back' }),
      report,
    });
  }

  /** Joins those who watch. Rule and receiver of the canaries are asked for elsewhere. */
  async start(): Promise<void> {
    const { log, topicPrefix, clock } = this.#options;
    const topic = topicName(notificationsOut, topicPrefix);
    void this.#heartbeat.check();
    this.#partition = partitionOfKey(CANARY_KEY, (await log.offsets(topic)).length);
    const isOurs = ({ partition }: { partition: number }): boolean => partition === this.#partition;
    this.#consumption = await log.consume({
      group: GROUP,
      topics: [topic],
      from: 'latest',
      commit: 'manual',
      onAssigned: async (assigned) => {
        // Canaries of others are nobody's any more.
        const ends = new Map((await log.offsets(topic)).map(({ partition, latest }) => [partition, latest]));
        if (assigned.some(isOurs)) this.#goOnWatch('watching');
        return assigned.map((at) => ({ ...at, offset: ends.get(at.partition) ?? 0 }));
      },
      onRevoked: async (revoked) => {
        if (!revoked.some(isOurs)) return;
        this.#isOnWatch = false;
        this.#metrics.reset();
        this.#options.report({ kind: 'relieved' });
      },
      onBatch: async (batch) => this.#hear(batch),
    });
    this.#stopTimer = clock.every(TICK_MS, () => this.#tick());
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    await this.#consumption?.stop();
    await this.#heartbeat.stop();
    await this.#looking;
  }

  #goOnWatch(kind: 'watching' | 'slept'): void {
    const now = this.#options.clock.now();
    this.#isOnWatch = true;
    this.#tickedAt = this.#lookedAt = now;
    this.#canaryDueAt = this.#lookDueAt = now + TICK_MS;
    this.#hindrance = null;
    this.#canary.begin();
    this.#heartbeat.begin();
    this.#platform.begin();
    this.#options.report({ kind });
  }

  /** Waits for nothing, so that whatever hangs is noticed. */
  #tick(): void {
    const { clock, canaryIntervalMs } = this.#options;
    const now = clock.now();
    const wasAsleep = now - this.#tickedAt > ASLEEP_MS;
    this.#tickedAt = now;
    if (!this.#isOnWatch) return;
    if (wasAsleep) return this.#goOnWatch('slept');
    if (now >= this.#canaryDueAt) {
      this.#canaryDueAt += canaryIntervalMs;
      this.#canary.beat();
    }
    if (now >= this.#lookDueAt) {
      this.#lookDueAt += LOOK_PERIOD_MS;
      this.#looking ??= this.#look(now).finally(() => (this.#looking = null));
    }
  }

  async #look(now: number): Promise<void> {
    const { report } = this.#options;
    try {
      this.#hindrance = await this.#platform.look(now);
      this.#lookedAt = now;
      this.#metrics.canaryAge.set(this.#canary.ageMs() / 1_000);
      this.#metrics.heartbeatAge?.set(this.#heartbeat.ageMs() / 1_000);
      if (!this.#isOnWatch) return;
      await this.#writer.append(SYSTEM_TENANT, await this.#metrics.samples(now), now);
      if (this.#isBlind) report({ kind: 'sees_again' });
      this.#isBlind = false;
    } catch (error) {
      if (!this.#isBlind) report({ kind: 'blind', error });
      this.#isBlind = true;
    }
  }

  async #sendCanary(value: 0 | 1, at: number): Promise<void> {
    const { log, topicPrefix } = this.#options;
    const record = {
      tenant_id: CANARY_TENANT,
      samples: [{ metric: CANARY_METRIC, labels: {}, value, timestamp: at }],
    };
    await log.append(topicName(metricsJson, topicPrefix), [
      { key: CANARY_TENANT, value: encodeJson(metricsJson, record) },
    ]);
  }

  #hear({ partition, records }: LogBatch): void {
    if (partition !== this.#partition) return;
    for (const { key, value } of records) {
      if (key !== CANARY_KEY || value === null) continue;
      const decoded = decodeJson(notificationsOut, value);
      const latencyMs = decoded.kind === 'value' ? this.#canary.hear(decoded.value) : null;
      if (latencyMs !== null) this.#heartbeat.beat(latencyMs, this.#hindranceNow());
    }
  }

  #hindranceNow(): string | null {
    const unseenMs = this.#options.clock.now() - this.#lookedAt;
    if (unseenMs > LOOK_AGE_MS_MAX) return `log and database were last seen ${Math.round(unseenMs / 1_000)} s ago`;
    return this.#hindrance;
  }
}
