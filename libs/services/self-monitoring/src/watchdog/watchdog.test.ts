import { setImmediate as turn } from 'node:timers/promises';
import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { type NotificationOut, notificationsOut } from '@tocsin/contracts/topics/notifications-out';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { messageOfGroup } from '@tocsin/domain/alerting/message-of-group';
import { parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Labels } from '@tocsin/domain/rules/labels';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeDeliveryStore } from '@tocsin/ports/delivery-store.fake';
import type { AppendRecord, ConsumeOptions } from '@tocsin/ports/event-log';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { Registry } from 'prom-client';
import { CANARY_RECEIVER, CANARY_RULE, CANARY_TENANT } from './canary-configuration.js';
import { Watchdog, type WatchdogOptions, type WatchdogReport } from './watchdog.js';

const KEY = `${CANARY_TENANT}/${CANARY_RECEIVER}`;
const PARTITIONS = 4;
const OURS = partitionOfKey(KEY, PARTITIONS);
const topic = topicName(notificationsOut, 'tocsin');
const SECOND = 1_000;

interface SentCanary {
  value: number;
  at: number;
}

/** The platform around the watchdog: what becomes of canaries, and what the log says, is the test's to decide. */
class Surroundings {
  readonly clock = new FakeClock(1_800_000_000_000);
  readonly registry = new Registry();
  readonly canaries: SentCanary[] = [];
  readonly beats: number[] = [];
  readonly said: WatchdogReport[] = [];
  readonly own: { metric: string; labels: Labels; value: number }[] = [];
  /** Offsets in all partitions of the samples, which grow with the clock, and where the evaluation has read to. */
  isEvaluated = true;
  isWritten = true;
  isReadable = true;
  /** What happens to a canary; by default its notification is here at once. */
  onCanary: (canary: SentCanary) => Promise<void> = (canary) => this.notify(canary);
  readonly watchdog: Watchdog;
  #consuming: ConsumeOptions | null = null;
  #end = 100;
  #read = 100;

  constructor(over: Partial<WatchdogOptions> = {}) {
    this.watchdog = new Watchdog({
      log: {
        append: (to, records) => this.#append(to, records),
        consume: async (options) => {
          this.#consuming = options;
          return {
            assigned: () => [],
            pause: () => undefined,
            resume: () => undefined,
            seek: () => undefined,
            commit: async () => undefined,
            stop: async () => undefined,
          };
        },
        offsets: async (of) => this.#offsets(of),
        committed: async (_group, of) =>
          this.#offsets(of).map(({ partition }) => ({ partition, offset: of.includes('.samples.') ? this.#read : 0 })),
      },
      deliveries: new FakeDeliveryStore(),
      http: {
        post: async () => {
          this.beats.push(this.clock.now());
          return { kind: 'answered', status: 200, retryAfterMs: null };
        },
        refusal: async () => null,
      },
      clock: this.clock,
      topicPrefix: 'tocsin',
      registry: this.registry,
      canaryIntervalMs: 30 * SECOND,
      heartbeatUrls: ['https://beat.example/secret'],
      heartbeatIntervalMs: 60 * SECOND,
      report: (event) => this.said.push(event),
      onError: (error) => {
        throw error;
      },
      ...over,
    });
    this.clock.every(500, () => {
      if (this.isWritten) this.#end += 1;
      if (this.isEvaluated) this.#read = this.#end;
    });
  }

  async start(isOnWatch = true): Promise<void> {
    await this.watchdog.start();
    if (isOnWatch) await this.#consuming?.onAssigned?.([{ topic, partition: OURS }]);
  }

