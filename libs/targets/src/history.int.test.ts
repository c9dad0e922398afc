import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BlockFiles } from '@tocsin/adapter-duckdb/block-files';
import type { DuckDbBlockStore } from '@tocsin/adapter-duckdb/duckdb-block-store';
import { openBlockStore } from '@tocsin/adapter-duckdb/open-block-store';
import { HistoryClient } from '@tocsin/adapter-history-client/history-client';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { encodeClock, samples } from '@tocsin/contracts/topics/samples';
import { tenants } from '@tocsin/contracts/topics/tenants';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import { BLOCK_MS } from '@tocsin/ports/block-store';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import { loadConfig } from '@tocsin/runtime/config';
import { run, type Running } from '@tocsin/runtime/target';
import { HistoryRecorder, type RecorderEvent } from '@tocsin/service-history/history-recorder';
import { HistoryMetrics } from '@tocsin/service-history/history-metrics';
import { historyTokenOf } from '@tocsin/service-history/history-token';
import { SampleHistory } from '@tocsin/service-history/sample-history';
import { freePort } from '@tocsin/testing/free-port';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { historyTarget } from './history.js';
import { noTraces } from './open-traces.js';
import type { Surroundings, TocsinPorts } from './ports.js';

const topic = topicName(samples, 'tocsin');
const RETENTION_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** Half an hour into a block. */
const START = BLOCK_MS * 245_000 + 30 * MINUTE_MS;

/** A platform's history with its log and its files, which survive its processes. */
class World {
  readonly clock = new FakeClock(START);
  readonly events: RecorderEvent[] = [];
  private log: (EventLog & { close(): Promise<void> }) | null = null;
  private store: DuckDbBlockStore | null = null;
  private recorder: HistoryRecorder | null = null;
  private history: SampleHistory | null = null;
  private sent = 0;

  private constructor(readonly home: string) {}

  static async make(): Promise<World> {
    return new World(await mkdtemp(join(tmpdir(), 'tocsin-history-')));
  }

  /** The log alone, as it is while the history is being upgraded. */
  async openLog(): Promise<EventLog> {
    this.log ??= await openMemoryLog({ directory: join(this.home, 'log'), clock: this.clock });
    await this.log.ensureTopics([{ name: topic, partitions: 8, cleanup: 'delete', retentionMs: 60 * MINUTE_MS }]);
    return this.log;
  }

  async start(files = new BlockFiles(join(this.home, 'history'))): Promise<void> {
    const { clock } = this;
    const log = await this.openLog();
    const onSetAside = ({ path }: { path: string }): never => {
      throw new Error(path);
    };
    this.store = await openBlockStore({ directory: join(this.home, 'history'), onSetAside, files });
    const registry = new Registry();
    const metrics = new HistoryMetrics(registry);
    const history = (this.history = new SampleHistory({
      store: this.store,
      clock,
      retentionMsOf: () => RETENTION_MS,
      metrics,
      run: 'run',
    }));
    this.recorder = new HistoryRecorder({
      log,
      topicPrefix: 'tocsin',
      clock,
      history,
      registry,
      onEvent: (event) => this.events.push(event),
      onError: () => undefined,
    });
    await this.recorder.start();
  }

  /** As the last signal does: what was only in memory is gone. */
  async kill(): Promise<void> {
    await this.log?.close();
    this.log = null;
    await this.store?.close();
  }

  async stop(): Promise<void> {
    await this.recorder?.stop();
    await this.kill();
  }

  /** Brings what was read into the blocks, as happens every ten minutes. */
  flush(): Promise<void> {
    return this.history?.flush() ?? Promise.reject(new Error('not started'));
  }

