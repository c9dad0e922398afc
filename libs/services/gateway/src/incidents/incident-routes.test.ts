import { encodeJson } from '@tocsin/contracts/define-topic';
import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';
import { type NotificationPolicy, PolicyDraftSchema } from '@tocsin/domain/alerting/notification-policy';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AlertStatuses } from '../alerting/alert-status.js';
import type { Principal } from '../auth-manager.js';
import { alertIdOf } from '../read-model/alert.js';
import { AlertDirectory } from '../read-model/alert-directory.js';
import type { RouteAnswer } from '../route.js';
import { AlertIncidents } from './alert-incidents.js';
import type { ListedIncident, ShownIncident } from './incident-answer.js';
import { alertIncidentRoutes } from './incident-routes.js';

const MINUTE = 60_000;
const principal: Principal = {
  subject: 'ada',
  tenant: 'acme',
  scopes: ['rules:read', 'rules:write'],
  tier: 'standard',
};
const policy = (group_by: string[]): NotificationPolicy => ({
  ...PolicyDraftSchema.parse({ route: { receivers: [], group_by } }),
  tenant_id: 'acme',
  version: 1,
  created_at: 0,
  updated_at: 0,
});

let alerts: AlertDirectory;
let notes: Map<string, IncidentNotes>;
let said: Map<string, Acknowledgement>;
let grouping: NotificationPolicy;
let sent: CommandOf<'incident-note.add'>[];
let answerWith: ((command: CommandOf<'incident-note.add'>) => Outcome) | null;
let routes: ReturnType<typeof alertIncidentRoutes>;

function transition(
  state: 'firing' | 'resolved',
  at: number,
  labels: Record<string, string>,
  over: Partial<Transition> = {},
): Transition {
  const name = labels['alertname'] ?? '';
  return {
    id: `${name} ${JSON.stringify(labels)} ${at} ${over.tenant_id ?? ''}`,
    tenant_id: 'acme',
    rule_id: name,
    rule_name: name,
    rule_version: 1,
    severity: 'LOW',
    category: 'infrastructure',
    state,
    fingerprint: JSON.stringify(labels),
    labels,
    annotations: {},
    episode_start: at,
    at,
    value: 1,
    reason: state === 'firing' ? 'conditions_hold' : 'conditions_cease',
    evidence: [],
    source: { partition: 0, offset: at },
    ...over,
  };
}

beforeEach(() => {
  alerts = new AlertDirectory();
  notes = new Map();
  said = new Map();
  sent = [];
  answerWith = null;
  grouping = policy(['service']);
  const nothing = { get: () => null, ofTenant: () => [] };
  const statuses = new AlertStatuses({
    alerts,
    policies: { get: () => grouping },
    silences: nothing,
    acknowledgements: nothing,
    receivers: nothing,
  });
  routes = alertIncidentRoutes({
    incidents: new AlertIncidents({ alerts, statuses }),
    notes: { get: (_tenant, id) => notes.get(id) ?? null, learn: (one) => void notes.set(one.incident_id, one) },
    acknowledgements: { get: (_tenant, id) => said.get(id) ?? null },
    sender: {
      send: async (command) => {
        if (command.type !== 'incident-note.add') throw new TypeError(command.type);
        sent.push(command);
        return answerWith?.(command) ?? { kind: 'not_found' };
      },
    },
    clock: new FakeClock(90 * MINUTE),
    ids: { next: () => 'id' },
    processName: 'here',
  });
});

function ask(
  operation: string,
  { id = '', query = {}, body }: { id?: string; query?: object; body?: unknown } = {},
): Promise<RouteAnswer> {
  const route = routes.find((one) => one.operation === operation);
  if (route === undefined) throw new TypeError(`there is no ${operation}`);
  return route.handle({ principal, params: { id }, query, headers: {}, body });
}
const list = async (query: object = {}) => (await ask('listAlertIncidents', { query })).data as ListedIncident[];
const show = async (id: string) => (await ask('getAlertIncident', { id })).data as ShownIncident;

/** Has the gateway read a transition from the log. */
const tell = (one: Transition): void =>
  alerts.apply([{ partition: 0, offset: one.source.offset, value: encodeJson(transitions, one) }]);

/** The shop is slow and then fails; later it is slow again. Meanwhile something else is full. */
function shopInTrouble(): { first: Transition; again: Transition } {
  const slow = { alertname: 'Slow', service: 'shop', instance: 'a' };
  const first = transition('firing', 10 * MINUTE, slow);
  const again = transition('firing', 60 * MINUTE, slow);
  for (const one of [
    first,
    transition('firing', 12 * MINUTE, { alertname: 'Fails', service: 'shop' }, { severity: 'HIGH' }),
    transition(
      'resolved',
      20 * MINUTE,
      { alertname: 'Fails', service: 'shop' },
      { severity: 'HIGH', episode_start: 12 * MINUTE },
    ),
    transition('resolved', 30 * MINUTE, slow, { episode_start: 10 * MINUTE }),
    transition('firing', 15 * MINUTE, { alertname: 'Full', service: 'disk' }),
    again,
    transition('firing', 15 * MINUTE, { alertname: 'Theirs', service: 'shop' }, { tenant_id: 'beta' }),
  ])
    tell(one);
  return { first, again };
}

