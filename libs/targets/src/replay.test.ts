import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import type { MemoryLog } from '@tocsin/adapter-memory-log/memory-log';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { partials } from '@tocsin/contracts/topics/partials';
import { encodeClock, encodeRuleChange, encodeSamples, samples } from '@tocsin/contracts/topics/samples';
import { transitions as transitionsTopic } from '@tocsin/contracts/topics/transitions';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { SamplesWork } from '@tocsin/service-evaluation/samples-work';
import { AlertDirectory } from '@tocsin/service-gateway/read-model/alert-directory';
import { alertIdOf } from '@tocsin/service-gateway/read-model/alert';
import { Explainer } from '@tocsin/service-gateway/replay/explainer';
import { RunningReplay } from '@tocsin/service-gateway/replay/replay-job';
import { ReplayRunner } from '@tocsin/service-gateway/replay/replay-runner';
import { SamplesLog } from '@tocsin/service-gateway/replay/samples-log';
import { SpanReplayer } from '@tocsin/service-gateway/replay/span-replayer';
import { WhyNotAsker } from '@tocsin/service-gateway/replay/why-not-asker';
import { ruleWith } from '@tocsin/testing/rules';

const TENANT = 'acme';
const START = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PREFIX = 't';
const topic = topicName(samples, PREFIX);

/** A platform whose log is written by hand, minute by minute, and whose evaluation reads it at once. */
class World {
  alerts = new AlertDirectory();
  readonly rules = new Map<string, AlertRule>();
  readonly told: Transition[] = [];
  readonly #works = Array.from(
    { length: samples.partitions },
    (_, partition) => new SamplesWork({ engine: { partition }, partitions: samples.partitions }, null),
  );
  readonly #next = Array.from({ length: samples.partitions }, () => 0);

  private constructor(
    readonly log: MemoryLog,
    readonly clock: FakeClock,
  ) {}

  static async start(): Promise<World> {
    const clock = new FakeClock(START);
    const log = await openMemoryLog({ directory: null, clock });
    await log.ensureTopics(
      [samples, partials, transitionsTopic].map(({ partitions, cleanup, retentionMs, ...one }) => {
        return { name: topicName(one as typeof samples, PREFIX), partitions, cleanup, retentionMs };
      }),
    );
    return new World(log, clock);
  }

  async put(rule: AlertRule | null, id = rule?.id ?? ''): Promise<void> {
    if (rule === null) this.rules.delete(id);
    else this.rules.set(id, { ...rule, updated_at: this.clock.now() });
    const value = encodeRuleChange(TENANT, id, this.rules.get(id) ?? null);
    const records = Array.from({ length: samples.partitions }, (_, partition) => ({ key: TENANT, partition, value }));
    await this.log.append(topic, records);
  }

  /** The clock on all partitions, and on one of them a sample of each metric of a host. */
  async minute(values: Readonly<Record<string, number>>, instance = 'a'): Promise<void> {
    await this.clock.advance(MINUTE);
    const now = this.clock.now();
    const metrics = Object.keys(values);
    const batch = {
      tenant: TENANT,
      receivedAt: now,
      series: metrics.map((metric) => seriesKey(metric, { instance })),
      seriesIndex: Uint32Array.from(metrics, (_, i) => i),
      timestamps: Float64Array.from(metrics, () => now),
      values: Float64Array.from(Object.values(values)),
    };
    const value = encodeClock(now);
    const clocks = this.#next.map((_, partition) => ({ key: 'clock', partition, value }));
    await this.log.append(topic, [...clocks, { key: TENANT, partition: 3, value: encodeSamples(batch) }]);
    await this.#evaluate();
  }

  async #evaluate(): Promise<void> {
    const from = this.#next.map((offset, partition) => ({ partition, offset }));
    for await (const { partition, records } of this.log.read(topic, from)) {
      for (const record of records) this.#works[partition]?.apply(record);
      this.#next[partition] = (records.at(-1)?.offset ?? -1) + 1;
      await this.tell(this.#works[partition]?.takeTransitions() ?? []);
    }
  }

  async tell(transitions: readonly Transition[]): Promise<void> {
    for (const one of transitions) {
      this.told.push(one);
      this.alerts.take(one);
      const key = `${one.tenant_id}/${one.rule_id}/${one.fingerprint}`;
      await this.log.append(topicName(transitionsTopic, PREFIX), [{ key, value: encodeJson(transitionsTopic, one) }]);
    }
  }

  #world(concurrentMax = 2, recordsMax = 100_000) {
    const reader = new SamplesLog(this.log, PREFIX);
    const start = (job: ConstructorParameters<typeof RunningReplay>[0]) => {
      const running = new RunningReplay(job);
      return {
        take: async (records: Parameters<typeof running.take>[0]) => running.take(records),
        answer: async () => running.answer(),
        stop: async () => undefined,
      };
    };
    const runner = new ReplayRunner({ samples: reader, start, concurrentMax, recordsMax });
    const rules = {
      get: (_: string, id: string) => this.rules.get(id) ?? null,
      ofTenant: () => [...this.rules.values()],
    };
    const groups = { get: () => null, ofTenant: (): RuleGroupDocument[] => [] };
    return { rules, groups, samples: reader, runner, externalUrl: '' };
  }

  explain(transition: Transition | undefined, concurrentMax = 2, recordsMax = 100_000) {
    const explainer = new Explainer(this.#world(concurrentMax, recordsMax), this.alerts);
    return explainer.explain(TENANT, transition === undefined ? 'nobody' : alertIdOf(transition));
  }

  whyNot(ruleId: string, at = this.clock.now(), instance = 'a') {
    const matchers = [{ name: 'instance', operator: '=', value: instance } as const];
    return new WhyNotAsker(this.#world(), this.clock).ask({ tenant: TENANT, ruleId, matchers, at });
  }

  replay(from: number, to = this.clock.now() + 1) {
    // Nobody waits for what is on its way here.
    const clock = { now: () => this.clock.now(), every: () => () => undefined, wait: async () => undefined };
    return new SpanReplayer(this.#world(), this.log, PREFIX, clock).replay(
      { tenant: TENANT, from, to },
      () => undefined,
    );
  }
}

const hot = ruleWith('hot', TENANT, {
  conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
  for: '3m',
});

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.put(hot);
});

