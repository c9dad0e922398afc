import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import { AlertmanagerEndpoint, WAITING_MAX } from './alertmanager-endpoint.js';

function endpointWith(count: (outcome: string, alerts: number) => void): AlertmanagerEndpoint {
  return new AlertmanagerEndpoint('acme', 'http://am/api/v2/alerts', {
    store: new FakeActiveAlertStore(),
    http: {
      post: () => Promise.reject(new Error('there is nothing to send')),
      refusal: async () => null,
    },
    clock: new FakeClock(0),
    random: () => 0,
    externalUrl: '',
    count,
    report: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
}

test('an alert that is owed twice waits once; what is too much is left out and counted', () => {
  const counted: [string, number][] = [];
  const endpoint = endpointWith((...one) => counted.push(one));
  const ids = Array.from({ length: WAITING_MAX }, (_, i) => `a${i}`);
  endpoint.owe(ids);
  endpoint.owe(ids);
  expect(counted).toEqual([]);
  endpoint.owe(['one', 'two', 'three']);
  expect(counted).toEqual([['dropped', 3]]);
});

test('nothing is sent for alerts that were forgotten while they waited', async () => {
  const counted: [string, number][] = [];
  const endpoint = endpointWith((...one) => counted.push(one));
  endpoint.owe(['gone']);
  endpoint.wake();
  await endpoint.stop();
  expect(counted).toEqual([]);
});

test('a request goes on with the trace of what changed last, and what is told again begins one', async () => {
  const tracing = new FakeTracing();
  const now = 600_000;
  const traceOf = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
  const alertOf = (id: string, firedAt: number, traceparent?: string): ActiveAlert => ({
    ...{ id, tenantId: 'acme', ruleId: 'r', fingerprint: id, labels: { alertname: id }, annotations: {} },
    ...{ severity: 'HIGH', value: null, generatorUrl: null, episodeStart: 0, firedAt, resolvedAt: null, traceparent },
  });
  const known = [
    alertOf('new', now - 5_000, traceOf('1')),
    alertOf('newer', now - 1_000, traceOf('2')),
    alertOf('old', 0, traceOf('3')),
    alertOf('untraced', now),
  ];
  const during: unknown[] = [];
  const send = async (...ids: string[]): Promise<void> => {
    const endpoint = new AlertmanagerEndpoint('acme', 'http://am/api/v2/alerts', {
      store: { load: async (wanted) => known.filter(({ id }) => wanted.includes(id)) },
      http: {
        post: async () => {
          during.push(tracing.current()?.traceparent);
          return { kind: 'answered', status: 200, retryAfterMs: null };
        },
        refusal: async () => null,
      },
      clock: new FakeClock(now),
      random: () => 0,
      externalUrl: '',
      tracing,
      count: () => undefined,
      report: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    endpoint.owe(ids);
    endpoint.wake();
    await endpoint.stop();
  };
  await send('new', 'newer', 'old', 'untraced');
  await send('old');
  const attributes = { 'tocsin.tenant.id': 'acme', 'tocsin.receiver.type': 'alertmanager' };
  expect(tracing.spans).toMatchObject([
    {
      name: 'deliver alerts',
      options: { parent: traceOf('2'), links: [traceOf('1'), traceOf('3')] },
      attributes: { ...attributes, 'tocsin.notification.alerts': 4 },
      ended: '',
    },
    { options: { parent: null, links: [traceOf('3')] }, attributes: { 'tocsin.notification.alerts': 1 }, ended: '' },
  ]);
  expect(during).toEqual(tracing.spans.map(({ traceparent }) => traceparent));
});