test('alerts of a group of the policy are one incident while they fire close to each other; the last begun comes first', async () => {
  const { first, again } = shopInTrouble();
  const listed = await list();
  expect(listed.map(({ id }) => id)).toEqual([alertIdOf(again), expect.any(String), alertIdOf(first)]);
  expect(listed[2]).toEqual({
    id: alertIdOf(first),
    state: 'closed',
    severity: 'HIGH',
    rule_names: ['Slow', 'Fails'],
    group_labels: { service: 'shop' },
    common_labels: { service: 'shop' },
    started_at: 10 * MINUTE,
    ended_at: 30 * MINUTE,
    alerts: 2,
    firing: 0,
    notes: 0,
  });
  expect((await list({ state: 'open' })).map(({ rule_names }) => rule_names)).toEqual([['Slow'], ['Full']]);
  expect(await list({ severity: 'HIGH' })).toHaveLength(1);
  const pages: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const query = { limit: 1, ...(cursor === '' ? {} : { cursor }) };
    const { data, meta } = await ask('listAlertIncidents', { query });
    pages.push(...(data as ListedIncident[]).map(({ id }) => id));
    cursor = meta?.next_cursor;
  }
  expect(pages).toEqual(listed.map(({ id }) => id));
});

test('what changes is seen, and another policy groups anew', async () => {
  const { again } = shopInTrouble();
  await list();
  const { labels, episode_start } = again;
  tell(transition('resolved', 70 * MINUTE, labels, { episode_start }));
  expect((await list())[0]).toMatchObject({ id: alertIdOf(again), state: 'closed', ended_at: 70 * MINUTE });
  grouping = policy(['alertname']);
  expect((await list()).map(({ group_labels }) => group_labels['alertname']).toSorted()).toEqual([
    'Fails',
    'Full',
    'Slow',
    'Slow',
  ]);
});

test('an incident tells what happened in its order, who said what, and which earlier ones were like it', async () => {
  const { first, again } = shopInTrouble();
  const [id, earlier] = [alertIdOf(again), alertIdOf(first)];
  const by = { tenant_id: 'acme', alert_id: id, by: 'bob', at: 65 * MINUTE, comment: '' };
  said.set(id, { ...by, kind: 'acknowledged' });
  const note = { id: 'n', text: 'again', by: 'ada', at: 62 * MINUTE };
  notes.set(id, { tenant_id: 'acme', incident_id: id, notes: [note], updated_at: 0 });
  const shown = await show(id);
  expect(shown).toMatchObject({ alerts_total: 1, firing: 1, notes: [note], alerts: [{ id, state: 'firing' }] });
  expect(shown.timeline.map(({ kind, at }) => [kind, at / MINUTE])).toEqual([
    ['alert', 60],
    ['note', 62],
    ['said', 65],
  ]);
  // Of the labels of both, three of four are the same: `alertname=Fails` is the fourth.
  expect(shown.similar).toMatchObject([{ id: earlier, similarity: 0.75 }]);
  expect((await show(earlier)).similar).toEqual([]);
});

test('an incident that is not there, or of another tenant, is not found', async () => {
  shopInTrouble();
  const theirs = alertIdOf(
    transition('firing', 15 * MINUTE, { alertname: 'Theirs', service: 'shop' }, { tenant_id: 'beta' }),
  );
  for (const id of ['none', theirs])
    await expect(ask('getAlertIncident', { id })).rejects.toMatchObject({ status: 404 });
  await expect(ask('addIncidentNote', { id: theirs, body: { text: 'x' } })).rejects.toMatchObject({ status: 404 });
  expect(sent).toEqual([]);
});

test('a note is written by who asks, and is known at once; an empty one is refused, and so is one too many', async () => {
  const { again } = shopInTrouble();
  const id = alertIdOf(again);
  const note = { id: 'id', text: 'It is the disk.', by: 'ada', at: 5 };
  answerWith = () => ({
    kind: 'incident_notes',
    notes: { tenant_id: 'acme', incident_id: id, notes: [note], updated_at: 5 },
  });
  const body = { text: '  It is the disk. ' };
  expect(await ask('addIncidentNote', { id, body })).toMatchObject({ status: 201, data: note });
  expect(sent).toMatchObject([{ actor: 'ada', incident_id: id, draft: { text: 'It is the disk.' } }]);
  expect((await list())[0]).toMatchObject({ id, notes: 1 });
  await expect(ask('addIncidentNote', { id, body: { text: ' ' } })).rejects.toMatchObject({ status: 422 });
  answerWith = () => ({ kind: 'limit_reached', message: 'too many' });
  await expect(ask('addIncidentNote', { id, body })).rejects.toMatchObject({ status: 409 });
});