/** Hours in which nothing happens, and then an alert that fires. */
async function hoursAndAnAlert(hours: number): Promise<void> {
  for (let i = 0; i < 60 * hours; i += 1) await world.minute({ cpu: 50 });
  for (let i = 0; i < 5; i += 1) await world.minute({ cpu: 90 + i });
}

describe('explaining an alert', () => {
  test('reads a small part of the log and comes to the very same transitions', async () => {
    await hoursAndAnAlert(3);
    const explained = await world.explain(world.told[0]);
    expect(explained).toMatchObject({ reproduced: true, note: null, rule: { version: 1, text: 'cpu > 80' } });
    expect(explained.decisions.map(({ transition: { state }, inputs }) => [state, inputs[0]?.samples[0]?.[1]])).toEqual(
      [
        ['pending', 90],
        ['firing', 93],
      ],
    );
    expect(explained.records).toBeLessThan(60);
  });

  test('goes further back until what was decided long ago is in it', async () => {
    await world.put(
      ruleWith('both', TENANT, {
        conditions: [
          { type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80, recovery_threshold: 20 },
          { type: 'threshold', metric_path: 'mem', operator: '>', threshold: 80 },
        ],
      }),
    );
    await world.minute({ cpu: 85, mem: 1 });
    for (let i = 0; i < 120; i += 1) await world.minute({ cpu: 50, mem: 1 });
    await world.minute({ cpu: 50, mem: 90 });
    const told = world.told.find(({ rule_id }) => rule_id === 'both');
    expect(told?.state).toBe('firing');
    const explained = await world.explain(told);
    expect(explained.reproduced).toBe(true);
    expect(world.clock.now() - explained.replayed_from).toBeGreaterThan(120 * MINUTE);
  });

  test('takes the version of then from the log when the rule has changed since', async () => {
    await hoursAndAnAlert(1);
    await world.put({ ...hot, for: '1h', version: 2 });
    await world.minute({ cpu: 50 });
    expect(await world.explain(world.told[0])).toMatchObject({ reproduced: true, rule: { version: 2 } });
    const firing = world.told.slice(0, 2);
    const before = new AlertDirectory();
    for (const one of firing) before.take(one);
    world.alerts = before;
    expect(await world.explain(firing[0])).toMatchObject({
      reproduced: true,
      rule: { version: 1, definition: { for: '3m' } },
    });
  });

  test('says so when the log tells something else than was decided', async () => {
    await hoursAndAnAlert(1);
    const [pending] = world.told as [Transition];
    await world.tell([{ ...pending, id: 'other', state: 'resolved', value: 1 }]);
    const { reproduced, decisions } = await world.explain(pending);
    expect(reproduced).toBe(false);
    expect(decisions.at(-1)?.differences).toEqual([{ field: 'id', recorded: 'other', replayed: null }]);
  });

  test('names the retention when the log no longer reaches back, and what is not known', async () => {
    await hoursAndAnAlert(1);
    await world.clock.advance(25 * HOUR);
    await world.log.clean();
    await expect(world.explain(world.told[0])).rejects.toMatchObject({
      status: 409,
      code: 'log-expired',
      message: expect.stringContaining('24 hours'),
    });
    await expect(world.explain(undefined)).rejects.toMatchObject({ status: 404 });
  });

  test('keeps within its limits', async () => {
    await hoursAndAnAlert(1);
    await expect(world.explain(world.told[0], 0)).rejects.toMatchObject({ status: 503, code: 'replays-busy' });
    await expect(world.explain(world.told[0], 2, 10)).rejects.toMatchObject({ status: 422, code: 'replay-too-large' });
  });
});