  /** Lets time pass, and what hangs on each second run to its end. */
  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i += 1) {
      await this.clock.advance(SECOND);
      await turn();
    }
  }

  relieve(): Promise<void> | undefined {
    return this.#consuming?.onRevoked?.([{ topic, partition: OURS }]);
  }

  /** The notification of a canary's transition arrives, as the receiver of the type `kafka` writes it. */
  async notify({ value, at }: SentCanary, key = KEY): Promise<void> {
    const alert = {
      tenantId: CANARY_TENANT,
      ruleId: CANARY_RULE,
      fingerprint: 'c0ffee',
      labels: { alertname: 'Canary' },
      annotations: {},
      severity: 'LOW',
      value: 1,
      generatorUrl: null,
      episodeStart: value === 1 ? at : at - 30 * SECOND,
      resolvedAt: value === 1 ? null : at,
    } as const;
    const told = value === 1 ? { firing: [alert], resolved: [] } : { firing: [], resolved: [alert] };
    const message = { ...messageOfGroup({ key: 'g', labels: {} }, told, ''), receiver: 'watchdog' };
    const event = { id: 'n', tenant_id: CANARY_TENANT, receiver_id: CANARY_RECEIVER, at, message } as NotificationOut;
    const record = {
      key,
      value: encodeJson(notificationsOut, event),
      topic,
      partition: OURS,
      offset: 0,
      timestamp: at,
    };
    const batch = { topic, partition: OURS, records: [{ ...record, headers: {} }], highWatermark: 1 };
    await this.#consuming?.onBatch(batch, new AbortController().signal);
  }

  /** What was reported, without what goes on in silence. */
  kinds(): string[] {
    return this.said.map(({ kind }) => kind);
  }

  async count(outcome: string): Promise<number> {
    const [metric] = (await this.registry.getMetricsAsJSON()).filter(({ name }) => name === 'tocsin_canaries_total');
    return metric?.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
  }

  latest(metric: string, labels: Record<string, string> = {}): number | undefined {
    return this.own.findLast(
      (one) => one.metric === metric && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
    )?.value;
  }

  #offsets(of: string) {
    if (!this.isReadable) throw new Error('the broker is away');
    const latest = of.includes('.samples.') ? this.#end : 0;
    return Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, earliest: 0, latest }));
  }

  async #append(to: string, records: readonly AppendRecord[]): Promise<void> {
    for (const { value } of records) {
      if (value === null) throw new Error('nobody writes tombstones here');
      if (to === topicName(metricsJson, 'tocsin')) {
        const decoded = decodeJson(metricsJson, value);
        if (decoded.kind === 'unreadable') throw new Error(decoded.reason);
        expect(decoded.value.tenant_id).toBe(CANARY_TENANT);
        const [sample] = decoded.value.samples as { value: number; timestamp: number }[];
        if (sample === undefined) throw new Error('a canary without a sample');
        const canary = { value: sample.value, at: sample.timestamp };
        this.canaries.push(canary);
        await this.onCanary(canary);
      } else {
        expect(to).toBe(topicName(samples, 'tocsin'));
        const decoded = decodeSamplesRecord(value);
        if (decoded.kind !== 'value' || decoded.value.kind !== 'samples') throw new Error('no samples');
        const { batch } = decoded.value;
        expect(batch.tenant).toBe('system');
        for (const [i, value] of batch.values.entries())
          this.own.push({ ...parseSeriesKey(batch.series[batch.seriesIndex[i] as number] as string), value });
      }
    }
  }
}

