import type { IncomingHttpHeaders } from 'node:http';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { topicName } from '@tocsin/contracts/define-topic';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { systemClock } from '@tocsin/runtime/system-clock';
import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { type CollectedSpan, OtlpCollector } from '@tocsin/testing/otlp-collector';
import { type RedisServer, startRedisServer } from '@tocsin/testing/redis-server';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import type { Api } from './world/api.js';
import { Cluster } from './world/cluster.js';
import {
  callersTrace,
  deliveryOf,
  headerOf,
  prepare,
  sampleOf,
  secretsOf,
  untilDelivered,
  wayTo,
} from './world/followed-sample.js';
import { Inbox } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

/** Asserts that one trace leads from the request that brought a sample to the request that told somebody of it. */
function expectWholeTrace(spans: readonly CollectedSpan[], topicPrefix: string, callerSpanId: string): void {
  const [samples, transitions] = [`${topicPrefix}.samples.v1`, `${topicPrefix}.transitions.v1`];
  const tenant = { 'tocsin.tenant.id': 'acme_main' };
  const sent = { 'messaging.operation.type': 'send', ...tenant };
  const processed = { 'messaging.operation.type': 'process', ...tenant };
  const way = wayTo(spans, deliveryOf(spans));
  expect(way[0]?.parentSpanId).toBe(callerSpanId);
  expect(way).toMatchObject([
    {
      name: 'POST /api/metrics',
      kind: 'server',
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/metrics',
        'http.response.status_code': 202,
        ...tenant,
      },
    },
    { name: `send ${samples}`, kind: 'producer', attributes: { ...sent, 'messaging.destination.name': samples } },
    {
      name: `process ${samples}`,
      kind: 'consumer',
      attributes: {
        ...processed,
        'messaging.destination.name': samples,
        'messaging.consumer.group.name': 'evaluation',
      },
    },
    {
      name: `send ${transitions}`,
      kind: 'producer',
      attributes: { ...sent, 'tocsin.alert.state': 'firing', 'tocsin.rule.id': expect.any(String) },
    },
    {
      name: `process ${transitions}`,
      kind: 'consumer',
      attributes: { ...processed, 'messaging.consumer.group.name': 'notification.transitions' },
    },
    {
      name: 'decide notification',
      kind: 'internal',
      attributes: { 'tocsin.notification.reason': 'first', 'tocsin.notification.alerts': 1, ...tenant },
    },
    {
      name: 'deliver notification',
      kind: 'internal',
      attributes: { 'tocsin.receiver.type': 'webhook', 'tocsin.delivery.attempt': 1, ...tenant },
    },
    {
      name: 'POST',
      kind: 'client',
      attributes: { 'http.response.status_code': 200, 'server.address': '127.0.0.1', ...tenant },
    },
  ]);
  expect(spans.filter(({ isError }) => isError)).toEqual([]);
}

function expectNothingSecret(spans: readonly CollectedSpan[], api: Api, instance: string): void {
  const text = JSON.stringify(spans);
  for (const secret of secretsOf(api, instance)) expect(text).not.toContain(secret);
}

let inbox: Inbox;
let collector: OtlpCollector;
beforeEach(async () => {
  inbox = await Inbox.start();
  collector = await OtlpCollector.start();
});
afterEach(async () => {
  await inbox.stop();
  await collector.stop();
});

