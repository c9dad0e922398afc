import protobuf from 'protobufjs';
import { WebSocket } from 'ws';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { type ListedAlert } from './world/api.js';
import { Inbox, isSigned } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
  await standalone.api.tocsin.createRule({
    body: {
      name: 'High CPU Usage',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
    },
  });
}, 60_000);
afterAll(() => standalone.remove());

const firing = (instance: string): Promise<ListedAlert[]> =>
  standalone.api.alertsUntil((alerts) => alerts.some(({ state }) => state === 'firing'), {
    label: `instance=${instance}`,
  });
const protobufHeaders = { 'content-type': 'application/x-protobuf' };

/** Just enough of OpenTelemetry's messages to write one sample, by their published field numbers. */
const types = protobuf.parse(`
  syntax = "proto3";
  message Export { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { string string_value = 1; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric { string name = 1; Gauge gauge = 5; }
  message Gauge { repeated Point data_points = 1; }
  message Point { fixed64 time_unix_nano = 3; double as_double = 4; }
`).root;
const written = (type: string, message: object): Uint8Array => {
  const of = types.lookupType(type);
  return of.encode(of.fromObject(message)).finish();
};

test('Prometheus remote write', async () => {
  const series = (value: number, timestamp: number) => ({
    labels: [
      { name: '__name__', value: 'cpu_usage' },
      { name: 'instance', value: 'by-remote-write' },
    ],
    samples: [{ value, timestamp }],
  });
  const body = encodeRemoteWrite([series(95, systemClock.now())]);
  const answer = await standalone.api.ask('POST', '/api/v1/write', body, remoteWriteHeaders);
  expect(answer.status).toBe(204);
  await firing('by-remote-write');
});

test('OpenTelemetry by protobuf and by JSON', async () => {
  const metrics = { name: 'cpu.usage' };
  const nanos = `${systemClock.now()}000000`;
  const body = written('Export', {
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.instance.id', value: { stringValue: 'by-otlp-protobuf' } }] },
        scopeMetrics: [{ metrics: [{ ...metrics, gauge: { dataPoints: [{ timeUnixNano: nanos, asDouble: 96 }] } }] }],
      },
    ],
  });
  expect((await standalone.api.ask('POST', '/v1/metrics', body, protobufHeaders)).status).toBe(200);
  await firing('by-otlp-protobuf');
  const json = {
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.instance.id', value: { stringValue: 'by-otlp-json' } }] },
        scopeMetrics: [{ metrics: [{ ...metrics, gauge: { dataPoints: [{ timeUnixNano: nanos, asDouble: 97 }] } }] }],
      },
    ],
  };
  expect((await standalone.api.ask('POST', '/v1/metrics', json)).body).toEqual({});
  await firing('by-otlp-json');
});

test('within a second by REST, on the WebSocket and at a signed webhook; with the reason', async () => {
  const inbox = await Inbox.start();
  try {
    const created = await standalone.api.tocsin.createReceiver({
      body: {
        name: 'on-call',
        type: 'webhook',
        url: inbox.url,
      },
    });
    const secret = 'signing_secret' in created.data ? created.data.signing_secret : '';
    const socket = new WebSocket(`${standalone.api.base.replace('http', 'ws')}/ws`, {
      headers: { authorization: `Bearer ${standalone.api.token}` },
    });
    const heard: { type: string; data: { labels?: Record<string, string>; state?: string } }[] = [];
    const hello = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    socket.on('message', (text) => {
      heard.push(JSON.parse(String(text)) as (typeof heard)[number]);
      hello.resolve();
      if (heard.some(({ data }) => data.labels?.['instance'] === 'web-1' && data.state === 'firing')) told.resolve();
    });
    await hello.promise;
    await standalone.api.tocsin.sendMetrics({
      body: {
        samples: [{ metric: 'cpu_usage', labels: { instance: 'web-1' }, value: 95 }],
      },
    });
    const [[alert]] = await Promise.all([
      firing('web-1'),
      told.promise,
      inbox.until((received) => received.some(({ notice }) => notice.includes('web-1'))),
    ]);
    const detail = await standalone.api.tocsin.getAlert({ id: alert?.id ?? '' });
    expect(detail.data).toMatchObject({
      reason: 'The conditions of "High CPU Usage" hold: cpu_usage{instance="web-1"} is 95 (> 80)',
      evidence: [{ path: 'conditions[0]', metric: 'cpu_usage', holds: true, value: 95, threshold: 80 }],
      timeline: [{ state: 'firing', reason: 'conditions_hold', value: 95 }],
    });
    expect(inbox.received.every((received) => isSigned(received, secret))).toBe(true);
    expect(inbox.received.every(({ headers, id }) => headers['idempotency-key'] === id)).toBe(true);
    socket.close();
  } finally {
    await inbox.stop();
  }
});

test('a WebSocket without a token is refused', async () => {
  const socket = new WebSocket(`${standalone.api.base.replace('http', 'ws')}/ws`);
  const status = await new Promise((resolve) =>
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
  );
  expect(status).toBe(401);
});

test('a rule is changed, refused when it changed meanwhile, evaluated on demand and deleted', async () => {
  const { api } = standalone;
  const draft = {
    name: 'Disk',
    severity: 'LOW',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'disk', operator: '>', threshold: 90 }],
  } as const;
  const created = await api.tocsin.createRule({ body: draft }, { idempotencyKey: 'disk' });
  const again = await api.tocsin.createRule({ body: draft }, { idempotencyKey: 'disk' });
  expect(again).toEqual(created);
  const { id } = created.data;
  const ifMatch = created.etag ?? '';
  const changed = await api.tocsin.updateRule({ id, body: { ...draft, severity: 'HIGH' }, ifMatch });
  expect(changed).toMatchObject({ etag: '"2"', data: { severity: 'HIGH', version: 2 } });
  await expect(api.tocsin.updateRule({ id, body: draft, ifMatch })).rejects.toMatchObject({ status: 412 });
  const samples = [
    [systemClock.now() - 1_000, 50],
    [systemClock.now(), 95],
  ];
  const evaluated = await api.tocsin.evaluateRule({
    body: {
      rule_id: id,
      series: [{ metric: 'disk', samples }],
    },
  });
  expect(evaluated.data).toMatchObject({ fired: true, transitions: [{ state: 'firing', value: 95 }] });
  expect((await api.tocsin.deleteRule({ id, ifMatch: '*' })).status).toBe(204);
  await expect(api.tocsin.getRule({ id })).rejects.toMatchObject({ status: 404 });
});

test('the documentation is OpenAPI 3.1 and names every path', async () => {
  const { data } = await standalone.api.tocsin.getOpenApiDocument();
  expect(data['openapi']).toBe('3.1.0');
  expect(Object.keys(data['paths'] as object)).toEqual(
    expect.arrayContaining([
      '/api/rules',
      '/api/rules/{id}',
      '/api/alerts',
      '/api/metrics',
      '/api/v1/write',
      '/v1/metrics',
      '/metrics',
    ]),
  );
  expect((await standalone.api.tocsin.getDocumentation()).data).toContain('swagger-ui');
});
