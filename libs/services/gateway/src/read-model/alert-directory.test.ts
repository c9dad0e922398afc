import type { AlertState, Transition, TransitionReason } from '@tocsin/domain/engine/transition';
import { AlertDirectory } from './alert-directory.js';
import { alertIdOf } from './alert.js';

const transition = (
  id: string,
  state: AlertState,
  reason: TransitionReason,
  at: number,
  tenant_id = 'acme_main',
): Transition => ({
  id,
  tenant_id,
  rule_id: 'r1',
  rule_name: 'High CPU',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state,
  fingerprint: 'f1',
  labels: { alertname: 'High CPU', instance: 'web-1' },
  annotations: {},
  episode_start: 100,
  at,
  value: 95,
  reason,
  evidence: [
    {
      path: 'conditions[0]',
      type: 'threshold',
      metric: 'cpu',
      labels: { instance: 'web-1' },
      holds: state !== 'resolved',
      value: 95,
      operator: '>',
      threshold: 80,
      sampled_at: at,
    },
  ],
  source: { partition: 0, offset: at },
});
const pending = transition('t1', 'pending', 'conditions_hold', 100);
const firing = transition('t2', 'firing', 'hold_elapsed', 400);
const resolved = transition('t3', 'resolved', 'conditions_cease', 900);

describe('the directory of alerts', () => {
  test('tells an episode as one alert with its timeline', () => {
    const directory = new AlertDirectory();
    for (const each of [pending, firing, resolved]) directory.take(each);
    expect(directory.ofTenant('acme_main')).toHaveLength(1);
    expect(directory.get('acme_main', alertIdOf(firing))).toMatchObject({
      state: 'resolved',
      started_at: 100,
      fired_at: 400,
      resolved_at: 900,
      timeline: [{ state: 'pending' }, { state: 'firing' }, { state: 'resolved' }],
    });
  });

  test('knows since when its alerts are whole: of those that are over, the oldest are forgotten', () => {
    const directory = new AlertDirectory();
    for (let n = 1; n <= 10_000; n += 1)
      directory.take({ ...resolved, id: `t${n}`, episode_start: n, at: n, evidence: [] });
    expect(directory.wholeSince('acme_main')).toBe(0);
    directory.take({ ...resolved, id: 'more', episode_start: 20_000, at: 20_000 });
    expect(directory.ofTenant('acme_main')).toHaveLength(10_000);
    expect(directory.wholeSince('acme_main')).toBe(1);
    expect(directory.wholeSince('other')).toBe(0);
  });

  test('takes a transition once, however often it comes, and tells of it once', () => {
    const directory = new AlertDirectory();
    const told: string[] = [];
    directory.listen(({ id }) => told.push(id));
    directory.apply(
      [firing, firing, resolved, firing].map((each, offset) => ({
        partition: 0,
        offset,
        value: new TextEncoder().encode(JSON.stringify(each)),
      })),
    );
    expect(told).toEqual(['t2', 't3']);
    expect(directory.get('acme_main', alertIdOf(firing))?.state).toBe('resolved');
  });

  test('says in words why', () => {
    const directory = new AlertDirectory();
    directory.take(firing);
    expect(directory.get('acme_main', alertIdOf(firing))?.reason).toBe(
      'The conditions of "High CPU" have held as long as its "for" asks: cpu{instance="web-1"} is 95 (> 80)',
    );
  });

  test('forgets what never fired, and keeps tenants apart', () => {
    const directory = new AlertDirectory();
    directory.take(pending);
    directory.take(transition('t4', 'inactive', 'conditions_cease', 200));
    expect(directory.ofTenant('acme_main')).toEqual([]);
    directory.take(transition('t5', 'firing', 'conditions_hold', 100, 'globex'));
    expect(directory.ofTenant('acme_main')).toEqual([]);
    expect(directory.ofTenant('globex')).toHaveLength(1);
  });
});