test('one process: a sample is followed to its notification in one trace, by each way in, and so is a posted alert; Alertmanagers go on with it; nothing secret is told', async () => {
  const platform = await Standalone.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'shop-alerts',
    TOCSIN_LOG_LEVEL: 'debug',
  });
  try {
    const { api } = platform;
    await prepare(api, inbox);
    const now = systemClock.now();
    const json = callersTrace();
    const taken = await api.insist(
      202,
      'POST',
      '/api/metrics',
      { samples: [sampleOf('by-json', now)] },
      headerOf(json),
    );
    expect(taken.headers.get('x-trace-id')).toBe(json.traceId);
    const spans = await untilDelivered(collector, json);
    expectWholeTrace(spans, 'tocsin', json.spanId);
    expectNothingSecret(spans, api, 'by-json');
    expect(spans.every(({ service }) => service === 'shop-alerts')).toBe(true);
    const told = inbox.received[0]?.headers['traceparent'];
    expect(told).toBe(`00-${json.traceId}-${deliveryOf(spans).spanId}-01`);

    const lines = platform.process?.errors.filter((line) => line.includes(json.traceId)) ?? [];
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        msg: 'a request was answered',
        trace_id: json.traceId,
        span_id: wayTo(spans, deliveryOf(spans))[0]?.spanId,
        method: 'POST',
        route: '/api/metrics',
        status: 202,
        tenant_id: 'acme_main',
      },
      {
        msg: 'a delivery was attempted',
        trace_id: json.traceId,
        span_id: wayTo(spans, deliveryOf(spans)).at(-2)?.spanId,
        outcome: 'delivered',
        http_status: 200,
        attempt: 1,
      },
    ]);

    const written = callersTrace();
    const labels = [
      { name: '__name__', value: 'followed' },
      { name: 'instance', value: 'by-remote-write' },
    ];
    const body = encodeRemoteWrite([{ labels, samples: [{ value: 93.7125, timestamp: now }] }]);
    await api.insist(204, 'POST', '/api/v1/write', body, { ...remoteWriteHeaders, ...headerOf(written) });
    const point = { asDouble: 93.7125, attributes: [{ key: 'instance', value: { stringValue: 'by-otlp' } }] };
    const otlp = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'followed', gauge: { dataPoints: [point] } }] }] }],
    };
    const exported = callersTrace();
    await api.insist(200, 'POST', '/v1/metrics', otlp, headerOf(exported));
    const posted = callersTrace();
    const alert = { labels: { alertname: 'Posted', instance: 'by-alertmanager' } };
    await api.insist(200, 'POST', '/api/v2/alerts', [alert], headerOf(posted));
    for (const trace of [written, exported, posted]) {
      const own = await untilDelivered(collector, trace);
      expect(wayTo(own, deliveryOf(own))[0]?.parentSpanId).toBe(trace.spanId);
    }

    const heard: IncomingHttpHeaders[] = [];
    const alertmanager = await startWebhookInbox(0, (_, headers) => void heard.push(headers));
    try {
      const receiver = { name: 'am', type: 'alertmanager', urls: [alertmanager.url] } as const;
      await api.tocsin.createReceiver({ body: receiver });
      // What fires already is told before, so that the next request is of what comes now.
      while (heard.length === 0) await systemClock.wait(20);
      const forwarded = callersTrace();
      const samples = [sampleOf('by-json-again', systemClock.now())];
      await api.insist(202, 'POST', '/api/metrics', { samples }, headerOf(forwarded));
      const own = await collector.until(forwarded.traceId, (all) => all.some(({ name }) => name === 'deliver alerts'));
      const sending = own.find(({ name }) => name === 'deliver alerts') as CollectedSpan;
      expect(sending.attributes).toMatchObject({
        'tocsin.receiver.type': 'alertmanager',
        'tocsin.tenant.id': 'acme_main',
      });
      const request = own.find(({ parentSpanId }) => parentSpanId === sending.spanId);
      expect(request).toMatchObject({ name: 'POST', kind: 'client', attributes: { 'http.response.status_code': 200 } });
      expect(heard.at(-1)?.['traceparent']).toBe(`00-${forwarded.traceId}-${request?.spanId}-01`);
      expectNothingSecret(own, api, 'by-json-again');
    } finally {
      await alertmanager.stop();
    }

    // Whom the caller wants unrecorded stays so, and the id is still the caller's.
    const unrecorded = callersTrace(false);
    const answer = await api.ask('POST', '/api/metrics', { samples: [] }, headerOf(unrecorded));
    expect(answer.body['trace_id'] ?? answer.headers.get('x-trace-id')).toBe(unrecorded.traceId);
    expect(collector.of(unrecorded.traceId)).toEqual([]);
  } finally {
    await platform.remove();
  }
}, 120_000);

