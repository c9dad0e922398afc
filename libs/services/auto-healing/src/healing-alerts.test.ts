import { decodeJson } from '@tocsin/contracts/define-topic';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import type { Run } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import { HealingAlerts } from './healing-alerts.js';

const NOW = 1_800_000_000_000;
const effect = { step: 0, action: 0, direction: 'do' } as const;
const by = { subject: 'bob', owners: [] };

function open() {
  const posted: PostedAlert[] = [];
  const alerts = new HealingAlerts({
    log: {
      append: async (_topic, records) => {
        for (const { value } of records) {
          const decoded = decodeJson(postedAlerts, value as Uint8Array);
          if (decoded.kind === 'value') posted.push(decoded.value);
        }
      },
    },
    topicPrefix: 't',
    clock: { now: () => NOW },
    externalUrl: 'https://tocsin.example',
  });
  return { alerts, posted };
}

/** As much of a run as is told. */
const runIn = (state: Run['state'], severity = 'LOW'): Run =>
  ({
    id: 'r1',
    state,
    reason: 'it did not help',
    createdAt: NOW - 9,
    plan: {
      tenant_id: 'acme',
      playbook_id: 'p1',
      playbook_name: 'Restart',
      trigger: { rule_name: 'Down', severity },
      steps: [{ actions: [{ effect: 'restarts web' }] }],
    },
  }) as unknown as Run;
const entry = (state: Run['state'], event: RunEvent) =>
  ({ kind: 'run_event', id: 'x', run: runIn(state), event }) as const;
const approved: RunEvent = {
  type: 'approved',
  at: NOW,
  hash: 'a'.repeat(64),
  by,
  role: 'approver',
  break_glass: false,
  reason: '',
};

test('people are told by an alert that leads to the run, and it ends when the question is answered', async () => {
  const { alerts, posted } = open();
  await alerts.tell(runIn('awaiting_approval'), { kind: 'approval_wanted', until: NOW + 60_000, people: 2 });
  await alerts.answered([entry('awaiting_approval', approved)]);
  expect(posted).toHaveLength(1);
  expect(posted[0]).toMatchObject({
    tenant_id: 'acme',
    labels: { alertname: 'HealingApprovalWanted', severity: 'low', playbook: 'p1', healing_run: 'r1' },
    annotations: { summary: 'Restart: 2 people have to approve' },
    generator_url: 'https://tocsin.example/healing/r1',
    ends_at: NOW + 60_000,
  });
  await alerts.answered([entry('planned', approved)]);
  expect(posted[1]).toMatchObject({ labels: posted[0]?.labels, ends_at: NOW });
});

test.each<RunEvent>([
  { type: 'rejected', at: NOW, by, reason: '' },
  { type: 'cancelled', at: NOW, by, reason: '' },
  { type: 'expired', at: NOW, reason: 'late' },
  { type: 'held', at: NOW, guard: 'kill_switch', reason: 'off' },
])('nobody is asked any more once a run is $type', async (event) => {
  const { alerts, posted } = open();
  await alerts.answered([entry('held_back', event)]);
  expect(posted.map(({ labels, ends_at }) => [labels['alertname'], ends_at])).toEqual([['HealingApprovalWanted', NOW]]);
});

test('a question after an effect ends when somebody has settled it; other events end nothing', async () => {
  const { alerts, posted } = open();
  await alerts.tell(runIn('unknown'), { kind: 'person_asked', effect, reason: 'no traces' });
  const settled: RunEvent = { type: 'effect_settled', at: NOW, ...effect, is_done: true, by, reason: 'I looked' };
  await alerts.answered([
    entry('executing', settled),
    entry('executing', { type: 'told', at: NOW, about: 'x' }),
    {
      kind: 'held_back',
      id: 'h',
      tenantId: 'acme',
      playbookId: 'p1',
      targets: [],
      guard: 'storm',
      reason: '',
      at: NOW,
    },
  ]);
  expect(posted.map(({ labels, ends_at }) => [labels['alertname'], ends_at > NOW])).toEqual([
    ['HealingPersonAsked', true],
    ['HealingPersonAsked', false],
  ]);
  expect(posted[1]?.labels).toEqual(posted[0]?.labels);
});

test.each([
  ['LOW', 'low'],
  ['MEDIUM', 'warning'],
  ['CRITICAL', 'critical'],
])(
  'that approval is wanted, or nothing helped, is as severe as the alert, which is %s: %s',
  async (severity, label) => {
    const { alerts, posted } = open();
    await alerts.tell(runIn('awaiting_approval', severity), {
      kind: 'approval_wanted',
      until: NOW + 60_000,
      people: 1,
    });
    await alerts.tell(runIn('failed', severity), { kind: 'ended' });
    await alerts.tell(runIn('rolled_back', severity), { kind: 'ended' });
    expect(new Set(posted.map(({ labels }) => labels['severity']))).toEqual(new Set([label]));
    expect(posted).toHaveLength(3);
  },
);
