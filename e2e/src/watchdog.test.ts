import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { freePort } from '@tocsin/testing/free-port';
import { startRedisServer } from '@tocsin/testing/redis-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './world/api.js';
import { Cluster } from './world/cluster.js';
import { HeartbeatListener } from './world/heartbeat-listener.js';
import type { PlatformProcess } from '@tocsin/testing/platform-process';
import { readTransitions, Standalone } from './world/standalone.js';

const CANARY_SECONDS = 2;
/** How old a canary may be before the hastened rule fires. */
const LATE_SECONDS = 6;
/** How often the watchdog says how old the last canary is; what lasts no longer than a period may be between two of them. */
const LOOK_SECONDS = 15;
const LATE_RULE = 'platform-canary-late';
const LATE_TITLE = 'Canaries of the platform do not come back';

const watching = (listener: HeartbeatListener): Record<string, string> => ({
  TOCSIN_HEARTBEAT_URLS: listener.url,
  TOCSIN_HEARTBEAT_INTERVAL: '2',
  TOCSIN_CANARY_INTERVAL: String(CANARY_SECONDS),
  TOCSIN_LOG_LEVEL: 'info',
});

/** What the operator sees of one of the platform's own tenants. */
async function asAdminOf(tenant: string, operator: Api): Promise<Api> {
  const { body } = await operator.insist(201, 'POST', '/api/tokens', {
    subject: 'operator',
    tenant_id: tenant,
    role: 'admin',
  });
  return new Api(operator.base, (body['data'] as { token: string }).token);
}

/** The values of a series now, by their labels. */
async function valuesOf(system: Api, expr: string): Promise<Record<string, number>> {
  const { body } = await system.insist(200, 'GET', `/api/v1/query?query=${encodeURIComponent(expr)}`);
  const { result } = body['data'] as { result: { metric: Record<string, string>; value: [number, string] }[] };
  return Object.fromEntries(result.map(({ metric, value }) => [Object.values(metric).join(' '), Number(value[1])]));
}

/** The operator is told of a canary that is missing for six seconds rather than ninety. */
async function hastenLateRule(system: Api): Promise<void> {
  const { body, headers } = await system.insist(200, 'GET', `/api/rules/${LATE_RULE}`);
  expect(body['data']).toMatchObject({
    name: LATE_TITLE,
    severity: 'CRITICAL',
    runbook: expect.stringContaining(`/api/rule-templates/${LATE_RULE}/runbook`) as string,
  });
  const { conditions, name, description, severity, category } = body['data'] as Record<string, unknown>;
  const [condition] = conditions as object[];
  const draft = { name, description, severity, category, conditions: [{ ...condition, threshold: LATE_SECONDS }] };
  await system.insist(200, 'PUT', `/api/rules/${LATE_RULE}`, draft, { 'if-match': headers.get('etag') ?? '' });
}

const linesWith = ({ errors }: PlatformProcess, text: string): string[] => errors.filter((line) => line.includes(text));

test('heartbeats go out while canaries come back as notifications, stop when one does not, and the platform alerts of itself', async () => {
  const listener = await HeartbeatListener.start();
  const standalone = await Standalone.start(watching(listener));
  const { api } = standalone;
  try {
    const platform = standalone.process as PlatformProcess;
    await listener.more(3);
    expect(listener.bodies[0]).toMatchObject({ status: 'ok', canary_latency_ms: expect.any(Number) as number });
    const metrics = await api.insist(200, 'GET', '/metrics');
    const count = /^tocsin_canary_latency_seconds_count (\d+)$/m.exec(String(metrics.body['text']))?.[1];
    expect(Number(count)).toBeGreaterThanOrEqual(3);

    const [system, canary] = [await asAdminOf('system', api), await asAdminOf('tocsin-canary', api)];
    await nobodyElseSees(api, system, canary);
    await hastenLateRule(system);

    listener.answer = { status: 500 };
    await listener.more(2);
    listener.answer = { status: 302, location: `${new URL(listener.url).origin}/elsewhere` };
    await listener.more(2);
    listener.answer = { status: 200 };
    await listener.more(2);
    expect(listener.strays).toEqual([]);
    expect(linesWith(platform, 'does not take heartbeats: answered 500')).toHaveLength(1);
    expect(linesWith(platform, 'takes heartbeats again')).toHaveLength(1);
    expect(platform.errors.join('\n')).not.toContain('/ping/secret');

    const from = systemClock.now();
    const silence = {
      matchers: ['alertname="Canary"'],
      starts_at: from,
      ends_at: from + 3_600_000,
      comment: 'to see what happens',
    };
    const silenced = await canary.insist(201, 'POST', '/api/silences', silence);
    await platform.said(`notification received (system): FIRING ${LATE_TITLE}`);
    await listener.silence(3 * CANARY_SECONDS * 1_000);
    expect(linesWith(platform, 'has not come back as a notification')).toHaveLength(1);

    await canary.insist(204, 'DELETE', `/api/silences/${(silenced.body['data'] as { id: string }).id}`);
    await listener.more(2);
    await platform.said(`notification received (system): RESOLVED ${LATE_TITLE}`);
  } finally {
    await standalone.remove();
    await listener.stop();
  }
}, 180_000);

