import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import { libraryControls } from '@tocsin/domain/compliance/library/controls';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import { nodeLedgerCrypto as crypto } from '@tocsin/testing/ledger/test-ledger';
import { Registry } from 'prom-client';
import { ComplianceMonitor } from './compliance-monitor.js';

const DAY = 86_400_000;
const START = 1_763_900_000_000;

function open() {
  const clock = new FakeClock(START);
  const ledger = new FakeAuditLedger(crypto);
  const registry = new Registry();
  const told: PostedAlert[] = [];
  const world = { isLogAway: false };
  const append: EventLog['append'] = async (topic, records) => {
    if (world.isLogAway) throw new Error('the log is away');
    expect(topic).toBe(topicName(postedAlerts, 't'));
    for (const { value } of records) {
      const decoded = decodeJson(postedAlerts, value as Uint8Array);
      if (decoded.kind === 'value') told.push(decoded.value);
    }
  };
  const options = { ledger, log: { append }, topicPrefix: 't', clock, controls: libraryControls };
  const begin = () => new ComplianceMonitor({ ...options, registry });
  let n = 0;
  const happened = (type: AuditEvent['type'], actor: string, details: AuditEvent['details']): AuditEvent => ({
    id: `e${(n += 1)}`,
    type,
    tenant_id: 'acme',
    actor,
    at: clock.now(),
    subject: 'rule/r',
    details,
  });
  const keep = async (...events: readonly AuditEvent[]): Promise<readonly AuditEvent[]> => {
    await ledger.append(
      'acme',
      events.map((event) => ({ id: event.id, event: { ...event } })),
      clock.now(),
    );
    return events;
  };
  return { clock, registry, told, world, begin, happened, keep };
}

test('a glass that nobody has reviewed is told of where nothing else happens, once, also by a process that was not there', async () => {
  const { clock, begin, happened, keep, told, world, registry } = open();
  const glass = (): AuditEvent => happened('healing_run', 'eve', { event: 'approved', break_glass: true });
  const monitor = begin();
  await monitor.judge(
    'acme',
    await keep({ ...glass(), subject: 'healing-run/1' }, { ...glass(), subject: 'healing-run/2' }),
  );
  await clock.advance(DAY / 2);
  await monitor.judge(
    'acme',
    await keep({
      ...happened('healing_run', 'bob', { event: 'reviewed', is_justified: true }),
      subject: 'healing-run/2',
    }),
  );
  told.splice(0);
  await monitor.judgeSilence(['acme', 'globex']);
  expect(told).toEqual([]);
  await clock.advance(DAY / 2 + 1);
  world.isLogAway = true;
  registry.clear();
  await expect(begin().judgeSilence(['acme'])).rejects.toThrow('away');
  world.isLogAway = false;
  registry.clear();
  const other = begin();
  for (const one of [monitor, other])
    for (let times = 0; times < 2; times += 1) await one.judgeSilence(['globex', 'acme']);
  const labels = { alertname: 'ControlViolated', control: 'glass-is-reviewed', subject: 'healing-run/1' };
  expect(told).toMatchObject([{ labels }, { labels }]);
});

test('a violation of a control of MEDIUM severity is labelled as any other alert of that severity is', async () => {
  const { begin, happened, keep, told } = open();
  await begin().judge('acme', await keep(happened('access_granted', 'eve', { operator: true })));
  expect(told.map(({ labels }) => [labels['control'], labels['severity']])).toEqual([
    ['operators-are-known', 'warning'],
  ]);
});

test('a violation is an alert of its tenant that names the control, and not who it was', async () => {
  const { begin, happened, keep, told, registry } = open();
  const monitor = begin();
  await monitor.judge('acme', await keep(happened('rule_approved', 'bob', { author: 'ann' })));
  expect(told).toEqual([]);
  await monitor.judge('acme', await keep(happened('rule_approved', 'zoe', { author: 'zoe' })));
  expect(told).toEqual([
    {
      tenant_id: 'acme',
      labels: {
        alertname: 'ControlViolated',
        control: 'approver-is-not-author',
        severity: 'critical',
        subject: 'rule/r',
      },
      annotations: {
        summary: 'Who wrote a change has approved it',
        description: expect.stringContaining('Event e2 of the audit; SOX 404') as string,
      },
      generator_url: '',
      starts_at: START,
      ends_at: START + DAY,
      received_at: START,
    },
  ]);
  expect(JSON.stringify(told)).not.toContain('zoe');
  expect(await registry.metrics()).toContain(
    'tocsin_control_violations_total{tenant_id="acme",control="approver-is-not-author"} 1',
  );
});

test('after a restart what came before is read from the ledger, as far back as a control looks', async () => {
  const { begin, happened, keep, told, clock, registry } = open();
  await begin().judge('acme', await keep(happened('access_granted', 'eve', { for: 'bob', role: 'approver' })));
  await clock.advance(DAY - 1);
  registry.clear();
  const restarted = begin();
  const approval = await keep(happened('rule_approved', 'bob', { author: 'ann' }));
  await restarted.judge('acme', approval);
  expect(told.map(({ labels }) => labels['control'])).toEqual(['approver-role-is-settled']);
  // Read again by another process: the same alert once more.
  registry.clear();
  await begin().judge('acme', approval);
  expect(told[1]).toEqual(told[0]);
  await clock.advance(DAY);
  registry.clear();
  await begin().judge('acme', await keep(happened('rule_approved', 'bob', { author: 'ann' })));
  expect(told).toHaveLength(2);
});

test('of many tenants none is told of what happens in another', async () => {
  const { begin, happened, keep, told } = open();
  const monitor = begin();
  const grant = happened('access_granted', 'eve', { for: 'bob', role: 'approver' });
  await monitor.judge('bolt', [{ ...grant, tenant_id: 'bolt' }]);
  await monitor.judge('acme', await keep(happened('rule_approved', 'bob', { author: 'ann' })));
  expect(told).toEqual([]);
});

test('what could not be told is judged again', async () => {
  const { begin, happened, keep, told, world } = open();
  const monitor = begin();
  world.isLogAway = true;
  const events = await keep(happened('rule_approved', 'zoe', { author: 'zoe' }));
  await expect(monitor.judge('acme', events)).rejects.toThrow('the log is away');
  world.isLogAway = false;
  await monitor.judge('acme', events);
  expect(told).toHaveLength(1);
});