  /** Sends one sample of each of some series, and sees to it that they are read. @returns what was sent so far */
  async send(): Promise<number> {
    const value = (this.sent += 1);
    const timestamp = this.clock.now() - (value % 3) * 40 * MINUTE_MS;
    const sent = Array.from({ length: 12 }, (_, i) => ({
      metric: 'cpu',
      labels: { instance: `web-${i}` },
      value,
      timestamp: timestamp + value,
    }));
    await this.log?.append(topic, packSamples('acme', sent, this.clock.now(), samples.partitions));
    await this.log?.append(topic, [{ key: 'clock', partition: 0, value: encodeClock(this.clock.now()) }]);
    await this.log?.append(topic, [{ key: 'x', partition: 1, value: Uint8Array.of(99) }]);
    await this.caughtUp();
    return value;
  }

  async caughtUp(): Promise<void> {
    const ends = (await this.log?.offsets(topic)) ?? [];
    while (ends.some(({ partition, latest }) => (this.history?.position(partition) ?? 0) < latest)) await delay(1);
  }

  /** The values of every series, in the order of their numbers; each sample has the number of its sending. */
  async answer(): Promise<number[][]> {
    if (this.history === null) throw new Error('not started');
    return valuesOf(this.history);
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}

async function valuesOf(history: SeriesHistory): Promise<number[][]> {
  const range = { tenant: 'acme', matchers: [], from: 0, to: Number.POSITIVE_INFINITY };
  return (await history.select(range)).map(({ values }) => Array.from(values).sort((a, b) => a - b));
}

/** What twelve series say that have every sample of so many sendings, each once. */
const complete = (sent: number) => Array.from({ length: 12 }, () => Array.from({ length: sent }, (_, i) => i + 1));

/** The files of a process that dies after so many changes of them. */
class DyingFiles extends BlockFiles {
  constructor(
    directory: string,
    private steps: number,
  ) {
    super(directory);
  }

  override publish(...args: Parameters<BlockFiles['publish']>): ReturnType<BlockFiles['publish']> {
    this.#step();
    return super.publish(...args);
  }

  override remove(...args: Parameters<BlockFiles['remove']>): Promise<void> {
    this.#step();
    return super.remove(...args);
  }

  override writePositions(...args: Parameters<BlockFiles['writePositions']>): Promise<void> {
    this.#step();
    return super.writePositions(...args);
  }

  #step(): void {
    this.steps -= 1;
    if (this.steps < 0) throw new Error('killed');
  }
}

describe('the history', () => {
  let world: World;
  beforeEach(async () => void (world = await World.make()));
  afterEach(() => world.remove());

  test('is the same after a stop and after a kill, with samples in blocks and without', async () => {
    await world.start();
    await world.send();
    await world.kill();
    await world.start();
    expect(await world.answer()).toEqual(complete(1));
    await world.send();
    await world.flush();
    await world.send();
    await world.kill();
    await world.start();
    await world.caughtUp();
    expect(await world.answer()).toEqual(complete(3));
    await world.stop();
    await world.start();
    const sent = await world.send();
    expect(await world.answer()).toEqual(complete(sent));
    await world.stop();
  });

  test('loses nothing and has nothing twice when the process dies between any two steps of a flush', async () => {
    let sent = 0;
    for (let steps = 0; steps < 5; steps += 1) {
      await world.start(new DyingFiles(join(world.home, 'history'), steps));
      await world.caughtUp();
      sent = await world.send();
      await world.flush().catch(() => undefined);
      expect(await world.answer()).toEqual(complete(sent));
      await world.kill();
      await world.start();
      await world.caughtUp();
      expect(await world.answer()).toEqual(complete(sent));
      await world.kill();
    }
    await world.start();
    await world.caughtUp();
    await world.flush();
    expect(await world.answer()).toEqual(complete(sent));
    await world.stop();
  });

  test('goes on over many hours with flushes by the clock, and deletes what is past its retention', async () => {
    await world.start();
    for (let i = 0; i < 60; i += 1) {
      await world.send();
      await world.clock.advance(5 * MINUTE_MS);
    }
    expect(await world.answer()).toEqual(complete(60));
    await world.kill();
    await world.start();
    await world.caughtUp();
    expect(await world.answer()).toEqual(complete(60));
    await world.clock.advance(RETENTION_MS - 4 * 60 * MINUTE_MS);
    const kept = await world.answer();
    expect(kept).toHaveLength(12);
    for (const values of kept) {
      expect(values.at(-1)).toBe(60);
      expect(values.length).toBeGreaterThan(30);
      expect(values.length).toBeLessThan(60);
    }
    await world.stop();
  }, 30_000);

  test('says what the log no longer has, and goes on with what it has', async () => {
    await world.start();
    await world.send();
    await world.flush();
    await world.send();
    await world.kill();
    const log = await world.openLog();
    await world.clock.advance(90 * MINUTE_MS);
    const ends = await log.offsets(topic);
    await world.start();
    const cut = world.events.filter(({ kind }) => kind === 'log_cut');
    expect(cut.length).toBe(ends.filter(({ latest }) => latest > 0).length);
    expect(cut[0]).toMatchObject({ from: expect.any(Number), to: ends[0]?.earliest });
    expect(await world.answer()).toEqual(complete(1));
    await world.send();
    expect((await world.answer())[0]).toEqual([1, 3]);
    await world.stop();
  });

  test('reads a log anew that is not the one it knew', async () => {
    await world.start();
    await world.send();
    await world.send();
    await world.stop();
    await rm(join(world.home, 'log'), { recursive: true });
    await world.start();
    expect(world.events.filter(({ kind }) => kind === 'log_replaced').length).toBeGreaterThan(0);
    await world.send();
    expect(await world.answer()).toEqual(complete(3));
    await world.stop();
  });
});