/** The canary's rule, alerts and notifications are its own tenant's, and no other's. */
async function nobodyElseSees(api: Api, system: Api, canary: Api): Promise<void> {
  const names = async (who: Api): Promise<unknown[]> => {
    const { body } = await who.insist(200, 'GET', '/api/rules?limit=100');
    return (body['data'] as { name: string }[]).map(({ name }) => name);
  };
  expect(await names(canary)).toEqual(['Canary']);
  expect(await names(system)).toEqual(expect.arrayContaining([LATE_TITLE, 'Nobody evaluates a partition']));
  expect(await names(system)).not.toContain('Canary');
  expect(await names(api)).toEqual([]);
  for (const who of [api, system]) {
    for (const path of ['/api/alerts', '/api/notifications', '/api/reports/weekly', '/api/receivers']) {
      const { body } = await who.insist(200, 'GET', path);
      expect(JSON.stringify(body)).not.toContain('anary');
    }
  }
  const { body } = await api.insist(200, 'GET', '/api/tenants');
  expect(JSON.stringify(body)).not.toContain('canary');
  const told = await canary.insist(200, 'GET', '/api/notifications');
  expect((told.body['data'] as unknown[]).length).toBeGreaterThan(0);
}

test('a process that slept blames nobody for it', async () => {
  const listener = await HeartbeatListener.start();
  const standalone = await Standalone.start(watching(listener));
  try {
    const platform = standalone.process as PlatformProcess;
    await listener.more(2);
    process.kill(platform.pid, 'SIGSTOP');
    await listener.silence(20_000);
    process.kill(platform.pid, 'SIGCONT');
    await listener.more(5);
    expect(linesWith(platform, 'watchdog: this process was asleep')).toHaveLength(1);
    expect(linesWith(platform, 'has not come back as a notification')).toEqual([]);
    const { body } = await standalone.api.insist(200, 'GET', '/metrics');
    expect(String(body['text'])).toContain('tocsin_canaries_total{outcome="late"} 0');
    const system = await asAdminOf('system', standalone.api);
    const alerts = await Array.fromAsync(system.tocsin.listAlerts({ limit: 500 }));
    expect(alerts.filter(({ rule_id }) => rule_id.startsWith('platform-'))).toEqual([]);
  } finally {
    await standalone.remove();
    await listener.stop();
  }
}, 90_000);

test('where a heartbeat may not go is told at the start, and nothing is sent', async () => {
  const standalone = await Standalone.start({
    TOCSIN_HEARTBEAT_URLS: 'http://10.1.2.3/ping',
    TOCSIN_HEARTBEAT_INTERVAL: '1',
    TOCSIN_CANARY_INTERVAL: '1',
  });
  try {
    const platform = standalone.process as PlatformProcess;
    const refused = /tocsin_heartbeats_total\{outcome="refused"\} [1-9]/;
    for (;;) {
      const { body } = await standalone.api.insist(200, 'GET', '/metrics');
      if (refused.test(String(body['text']))) break;
      await systemClock.wait(100);
    }
    expect(
      linesWith(
        platform,
        'http://10.1.2.3 does not take heartbeats: 10.1.2.3 leads to 10.1.2.3, which is neither public',
      ),
    ).toHaveLength(1);
  } finally {
    await standalone.remove();
  }
}, 60_000);

const reason = whyNoKafka();
if (reason !== null) test.todo(`the watchdog of a cluster: left out, because ${reason}`);
else
  test('of two processes one keeps watch; heartbeats stop with the evaluation, and outlive the process that watches', async () => {
    const broker: RunningBroker = await startKafkaBroker();
    const redis = await startRedisServer();
    const listener = await HeartbeatListener.start();
    const cluster = await Cluster.start({ kafka: broker.address, redis: redis.url }, 1, {
      HISTORY_PORT: String(await freePort()),
    });
    try {
      await cluster.up('history');
      for (const instance of ['1', '2']) await cluster.up('self-monitoring', instance, watching(listener));
      await listener.more(5);
      const system = await asAdminOf('system', cluster.api);
      await hastenLateRule(system);
      // A look at the platform each 15 seconds: three of them, in which nobody may seem to be behind.
      await listener.more(20);
      const delays = await valuesOf(
        system,
        'max by (consumer_group) (max_over_time(tocsin_consumer_delay_seconds[5m]))',
      );
      expect(Object.keys(delays)).toHaveLength(8);
      expect(Object.entries(delays).filter(([, seconds]) => seconds > 16)).toEqual([]);
      expect(Object.keys(await valuesOf(system, 'tocsin_partition_still_seconds'))).toHaveLength(8);

      await cluster.kill('evaluation');
      await listener.silence((LATE_SECONDS + LOOK_SECONDS + CANARY_SECONDS) * 1_000);
      await cluster.up('evaluation');
      await listener.more(3);

      const watcher = watcherOf(cluster);
      await cluster.kill('self-monitoring', watcher);
      await listener.more(5);
      const other = cluster.processes.get(`self-monitoring-${watcher === '1' ? '2' : '1'}`) as PlatformProcess;
      expect(linesWith(other, 'has not come back as a notification')).toEqual([]);

      const states = (await cluster.withLog(readTransitions))
        .filter(({ tenant_id }) => tenant_id === 'tocsin-canary')
        .map(({ state }) => state);
      expect(states.length).toBeGreaterThan(20);
      states.forEach((state, i) => expect(state).toBe(i % 2 === 0 ? 'firing' : 'resolved'));
      const late = (await cluster.withLog(readTransitions)).filter(({ rule_id }) => rule_id === LATE_RULE);
      expect(late[0]).toMatchObject({ tenant_id: 'system', state: 'firing' });
    } finally {
      await cluster.remove();
      await listener.stop();
      await redis.stop();
      await broker.stop();
    }
  }, 300_000);

/** The instance that says that it keeps watch. */
function watcherOf({ processes }: Cluster): string {
  const [found] = ['1', '2'].filter((instance) => {
    const said = linesWith(
      processes.get(`self-monitoring-${instance}`) as PlatformProcess,
      'watchdog: this process keeps watch',
    );
    return said.at(-1)?.includes('keeps watch over') === true;
  });
  if (found === undefined) throw new Error('nobody keeps watch');
  return found;
}
