import { runOf, summaryOfRun } from '@tocsin/domain/healing/run';
import { HASH, planWith, playbookWith } from '@tocsin/domain/healing/run.fake';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { HealingTarget } from '@tocsin/domain/healing/target';
import { type Role, scopesOf } from '@tocsin/domain/access/permission';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import type { FakeHealingStore } from '@tocsin/ports/healing-store.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { cursorOf, type RouteAnswer, type RouteRequest } from '../route.js';
import { alertIdOf } from '../read-model/alert.js';
import { AlertDirectory } from '../read-model/alert-directory.js';
import { Deciders } from './deciders.js';
import { fakeHealingParts } from './healing-parts.fake.js';
import { healingRoutes } from './healing-routes.js';

const NOW = 1_800_000_000_000;
const draft = {
  name: 'Call it',
  trigger: { rule_ids: ['r1'] },
  steps: [{ actions: [{ kind: 'webhook', url: 'https://a.example/', body: {} }] }],
};

/** A user of acme with a session, so that it is known since when the role is held. */
async function open() {
  const parts = fakeHealingParts();
  const alerts = new AlertDirectory();
  const access = new FakeAccessStore();
  let n = 0;
  const routes = healingRoutes({
    ...parts,
    alerts,
    deciders: new Deciders(access),
    dryRunner: { run: () => Promise.reject(new Error('nothing is played here')) },
    outbound: { refusal: async (url) => (url.includes('10.0.0.') ? 'is not public' : null) },
    clock: { now: () => NOW },
    ids: { next: () => `id-${(n += 1)}` },
  });
  const somebody = async (subject: string, role: Role, tenant = 'acme'): Promise<Principal> => {
    await access.inTenant(tenant, async (tx) => {
      const user = { id: subject, tenant_id: tenant, name: subject, role, disabled: false, password_hash: 'h' };
      await tx.saveUser({ ...user, created_at: NOW - 9, role_since: NOW - 9 });
      const times = { rotation: 0, created_at: NOW, expires_at: NOW + 9, revoked_at: null };
      await tx.saveSession({ id: `s-${subject}`, tenant_id: tenant, user_id: subject, ...times });
    });
    return { subject, tenant, scopes: scopesOf(role), role, tier: 'standard', session: `s-${subject}` };
  };
  const ask = (principal: Principal, operation: string, more: Partial<RouteRequest> = {}): Promise<RouteAnswer> => {
    const route = routes.find((one) => one.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return route.handle({ principal, params: {}, query: {}, headers: {}, body: undefined, ...more });
  };
  return { ...parts, alerts, ask, somebody };
}

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof ProblemError ? [error.status, error.errors?.[0]?.path ?? error.code] : error),
  );

test('a glass is broken for as long as the operator says, and reviewed once by somebody else', async () => {
  const { store, ask, somebody } = await open();
  const [root, bob] = [await somebody('root', 'admin'), await somebody('bob', 'approver')];
  const plan = planWith(playbookWith());
  const event = { type: 'planned', at: NOW - 1, plan, hash: HASH } as const;
  const runId = '1'.repeat(32);
  await store.create('acme', runId, 0, () => ({ kind: 'create', event, summary: summaryOfRun(runOf(runId, [event])) }));
  const params = { id: runId };
  const body = { is_justified: true, reason: 'The shop was down.' };
  expect(await refusal(ask(bob, 'reviewBreakGlass', { params, body }))).toEqual([409, 'healing-no-glass-broken']);
  const glass = { plan_hash: HASH, break_glass: true, reason: 'nobody else is awake' };
  expect((await ask(root, 'approveHealingRun', { params, body: glass })).data).toMatchObject({
    approvals: [{ break_glass: true, until: NOW + 900_000 }],
    review: null,
  });
  expect(await refusal(ask(root, 'reviewBreakGlass', { params, body }))).toEqual([403, 'healing-own-glass']);
  expect(await refusal(ask(bob, 'reviewBreakGlass', { params, body: { is_justified: true } }))).toEqual([
    422,
    'reason',
  ]);
  expect((await ask(bob, 'reviewBreakGlass', { params, body })).data).toMatchObject({
    review: { by: { subject: 'bob' }, at: NOW, is_justified: true },
  });
  expect(await refusal(ask(bob, 'reviewBreakGlass', { params, body }))).toEqual([409, 'healing-reviewed-already']);
});