test.each(['hang', 'gone'] as const)(
  'a collector that does not take traces (%s) slows nothing; it is told once, and counted',
  async (mood) => {
    if (mood === 'gone') await collector.stop();
    else collector.isHanging = true;
    const platform = await Standalone.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      OTEL_TRACES_SAMPLER: 'always_on',
    });
    try {
      const { api } = platform;
      await prepare(api, inbox);
      await api.insist(202, 'POST', '/api/metrics', { samples: [sampleOf('a', systemClock.now())] });
      await inbox.until((received) => received.length === 1);
      const failed = /tocsin_trace_spans_total\{outcome="failed"\} (?!0$)\d+$/m;
      while (!failed.test(String((await api.insist(200, 'GET', '/metrics')).body['text']))) await systemClock.wait(50);
      await api.insist(202, 'POST', '/api/metrics', { samples: [sampleOf('b', systemClock.now())] });
      await inbox.until((received) => received.length === 2);
      const { process } = platform;
      const began = systemClock.now();
      await platform.down();
      expect(systemClock.now() - began).toBeLessThan(10_000);
      const told = process?.errors.filter((line) => line.includes('traces are not taken'));
      expect(told).toHaveLength(1);
    } finally {
      await platform.remove();
    }
  },
  120_000,
);

const reason = whyNoKafka();
if (reason !== null) test.todo(`a trace across the processes of a cluster: left out, because ${reason}`);
else
  describe('a cluster on Kafka, each service a process of its own', () => {
    let broker: RunningBroker;
    let redis: RedisServer;
    beforeAll(async () => {
      broker = await startKafkaBroker();
      redis = await startRedisServer();
    }, 120_000);
    afterAll(async () => {
      await redis.stop();
      await broker.stop();
    });

    test('a sample is followed from its request, or from the header of its record, to its notification', async () => {
      const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
      const cluster = await Cluster.start({ kafka: broker.address, redis: redis.url }, 1, traced);
      try {
        const { api } = cluster;
        await prepare(api, inbox);
        const json = callersTrace();
        await api.insist(
          202,
          'POST',
          '/api/metrics',
          { samples: [sampleOf('by-json', systemClock.now())] },
          headerOf(json),
        );
        const spans = await untilDelivered(collector, json);
        await cluster.withLog(async (log, prefix) => {
          expectWholeTrace(spans, prefix, json.spanId);
          const record = callersTrace();
          const value = { tenant_id: 'acme_main', samples: [sampleOf('by-kafka', systemClock.now())] };
          const { traceparent } = record;
          await log.append(topicName(metricsJson, prefix), [
            { key: 'a', value: new TextEncoder().encode(JSON.stringify(value)), headers: { traceparent } },
          ]);
          const own = await untilDelivered(collector, record);
          const [processed, written] = wayTo(own, deliveryOf(own));
          expect(processed?.parentSpanId).toBe(record.spanId);
          expect([processed, written].map((span) => span?.name)).toEqual([
            `process ${topicName(metricsJson, prefix)}`,
            `send ${prefix}.samples.v1`,
          ]);
          expectNothingSecret(own, api, 'by-kafka');
        });
        expectNothingSecret(spans, api, 'by-json');
        const services = new Set(spans.map(({ service }) => service));
        expect([...services].sort()).toEqual(['tocsin-evaluation', 'tocsin-gateway', 'tocsin-notification']);
        expect(wayTo(spans, deliveryOf(spans))[0]?.service).toBe('tocsin-gateway');
        expect(spans.find(({ kind }) => kind === 'producer')?.attributes['messaging.system']).toBe('kafka');
      } finally {
        await cluster.remove();
      }
    }, 180_000);
  });
