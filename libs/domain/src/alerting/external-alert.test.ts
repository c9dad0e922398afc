import { expireExternal, type ExternalAlert, type PostedAlert, takePosted } from './external-alert.js';

const NOW = 1_763_900_000_000;
const source = { partition: 0, offset: 7 };
const posted = (changes: Partial<PostedAlert> = {}): PostedAlert => ({
  tenant_id: 'acme',
  labels: { alertname: 'HostDown', instance: 'a', severity: 'warning' },
  annotations: { summary: 's' },
  generator_url: 'http://prometheus/graph',
  starts_at: NOW - 30_000,
  ends_at: NOW + 240_000,
  received_at: NOW,
  ...changes,
});
const take = (known: ExternalAlert | null, changes: Partial<PostedAlert> = {}) =>
  takePosted(known, posted(changes), source);
const firing = take(null)?.alert as ExternalAlert;

test('an alert that is not known fires since its sender says so, as one of a rule of its name', () => {
  expect(take(null)?.transition).toMatchObject({
    state: 'firing',
    rule_id: 'external/HostDown',
    rule_name: 'HostDown',
    severity: 'MEDIUM',
    episode_start: NOW - 30_000,
    at: NOW - 30_000,
    generator_url: 'http://prometheus/graph',
    source,
  });
  expect(take(null)).toEqual(take(null));
});

test('an alert that fires and is posted again goes on, until its new end', () => {
  expect(take(firing, { received_at: NOW + 60_000, ends_at: NOW + 300_000 })).toEqual({
    alert: { ...firing, ends_at: NOW + 300_000 },
    transition: null,
  });
});

test('an alert is over when its end is posted, and when it is not posted until its end; once', () => {
  const told = take(firing, { received_at: NOW + 60_000, ends_at: NOW + 50_000 });
  expect(told?.transition).toMatchObject({ state: 'resolved', at: NOW + 50_000, reason: 'conditions_cease' });
  expect(told?.transition?.id).not.toBe(firing.firing.id);
  expect(take(told?.alert ?? null, { received_at: NOW + 61_000, ends_at: NOW + 50_000 })).toBeNull();
  expect(expireExternal(firing, NOW + 239_999)).toBeNull();
  const expired = expireExternal(firing, NOW + 240_000);
  expect(expired?.transition).toMatchObject({ state: 'resolved', at: NOW + 240_000, reason: 'conditions_unknown' });
  expect(expireExternal(expired?.alert as ExternalAlert, NOW + 999_000)).toBeNull();
});

test('an alert that is over and never fired here is nobody’s news', () => {
  expect(take(null, { ends_at: NOW - 1 })).toBeNull();
});

test('an alert that fires again with the beginning of its last episode has a name and a beginning of its own', () => {
  const over = expireExternal(firing, NOW + 240_000)?.alert as ExternalAlert;
  const again = take(over, { received_at: NOW + 300_000, ends_at: NOW + 600_000 });
  expect(again?.transition).toMatchObject({ state: 'firing', episode_start: NOW + 300_000 });
  expect(again?.transition?.id).not.toBe(firing.firing.id);
});

test.each([
  [{ alertname: 'X', severity: 'critical' }, 'CRITICAL'],
  [{ alertname: 'X', severity: 'constructor' }, 'MEDIUM'],
  [{ alertname: 'X' }, 'MEDIUM'],
])('%j is %s', (labels, severity) => expect(take(null, { labels })?.transition?.severity).toBe(severity));