describe('why not', () => {
  test('tells the comparison, the timer, and that it fires', async () => {
    await world.minute({ cpu: 71.2 });
    expect(await world.whyNot('hot')).toMatchObject({
      reason: 'comparison',
      sentence: 'cpu{instance="a"} is 71.2, not > 80',
    });
    await world.minute({ cpu: 90 });
    await world.minute({ cpu: 91 });
    const timer = await world.whyNot('hot');
    expect(timer).toMatchObject({ reason: 'timer', entities: [{ missing_ms: 2 * MINUTE }] });
    expect(timer.sentence).toMatch(/^holds since .*; `for` 3m elapses at .*, 120 s missing$/);
    await world.minute({ cpu: 91 });
    await world.minute({ cpu: 91 });
    expect(await world.whyNot('hot')).toMatchObject({ reason: 'nothing' });
    expect(await world.whyNot('hot', START + MINUTE)).toMatchObject({ reason: 'comparison' });
  });

  test('tells series that were not seen, with names that may have been meant', async () => {
    await world.minute({ cpuu: 90 });
    expect(await world.whyNot('hot')).toMatchObject({ reason: 'no_series', close_names: ['cpuu'] });
    await world.minute({ cpu: 90 });
    expect(await world.whyNot('hot', world.clock.now(), 'b')).toMatchObject({ reason: 'no_series', close_names: [] });
  });

  test('goes down the expressions of conditions over many series', async () => {
    await world.put({
      ...hot,
      id: 'mean',
      for: '0',
      conditions: [{ type: 'promql', expr: 'avg_over_time(cpu[5m]) > 80 and mem > 1' }],
    });
    await world.minute({ cpu: 70, mem: 5 });
    await world.minute({ cpu: 74, mem: 5 });
    expect(await world.whyNot('mean')).toMatchObject({
      reason: 'comparison',
      sentence: expect.stringMatching(/^avg_over_time\(cpu\[5m\]\) > 80: .*7[02]/) as string,
      steps: [
        { sentence: 'one side of `and` gives nothing' },
        { values: [{ value: expect.any(Number) as number }, {}] },
      ],
    });
  });

  test('tells that the rule was paused, or not there yet', async () => {
    await world.minute({ cpu: 90 });
    await world.put({ ...hot, status: 'paused', version: 2 });
    await world.minute({ cpu: 90 });
    expect(await world.whyNot('hot')).toMatchObject({
      reason: 'not_active',
      sentence: expect.stringContaining('paused'),
    });
    await world.put({ ...hot, id: 'late', created_at: world.clock.now() });
    expect(await world.whyNot('late', START + MINUTE)).toMatchObject({ reason: 'not_created' });
    await expect(world.whyNot('nobody')).rejects.toMatchObject({ status: 404 });
    await expect(world.whyNot('hot', START - 25 * HOUR)).rejects.toMatchObject({ code: 'log-expired' });
  });
});

describe('replaying a span', () => {
  test('finds everything equal, and each transition that was told otherwise', async () => {
    await hoursAndAnAlert(1);
    await world.minute({ cpu: 10 });
    expect(await world.replay(START)).toMatchObject({ equal: 3, missing: 0, unexpected: 0, different: 0 });
    const [pending] = world.told as [Transition];
    await world.tell([{ ...pending, id: 'never' }]);
    const report = await world.replay(START);
    expect(report).toMatchObject({ equal: 3, missing: 1, unexpected: 0 });
    expect(report.differences).toMatchObject([{ kind: 'missing', id: 'never', rule_id: 'hot' }]);
  });

  test('counts episodes apart that began before what can be decided again', async () => {
    await hoursAndAnAlert(1);
    await world.clock.advance(24 * HOUR - 3 * MINUTE);
    await world.log.clean();
    const from = world.clock.now();
    await world.minute({ cpu: 10 });
    const report = await world.replay(from);
    expect(report).toMatchObject({ equal: 0, missing: 0, unexpected: 0, different: 0 });
    expect(report.began_before).toMatchObject({
      transitions: 1,
      alerts: [{ rule_id: 'hot', labels: { instance: 'a' } }],
    });
  });

  test('counts rules apart whose version of then is lost', async () => {
    await world.minute({ cpu: 50 });
    await world.clock.advance(25 * HOUR);
    await world.log.clean();
    for (let i = 0; i < 5; i += 1) await world.minute({ cpu: 90 });
    await world.put({ ...hot, version: 2, created_at: 0 });
    const report = await world.replay(START + 25 * HOUR);
    expect(report).toMatchObject({ missing: 0, unexpected: 0, not_replayed: { transitions: 2, rules: ['hot'] } });
  });
});