test('a playbook is written, changed under its version and deleted, and the audit hears of each', async () => {
  const { store, ask, somebody } = await open();
  const [ann, bob] = [await somebody('ann', 'editor'), await somebody('bob', 'editor')];
  const made = await ask(ann, 'createPlaybook', { body: draft });
  expect([made.status, made.headers]).toEqual([201, { etag: '"1"', location: '/api/playbooks/id-1' }]);
  const params = { id: 'id-1' };
  const change = { params, body: { ...draft, name: 'Call it again' } };
  expect(await refusal(ask(bob, 'updatePlaybook', { ...change, headers: { 'if-match': '"2"' } }))).toEqual([
    412,
    'conflict',
  ]);
  const changed = await ask(bob, 'updatePlaybook', { ...change, headers: { 'if-match': '"1"' } });
  expect(changed.data).toMatchObject({ version: 2, authors: [{ subject: 'ann' }, { subject: 'bob' }] });
  expect((await ask(ann, 'getPlaybook', { params, query: { version: '1' } })).data).toMatchObject({ name: 'Call it' });
  await ask(ann, 'deletePlaybook', { params });
  expect(await refusal(ask(ann, 'getPlaybook', { params }))).toEqual([404, 'not-found']);
  expect(store.told.map(({ actor, subject, details }) => [actor, subject, details['version'] ?? 'gone'])).toEqual([
    ['ann', 'playbook/id-1', 1],
    ['bob', 'playbook/id-1', 2],
    ['ann', 'playbook/id-1', 'gone'],
  ]);
});

test('what nothing here does, or is not granted, is written down with a warning', async () => {
  const { ask, somebody } = await open();
  const restart = (namespace: string) => ({
    kind: 'kubernetes_restart',
    workload: { namespace, kind: 'Deployment', name: 'web' },
  });
  const aws = { kind: 'aws_scale_group', group: { name: 'web' }, capacity: 3 };
  const steps = [
    { actions: [restart('shop')] },
    { actions: [restart('bank')] },
    { actions: [restart('{{ $labels.a }}')] },
  ];
  const made = await ask(await somebody('ann', 'editor'), 'createPlaybook', {
    body: { ...draft, steps: [...steps, { actions: [aws] }] },
  });
  const warnings = made.meta?.['warnings'] as { path: string; code: string }[];
  expect([made.status, warnings.map(({ path, code }) => `${path} ${code}`)]).toEqual([
    201,
    ['steps[1].actions[0] not_granted', 'steps[3].actions[0] not_switched_on'],
  ]);
});

test('an address that would never be called is refused by its place, whether it is kept, tried or changed', async () => {
  const { store, ask, somebody } = await open();
  const ann = await somebody('ann', 'editor');
  await ask(ann, 'createPlaybook', { body: draft });
  const hook = (url: string) => ({ kind: 'webhook', url, body: {} });
  const body = {
    ...draft,
    steps: [...draft.steps, { actions: [hook('https://b.example/'), hook('http://10.0.0.1/')] }],
  };
  const refused = [422, 'steps[1].actions[1].url'];
  expect(await refusal(ask(ann, 'createPlaybook', { body }))).toEqual(refused);
  expect(await refusal(ask(ann, 'createPlaybook', { body, query: { dry_run: 'true' } }))).toEqual(refused);
  const change = { params: { id: 'id-1' }, headers: { 'if-match': '"1"' }, body };
  expect(await refusal(ask(ann, 'updatePlaybook', change))).toEqual(refused);
  expect(store.told).toHaveLength(1);
});