test('in a cluster the target answers the gateways that know the secret', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tocsin-history-target-'));
  const secret = 'a-secret-of-a-test-that-is-long-enough';
  const port = await freePort();
  const clock = new FakeClock(START);
  const environment = { ALERT_ENGINE_MODE: 'production', TOCSIN_HOME: home, HISTORY_PORT: String(port) };
  const surroundings: Surroundings = {
    config: loadConfig({ environment, root: process.cwd() }),
    processName: 'history-1',
    secret,
    clock,
    ids: { next: () => 'unused' },
    random: () => 0.5,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    traces: noTraces,
    say: () => undefined,
    sayLast: () => undefined,
  };
  const log = await openMemoryLog({ directory: null, clock });
  await log.ensureTopics([
    { name: topic, partitions: 8, cleanup: 'delete', retentionMs: RETENTION_MS },
    { name: topicName(tenants, 'tocsin'), partitions: 1, cleanup: 'compact', retentionMs: 0 },
  ]);
  const { historyProviders } = await import('./history-providers.js');
  const running: Running = await run<TocsinPorts>(
    [historyTarget(surroundings)],
    [
      { provides: 'log', needs: [], start: async () => ({ port: log, stop: () => log.close() }) },
      ...historyProviders(surroundings),
    ],
    { stopTimeoutMs: 10_000, report: () => undefined },
  );
  const sample = { metric: 'cpu', labels: { instance: 'a' }, timestamp: clock.now() };
  const sent = [{ ...sample, value: 1 }, { ...sample, value: NO_VALUE, timestamp: clock.now() + 1 }]; // prettier-ignore
  await log.append(topic, packSamples('acme', sent, clock.now(), samples.partitions));
  const { urls } = surroundings.config.history;
  const client = new HistoryClient({ urls, token: historyTokenOf(secret) });
  while ((await valuesOf(client)).length === 0) await delay(1);
  expect(await valuesOf(client)).toEqual([[NO_VALUE, 1]]);
  await expect(valuesOf(new HistoryClient({ urls, token: historyTokenOf(`${secret}!`) }))).rejects.toThrow('401');
  await running.stop();
  const store = await openBlockStore({ directory: join(home, 'history-1'), onSetAside: () => undefined });
  expect(await valuesOf(store)).toEqual([[NO_VALUE, 1]]);
  await store.close();
  await rm(home, { recursive: true });
});
