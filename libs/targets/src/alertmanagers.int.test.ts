import { setTimeout as delay } from 'node:timers/promises';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import type { Database } from '@tocsin/adapter-postgres/database';
import { PostgresDeliveryLedger } from '@tocsin/adapter-postgres/delivery-ledger';
import { PostgresDeliveryStore } from '@tocsin/adapter-postgres/delivery-store';
import { openTemporaryDatabase, type TemporaryDatabase } from '@tocsin/adapter-postgres/temporary-database.fake';
import { FlexibleRateCounter } from '@tocsin/adapter-rate-counter/flexible-rate-counter';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { type Receiver, receivers } from '@tocsin/contracts/topics/receivers';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { transitionId } from '@tocsin/domain/engine/hash';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { loadConfig } from '@tocsin/runtime/config';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Running } from '@tocsin/runtime/target';
import { createLogger } from '@tocsin/runtime/telemetry';
import { type ListedAlert, type RunningAlertmanager, startAlertmanager } from '@tocsin/testing/alertmanager';
import { debianProgram } from '@tocsin/testing/debian-program';
import { freePort } from '@tocsin/testing/free-port';
import { Registry } from 'prom-client';
import { notificationTarget } from './notification.js';
import { noTraces } from './open-traces.js';
import type { Surroundings } from './ports.js';

const program = debianProgram('prometheus-alertmanager');
const tenant = 'acme_main';
const prefix = 'tocsin';
const minute = 60_000;

/** The notification service as it runs, over a log in memory and a real PostgreSQL, with a clock that can be put on. */
class World {
  private readonly alertmanagers: RunningAlertmanager[] = [];
  private service: Running | null = null;
  private episodes = 0;
  /** How far the platform's clock is ahead of the Alertmanagers'. */
  private ahead = 0;
  private readonly rates = new FlexibleRateCounter({ redisUrl: null, clock: systemClock });
  private readonly clock: Clock = { ...systemClock, now: () => systemClock.now() + this.ahead };

  private constructor(
    private readonly temporary: TemporaryDatabase,
    private readonly database: Database,
    private readonly log: EventLog & { close(): Promise<void> },
    private readonly http: GuardedHttp,
  ) {}

  static async start(): Promise<World> {
    const temporary = await openTemporaryDatabase();
    const { database } = temporary;
    const log = await openMemoryLog({ directory: null, clock: systemClock });
    await log.ensureTopics(
      allTopics.map((topic) => ({
        name: topicName(topic, prefix),
        partitions: topic.partitions,
        cleanup: topic.cleanup,
        retentionMs: topic.retentionMs,
      })),
    );
    return new World(temporary, database, log, new GuardedHttp(new AddressGuard(['127.0.0.0/8'])));
  }

  async startService(): Promise<void> {
    const surroundings: Surroundings = {
      config: loadConfig({ environment: {}, root: process.cwd() }),
      processName: 'notification-1',
      secret: 'a-secret-of-a-test-that-is-long-enough',
      clock: this.clock,
      ids: { next: () => 'unused' },
      random: () => 0.5,
      logger: createLogger('notification', 'silent'),
      registry: new Registry(),
      traces: noTraces,
      say: () => undefined,
      sayLast: () => undefined,
    };
    this.service = await notificationTarget(surroundings).start({
      log: this.log,
      database: this.database,
      deliveryStore: new PostgresDeliveryStore(this.database),
      deliveryLedger: new PostgresDeliveryLedger(this.database),
      outbound: this.http,
      mailer: null,
      rateCounter: this.rates,
    } as unknown as Parameters<ReturnType<typeof notificationTarget>['start']>[0]);
  }

  async stopService(): Promise<void> {
    await this.service?.stop();
    this.service = null;
  }

  /** As if this much time had gone by for the platform alone. */
  putClockOn(ms: number): void {
    this.ahead += ms;
  }

  async alertmanager(port: number): Promise<RunningAlertmanager> {
    if (program.kind === 'missing') throw new Error(program.reason);
    const alertmanager = await startAlertmanager(program.path, port);
    this.alertmanagers.push(alertmanager);
    return alertmanager;
  }

  async name(urls: string[]): Promise<void> {
    const receiver: Receiver = { id: 'ams', tenant_id: tenant, name: 'ams', type: 'alertmanager', urls, created_at: 0 };
    await this.log.append(topicName(receivers, prefix), [
      { key: `${tenant}/ams`, value: encodeJson(receivers, receiver) },
    ]);
  }

  /** Lets a new alert fire, at the time that the Alertmanagers have. @returns its transition */
  async fire(name: string): Promise<Transition> {
    const at = systemClock.now();
    const labels = { alertname: name, instance: 'web-1', 'service.name': 'shop', team: '' };
    this.episodes += 1;
    const firing: Transition = {
      ...(transitions.examples[0] as Transition),
      id: transitionId(tenant, name, 'f', this.episodes, 'firing'),
      rule_id: name,
      rule_name: name,
      labels,
      annotations: { summary: `${name} is wrong` },
      episode_start: at - 30_000,
      at,
    };
    await this.publish(firing);
    return firing;
  }