describe('Watchdog', () => {
  it('sends a canary each 30 seconds, each the other of 0 and 1, and beats each minute while they come', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(299);
    const first = world.canaries[0]?.at ?? 0;
    expect(world.canaries.map(({ value }) => value)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
    expect(world.canaries.map(({ at }) => (at - first) / SECOND)).toEqual([
      0, 30, 60, 90, 120, 150, 180, 210, 240, 270,
    ]);
    expect(world.beats.map((at) => (at - first) / SECOND)).toEqual([0, 60, 120, 180, 240]);
    expect(world.kinds()).toEqual(['watching']);
    expect(await world.count('arrived')).toBe(10);
  });

  it('counts canaries that do not come, tells of it once, and beats no more until one comes again', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(95);
    world.onCanary = async () => undefined;
    const beats = world.beats.length;
    await world.pass(300);
    expect(world.beats).toHaveLength(beats);
    expect(await world.count('late')).toBe(9);
    expect(world.kinds()).toEqual(['watching', 'late']);
    expect(world.latest('tocsin_canary_age_seconds')).toBeGreaterThan(270);
    world.onCanary = (canary) => world.notify(canary);
    await world.pass(30);
    expect(world.beats).toHaveLength(beats + 1);
    expect(world.kinds()).toEqual(['watching', 'late', 'back']);
  });

  it('takes one that comes after the next was sent for late, and yet tells how long it took', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(5);
    const beats = world.beats.length;
    world.onCanary = async () => undefined;
    await world.pass(60);
    await world.notify(world.canaries[1] as SentCanary);
    expect(world.beats).toHaveLength(beats);
    expect(await world.count('late')).toBe(1);
    expect(await world.registry.getSingleMetricAsString('tocsin_canary_latency_seconds')).toContain(
      'tocsin_canary_latency_seconds_count 2',
    );
  });

  it('forgives two canaries after it began, when rule and alert may not be as they are to be', async () => {
    const world = new Surroundings();
    world.onCanary = async () => undefined;
    await world.start();
    await world.pass(61);
    expect(world.kinds()).toEqual(['watching']);
    await world.pass(31);
    expect(world.kinds()).toEqual(['watching', 'late']);
    expect(world.beats).toEqual([]);
  });

  it('takes a notification of somebody else, or one that it knows, for no canary', async () => {
    const world = new Surroundings();
    world.onCanary = (canary) => world.notify(canary, 'acme/canary');
    await world.start();
    await world.pass(5);
    expect(world.beats).toEqual([]);
    const canary = world.canaries[0] as SentCanary;
    await world.notify({ ...canary, at: canary.at - 1 });
    expect(world.beats).toEqual([]);
    await world.notify(canary);
    await world.notify(canary);
    expect(await world.count('arrived')).toBe(1);
    expect(world.beats).toHaveLength(1);
  });

  it('blames nobody for the time in which the machine slept', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(95);
    world.onCanary = async () => undefined;
    await world.pass(30);
    world.onCanary = (canary) => world.notify(canary);
    world.clock.sleep(8 * 3_600 * SECOND);
    await world.pass(120);
    expect(world.kinds()).toEqual(['watching', 'slept']);
    expect(await world.count('late')).toBe(0);
    expect(
      Math.max(...world.own.filter(({ metric }) => metric === 'tocsin_canary_age_seconds').map(({ value }) => value)),
    ).toBeLessThan(90);
    expect(world.beats.at(-1)).toBeGreaterThan(world.clock.now() - 61 * SECOND);
  });

  it('holds heartbeats back while a partition is not evaluated, although canaries come by another one', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(65);
    world.isEvaluated = false;
    await world.pass(240);
    expect(world.said.at(-1)).toMatchObject({
      kind: 'held_back',
      reason: expect.stringMatching(/^evaluation is \d+ s late in partition 0 of samples; /) as string,
    });
    expect(world.latest('tocsin_consumer_delay_seconds', { consumer_group: 'evaluation' })).toBeGreaterThan(200);
    const beats = world.beats.length;
    world.isEvaluated = true;
    await world.pass(60);
    expect(world.said.at(-1)).toEqual({ kind: 'goes_on' });
    expect(world.beats.length).toBeGreaterThan(beats);
  });

  it('holds them back while the clock of a partition stands, and while log or database cannot be seen', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(5);
    world.isWritten = false;
    await world.pass(180);
    expect(world.said.at(-1)).toMatchObject({
      reason: expect.stringContaining('partition 0 of samples has stood still') as string,
    });
    expect(world.latest('tocsin_partition_still_seconds', { partition: '3' })).toBeGreaterThan(150);
    world.isWritten = true;
    await world.pass(60);
    world.isReadable = false;
    const beats = world.beats.length;
    await world.pass(300);
    expect(world.kinds().slice(-2)).toEqual(['blind', 'held_back']);
    expect(world.beats.length).toBeLessThanOrEqual(beats + 1);
    world.isReadable = true;
    await world.pass(60);
    expect(world.kinds().slice(-2)).toEqual(['sees_again', 'goes_on']);
  });

  it('does nothing while another process keeps watch', async () => {
    const world = new Surroundings();
    await world.start(false);
    await world.pass(120);
    expect([world.canaries, world.own, world.beats, world.said]).toEqual([[], [], [], []]);
  });

  it('ceases when another process takes over', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(65);
    await world.relieve();
    const [canaries, own] = [world.canaries.length, world.own.length];
    await world.pass(300);
    expect([world.canaries.length, world.own.length]).toEqual([canaries, own]);
    expect(world.kinds()).toEqual(['watching', 'relieved']);
    expect(await world.count('late')).toBe(0);
  });

  it('sends no canary behind one that the log has not taken, and takes each of them for late', async () => {
    const world = new Surroundings();
    await world.start();
    await world.pass(5);
    const taken = Promise.withResolvers<void>();
    world.onCanary = () => taken.promise;
    await world.pass(120);
    expect(world.canaries).toHaveLength(2);
    expect(await world.count('late')).toBe(3);
    world.onCanary = (canary) => world.notify(canary);
    taken.resolve();
    await world.pass(60);
    expect(world.canaries.map(({ value }) => value)).toEqual([1, 0, 1, 0]);
    expect(world.kinds()).toEqual(['watching', 'late', 'back']);
  });
});