test("nobody reads, changes or deletes another tenant's playbook", async () => {
  const { ask, somebody } = await open();
  await ask(await somebody('ann', 'editor'), 'createPlaybook', { body: draft });
  const stranger = await somebody('eve', 'admin', 'bolt');
  const params = { id: 'id-1' };
  for (const operation of ['getPlaybook', 'updatePlaybook', 'deletePlaybook'])
    expect([operation, await refusal(ask(stranger, operation, { params, body: draft }))]).toEqual([
      operation,
      [404, 'not-found'],
    ]);
  expect((await ask(stranger, 'listPlaybooks')).data).toEqual([]);
});

test('what cannot be kept or found is refused, and is no fault of ours', async () => {
  const { ask, somebody } = await open();
  const ann = await somebody('ann', 'admin');
  const nul = { id: 'a\0b' };
  for (const operation of ['getPlaybook', 'deletePlaybook', 'getHealingRun', 'rejectHealingRun'])
    expect([operation, await refusal(ask(ann, operation, { params: nul }))]).toEqual([operation, [404, 'not-found']]);
  expect(await refusal(ask(ann, 'createPlaybook', { body: { ...draft, name: 'a\0b' } }))).toEqual([422, 'name']);
  expect(await refusal(ask(ann, 'switchHealingOff', { body: { reason: 'a\0b' } }))).toEqual([422, '']);
  const foreign = { cursor: cursorOf('not a time') };
  expect(await refusal(ask(ann, 'listHealingRuns', { query: foreign }))).toEqual([422, 'cursor']);
  const file = { kind: 'webhook', url: 'file:///etc/passwd', body: {} };
  expect(await refusal(ask(ann, 'createPlaybook', { body: { ...draft, steps: [{ actions: [file] }] } }))).toEqual([
    422,
    'steps[0].actions[0].url',
  ]);
});

/** A run of acme that waits for two people. */
async function waitingRun(store: FakeHealingStore, runId: string, at: number): Promise<void> {
  const event = {
    type: 'planned',
    at,
    plan: planWith(playbookWith({ approval: { policy: 'two' } })),
    hash: HASH,
  } as const;
  const summary = summaryOfRun(runOf(runId, [event]));
  await store.create('acme', runId, 0, () => ({ kind: 'create', event, summary }));
}

test('nothing is approved while healing is switched off, and the run waits on', async () => {
  const { store, ask, somebody } = await open();
  const [ann, bob] = [await somebody('ann', 'admin'), await somebody('bob', 'approver')];
  const id = 'a'.repeat(32);
  await waitingRun(store, id, NOW);
  await ask(ann, 'switchHealingOff', { body: { reason: 'moving' } });
  const approval = { params: { id }, body: { plan_hash: HASH } };
  expect(await refusal(ask(bob, 'approveHealingRun', approval))).toEqual([409, 'healing-switched-off']);
  await ask(ann, 'switchHealingOn');
  const approved = (await ask(bob, 'approveHealingRun', approval)).data;
  expect(approved).toMatchObject({ state: 'awaiting_approval', approvals: [{ by: { subject: 'bob' } }] });
});

test('runs of one moment are on one page or the next, and lists are of what is asked for', async () => {
  const { store, ask, somebody } = await open();
  const ann = await somebody('ann', 'admin');
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
  for (const id of ids) await waitingRun(store, id, NOW);
  const listed = async (query: Record<string, string>) => {
    const { data, meta } = await ask(ann, 'listHealingRuns', { query });
    return { ids: (data as { id: string }[]).map(({ id }) => id), cursor: meta?.['next_cursor'] as string | undefined };
  };
  const first = await listed({ limit: '2' });
  const second = await listed({ limit: '2', cursor: first.cursor ?? '' });
  expect([...first.ids, ...second.ids]).toEqual(ids.toReversed());
  expect(second.cursor).toBeUndefined();
  await ask(ann, 'rejectHealingRun', { params: { id: ids[1] ?? '' } });
  expect((await listed({ open: 'true' })).ids).toEqual([ids[2], ids[0]]);
  expect((await listed({ state: 'rejected', playbook_id: 'p1' })).ids).toEqual([ids[1]]);
  expect((await listed({ playbook_id: 'p2' })).ids).toEqual([]);
  expect(await refusal(ask(ann, 'listHealingRuns', { query: { state: 'lost' } }))).toEqual([422, 'state']);
});