  async resolve(firing: Transition): Promise<void> {
    const id = `${firing.id}-end`;
    await this.publish({ ...firing, id, state: 'resolved', reason: 'conditions_cease', at: systemClock.now() });
  }

  async stop(): Promise<void> {
    await this.stopService();
    await Promise.all(this.alertmanagers.map((alertmanager) => alertmanager.stop()));
    await this.http.close();
    await this.rates.close();
    await this.log.close();
    await this.temporary.close();
  }

  private async publish(transition: Transition): Promise<void> {
    await this.log.append(topicName(transitions, prefix), [
      { key: `${tenant}/${transition.rule_id}/f`, value: encodeJson(transitions, transition) },
    ]);
  }
}

/** Asks an Alertmanager until it holds what is wanted; the test's own limit of time ends it. */
async function until<Found>(
  { alerts }: RunningAlertmanager,
  look: (listed: ReadonlyMap<string, ListedAlert>) => Found | undefined | false,
): Promise<Found> {
  for (;;) {
    const found = look(await alerts());
    if (found !== undefined && found !== false) return found;
    await delay(20);
  }
}

if (program.kind === 'missing') test.todo(`alerts to real Alertmanagers: left out, because ${program.reason}`);
else {
  let world: World;
  let ports: [number, number];
  let first: RunningAlertmanager;
  let second: RunningAlertmanager;

  beforeAll(async () => {
    world = await World.start();
    ports = [await freePort(), await freePort()];
    [first, second] = [await world.alertmanager(ports[0]), await world.alertmanager(ports[1])];
    await world.name([first.url, `${second.url}/`]);
    await world.startService();
  }, 120_000);
  afterAll(() => world.stop(), 60_000);

  test('an alert stands in both Alertmanagers until it is resolved', async () => {
    const firing = await world.fire('HighCpu');
    for (const alertmanager of [first, second]) {
      const listed = await until(alertmanager, (alerts) => alerts.get('HighCpu'));
      expect(listed).toMatchObject({
        labels: { alertname: 'HighCpu', instance: 'web-1', service_name: 'shop' },
        annotations: { summary: 'HighCpu is wrong' },
        startsAt: new Date(firing.at).toISOString(),
        generatorURL: 'http://127.0.0.1:8000/rules/HighCpu',
      });
      expect(Object.keys(listed.labels)).toHaveLength(3);
      const validFor = Date.parse(listed.endsAt) - Date.parse(listed.updatedAt);
      expect(Math.round(validFor / minute)).toBe(4);
    }
    await world.resolve(firing);
    for (const alertmanager of [first, second]) await until(alertmanager, (alerts) => !alerts.has('HighCpu'));
  }, 30_000);

  test('an Alertmanager that was down has everything when it is back, and the other had it all the time', async () => {
    await first.stop();
    const firing = await world.fire('DiskFull');
    await until(second, (alerts) => alerts.has('DiskFull'));
    first = await world.alertmanager(ports[0]);
    await until(first, (alerts) => alerts.has('DiskFull'));
    await world.resolve(firing);
    for (const alertmanager of [first, second]) await until(alertmanager, (alerts) => !alerts.has('DiskFull'));
  }, 60_000);

  test('an alert is sent again each minute; a new process goes on, and tells what ended meanwhile', async () => {
    const [lasting, ending] = [await world.fire('Lasting'), await world.fire('Ending')];
    const told = await until(first, (alerts) => alerts.get('Lasting'));
    const isLater = (than: ListedAlert) => (alerts: ReadonlyMap<string, ListedAlert>) => {
      const listed = alerts.get('Lasting');
      return listed !== undefined && Date.parse(listed.endsAt) > Date.parse(than.endsAt) + minute / 2 && listed;
    };
    world.putClockOn(minute);
    const again = await until(first, isLater(told));
    expect(again.startsAt).toBe(new Date(lasting.at).toISOString());

    await until(first, (alerts) => alerts.has('Ending'));
    await world.stopService();
    await world.resolve(ending);
    world.putClockOn(minute);
    await world.startService();
    const afterRestart = await until(first, isLater(again));
    await until(first, (alerts) => !alerts.has('Ending'));
    world.putClockOn(minute);
    await until(first, isLater(afterRestart));
    await world.resolve(lasting);
    await until(first, (alerts) => alerts.size === 0);
  }, 60_000);

  test('an Alertmanager that forgot everything hears again of what fires, and of nothing else', async () => {
    const [over, lasting] = [await world.fire('Over'), await world.fire('Lasting')];
    await until(first, (alerts) => alerts.size === 2);
    await world.resolve(over);
    await until(first, (alerts) => alerts.size === 1);
    await first.stop();
    first = await world.alertmanager(ports[0]);
    world.putClockOn(minute);
    await until(first, (alerts) => alerts.has('Lasting'));
    expect([...(await first.alerts()).keys()]).toEqual(['Lasting']);
    await world.resolve(lasting);
  }, 60_000);
}
