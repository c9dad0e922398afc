import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import { alertsAddressOf, hasPlainNames, postableOf, withPlainNames } from './postable-alert.js';

const now = Date.parse('2026-01-01T12:00:00Z');
const alert: ActiveAlert = {
  id: 'a',
  tenantId: 'acme',
  ruleId: 'r 1',
  fingerprint: 'f',
  labels: { alertname: 'High CPU', instance: 'web-1' },
  annotations: { summary: 'hot' },
  severity: 'HIGH',
  value: null,
  generatorUrl: null,
  episodeStart: now - 90_000,
  firedAt: now - 60_000,
  resolvedAt: null,
};

test('an alert that fires began when it fired, and holds for four resend delays', () => {
  expect(postableOf(alert, now, 'http://tocsin:8000')).toEqual({
    labels: { alertname: 'High CPU', instance: 'web-1' },
    annotations: { summary: 'hot' },
    startsAt: '2026-01-01T11:59:00.000Z',
    endsAt: '2026-01-01T12:04:00.000Z',
    generatorURL: 'http://tocsin:8000/rules/r%201',
  });
});

test('a resolved alert ended when it was resolved, however late it is sent', () => {
  const resolved = { ...alert, resolvedAt: now - 10_000 };
  for (const late of [0, 60_000, 900_000])
    expect(postableOf(resolved, now + late, '').endsAt).toBe('2026-01-01T11:59:50.000Z');
});

test('times that are ahead of the clock are sent as now, so that no alert begins after it ends', () => {
  const ahead = { ...alert, firedAt: now + 300_000 };
  expect(postableOf(ahead, now, '').startsAt).toBe('2026-01-01T12:00:00.000Z');
  expect(postableOf({ ...ahead, resolvedAt: now + 400_000 }, now, '')).toMatchObject({
    startsAt: '2026-01-01T12:00:00.000Z',
    endsAt: '2026-01-01T12:00:00.000Z',
  });
});

test('no link is made up when nobody knows where the gateway is', () => {
  expect(postableOf(alert, now, '').generatorURL).toBe('');
});

test.each([
  ['http://127.0.0.1:9093', 'http://127.0.0.1:9093/api/v2/alerts'],
  ['http://127.0.0.1:9093/', 'http://127.0.0.1:9093/api/v2/alerts'],
  ['https://example.org/am//', 'https://example.org/am/api/v2/alerts'],
])('alerts for %s go to %s', (base, address) => expect(alertsAddressOf(base)).toBe(address));

test('names that older Alertmanagers refuse are made plain, and never hide one that was plain before', () => {
  const posted = postableOf(
    {
      ...alert,
      labels: { alertname: 'a', 'service.name': 'shop', 'host.name': 'a', host_name: 'b' },
      annotations: { '1st-step': 'look' },
    },
    now,
    '',
  );
  expect(hasPlainNames(posted)).toBe(false);
  const made = withPlainNames(posted);
  expect(made).toMatchObject({
    labels: { alertname: 'a', service_name: 'shop', host_name: 'b' },
    annotations: { _1st_step: 'look' },
  });
  expect(hasPlainNames(made)).toBe(true);
});