test('an editor stops healing, and of all tenants only an operator does', async () => {
  const { ask, somebody } = await open();
  const [eve, ann] = [await somebody('eve', 'editor'), await somebody('ann', 'admin')];
  const all = { query: { everybody: 'true' }, body: { reason: 'moving' } };
  expect(await refusal(ask(eve, 'switchHealingOff', all))).toEqual([403, 'operator-only']);
  await ask({ ...ann, isOperator: true }, 'switchHealingOff', all);
  const off = await ask(eve, 'switchHealingOff', { body: { reason: 'ours, too' } });
  expect(off.data).toMatchObject({ is_off: true, switches: [{ everybody: true }, { everybody: false, by: 'eve' }] });
  expect((await ask(ann, 'switchHealingOn')).data).toMatchObject({ is_off: true, switches: [{ everybody: true }] });
  expect((await ask(ann, 'getHealingSigningSecret')).data).toEqual({ signing_secret: 'secret of acme' });
});

const firing = (over: Partial<Transition> = {}): Transition => ({
  id: 't1',
  tenant_id: 'acme',
  rule_id: 'r1',
  rule_name: 'Down',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state: 'firing',
  fingerprint: 'f1',
  labels: { alertname: 'Down', namespace: 'shop', deployment: 'web' },
  annotations: {},
  episode_start: NOW - 9,
  at: NOW - 5,
  value: 1,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 1 },
  ...over,
});

test('a person asks for a run for an alert that stands, and reads what became of it', async () => {
  const { requests, alerts, ask, somebody } = await open();
  const [ann, eve] = [await somebody('ann', 'editor'), await somebody('eve', 'admin', 'bolt')];
  await ask(ann, 'createPlaybook', { body: draft });
  alerts.take(firing());
  const alert_id = alertIdOf(firing());
  const body = { playbook_id: 'id-1', alert_id, reason: 'looked at it' };
  const asked = await ask(ann, 'requestHealingRun', { body });
  const { id } = asked.data as { id: string };
  expect(asked).toMatchObject({ status: 202, headers: { location: `/api/healing-requests/${id}` } });
  expect(asked.data).toMatchObject({ alert_id, state: 'waiting', requested_by: 'ann', reason: 'looked at it' });
  expect(await requests.waiting(9)).toMatchObject([{ id, trigger: { transition_id: 't1', alert_id, at: NOW - 5 } }]);
  expect(requests.told).toMatchObject([{ actor: 'ann', subject: `healing-run/${id}`, details: { requested: true } }]);
  await requests.answer('acme', id, { kind: 'held_back', at: NOW, guard: 'cooldown', reason: 'it rests' });
  expect((await ask(ann, 'getHealingRequest', { params: { id } })).data).toMatchObject({
    state: 'held_back',
    held_back_by: 'cooldown',
    held_back_because: 'it rests',
  });
  expect(await refusal(ask(eve, 'getHealingRequest', { params: { id } }))).toEqual([404, 'not-found']);
  expect(await refusal(ask(eve, 'requestHealingRun', { body }))).toEqual([404, 'not-found']);
});

test('no run is asked for that could not come: the alert is over or none, the playbook is off or none, healing is off', async () => {
  const { requests, alerts, ask, somebody } = await open();
  const ann = await somebody('ann', 'admin');
  await ask(ann, 'createPlaybook', { body: draft });
  await ask(ann, 'createPlaybook', { body: { ...draft, is_enabled: false } });
  alerts.take(firing());
  const over = firing({ fingerprint: 'f2', id: 't2' });
  alerts.take(over);
  alerts.take({ ...over, id: 't3', state: 'resolved' });
  const body = { playbook_id: 'id-1', alert_id: alertIdOf(firing()) };
  const refused = (more: object) => refusal(ask(ann, 'requestHealingRun', { body: { ...body, ...more } }));
  expect(await refused({ alert_id: alertIdOf(over) })).toEqual([409, 'not-firing']);
  expect(await refused({ alert_id: 'none' })).toEqual([404, 'not-found']);
  expect(await refused({ playbook_id: 'none' })).toEqual([404, 'not-found']);
  expect(await refused({ playbook_id: 'id-2' })).toEqual([409, 'playbook-disabled']);
  expect(await refused({ reason: 'a\0b' })).toEqual([422, 'reason']);
  await ask(ann, 'switchHealingOff', { body: { reason: 'moving' } });
  expect(await refused({})).toEqual([409, 'healing-switched-off']);
  expect(await requests.waiting(9)).toEqual([]);
});

const target = (name: string, namespace = 'shop', over: Partial<HealingTarget> = {}): HealingTarget => ({
  subject: { kind: 'workload', workload: { namespace, kind: 'Deployment', name } },
  labels: { app: name },
  members: [`${name}-1`],
  desired: 1,
  ready: 1,
  health: 'healthy',
  why: null,
  ...over,
});

test('a tenant sees the targets that are granted to it, with the alerts that name them', async () => {
  const { inventory, alerts, ask, somebody } = await open();
  const ann = await somebody('ann', 'viewer');
  const down = { health: 'down', ready: 0, why: '0 of 1 ready' } as const;
  const targets = [target('web', 'shop', down), target('api'), target('secret', 'bank')];
  await inventory.put({ system: 'kubernetes', seenAt: NOW, targets, isCut: true, problem: null });
  await inventory.put({ system: 'docker', seenAt: null, targets: [], isCut: false, problem: 'nobody listens' });
  alerts.take(firing());
  const { data, meta } = await ask(ann, 'listHealingTargets');
  const alert = alertIdOf(firing());
  expect((data as { name: string; alerts: string[] }[]).map(({ name, alerts: ids }) => [name, ids])).toEqual([
    ['kubernetes/shop/Deployment/api', []],
    ['kubernetes/shop/Deployment/web', [alert]],
  ]);
  expect(meta?.['warnings']).toMatchObject([
    { path: 'docker', code: 'unreachable' },
    { path: 'kubernetes', code: 'cut' },
  ]);
  const sick = await ask(ann, 'listHealingTargets', { query: { health: 'down' } });
  expect(sick.data).toMatchObject([
    { name: 'kubernetes/shop/Deployment/web', ready: 0, why: '0 of 1 ready', seen_at: NOW },
  ]);
  expect((await ask(await somebody('eve', 'admin', 'bolt'), 'listHealingTargets')).data).toEqual([]);
});

test('a run is listed by the names of its playbook and its alert, and one that was kept without them by none', async () => {
  const { store, ask, somebody } = await open();
  const event = { type: 'planned', at: NOW, plan: planWith(playbookWith()), hash: HASH } as const;
  const [named, old] = ['1'.repeat(32), '2'.repeat(32)];
  const { playbookName: _playbook, alertName: _alert, ...nameless } = summaryOfRun(runOf(old, [event]));
  const summaries = [summaryOfRun(runOf(named, [event])), nameless];
  for (const summary of summaries)
    await store.create('acme', summary.runId, 0, () => ({ kind: 'create', event, summary }));
  const { data } = await ask(await somebody('ann', 'viewer'), 'listHealingRuns');
  const names = (data as { id: string; playbook_name: unknown; alert_name: unknown }[]).map((run) => [
    run.id,
    run.playbook_name,
    run.alert_name,
  ]);
  expect(names.toSorted()).toEqual([
    [named, 'Restart it', 'Down'],
    [old, null, null],
  ]);
});
