import type { Api } from './world/api.js';
import { dataOf, HealingWorld, type Run } from './world/healing-world.js';
import { Shop } from './world/shop.js';

jest.setTimeout(60_000);

let world: HealingWorld;
let shop: Shop;
let [ann, bob, eve]: [Api, Api, Api] = [null, null, null] as never;

interface Request {
  id: string;
  state: string;
}
const RULE = 'Till broken';
const problem = ({ status, body }: { status: number; body: Record<string, unknown> }): [number, string] => [
  status,
  String(body['type']).replace('urn:tocsin:problem:', ''),
];

const playbook = (over: object = {}) => ({
  name: 'Restart the till',
  trigger: { matchers: [`alertname="${RULE}"`] },
  steps: [{ actions: [{ kind: 'webhook', url: shop.url, body: { do: 'restart' } }] }],
  verification: { expr: 'shop_errors{instance="{{ $labels.instance }}"} < 5', within_ms: 20_000 },
  cooldown_ms: 0,
  budget: { per_target: 10 },
  ...over,
});

beforeAll(async () => {
  world = await HealingWorld.open();
  ({ ann, bob, eve } = world);
  shop = await Shop.open(world.api);
  await ann.insist(201, 'POST', '/api/rules', {
    name: RULE,
    severity: 'HIGH',
    category: 'application',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.shop_errors', operator: '>', threshold: 9 }],
  });
}, 120_000);

afterAll(async () => {
  await shop.shut();
  await world.close();
});

test('a service breaks, somebody else approves, it is mended, and the record of it can be proved', async () => {
  const before = await world.runs();
  const made = await ann.insist(201, 'POST', '/api/playbooks', playbook());
  const { id, version } = dataOf<{ id: string; version: number }>(made);
  expect([version, made.headers.get('etag')]).toEqual([1, '"1"']);
  shop.errors = 50;
  const run = await world.newRun(before);
  expect(run.state).toBe('awaiting_approval');
  expect(run.plan.steps[0]?.actions[0]?.effect).toContain('POST ');
  const path = `/api/healing-runs/${run.id}/approve`;
  const body = { plan_hash: run.plan_hash, reason: 'As last week.' };
  expect(problem(await ann.ask('POST', path, body))).toEqual([403, 'healing-author']);
  expect(problem(await eve.ask('POST', path, body))).toEqual([403, 'scope-missing']);
  expect(problem(await bob.ask('POST', path, { plan_hash: 'ab'.repeat(32) }))).toEqual([409, 'healing-plan-changed']);
  expect(shop.asked).toEqual([]);
  await world.untilTold('HealingApprovalWanted', run.id);

  expect(dataOf<Run>(await bob.insist(200, 'POST', path, body)).events.at(-1)).toMatchObject({ type: 'approved' });
  const ended = await world.runUntil(run.id, ({ state }) => state === 'succeeded');
  await world.untilWell('HealingApprovalWanted');
  expect(shop.asked).toHaveLength(1);
  expect(shop.asked[0]?.body).toEqual({ do: 'restart' });
  expect(shop.asked[0]?.headers['idempotency-key']).toBe(`${run.id}-0-0`);
  expect(ended.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['planned', 'approved', 'effect_began', 'effect_ended', 'verification_began', 'ended']),
  );
  expect(problem(await bob.ask('POST', path, body))).toEqual([409, 'healing-not-awaiting']);
  await world.expectProved(run.id);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('a fix that is wrong is told to people, is not tried beyond its budget, and nothing says that it helped', async () => {
  await world.untilWell(RULE);
  const before = await world.runs();
  shop.asked.length = 0;
  shop.afterRestart = 50;
  const wrong = playbook({
    name: 'Restart in vain',
    approval: { policy: 'none' },
    budget: { per_playbook: 1 },
    verification: { expr: 'shop_errors < 5', within_ms: 1_000 },
  });
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', wrong));
  shop.errors = 50;
  const { id: runId } = await world.newRun(before);
  const ended = await world.runUntil(runId, ({ state }) => ['failed', 'rolled_back'].includes(state));
  expect(ended.events.map(({ type }) => type)).toContain('rollback_began');
  // What a receiver did on a request is known to nobody here, so that it cannot be taken back.
  expect([ended.state, shop.asked.length]).toEqual(['failed', 1]);
  await world.untilTold('HealingDidNotHelp', runId);
  // The alert ends and fires again: the budget of an hour is used up.
  shop.errors = 0;
  await world.untilWell(RULE);
  shop.errors = 50;
  await world.untilHeld(id, 'budget_of_playbook');
  expect(shop.asked).toHaveLength(1);
  expect((await world.runs()).length).toBe(before.length + 1);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('while healing is switched off nothing begins, and only an admin lets it go on', async () => {
  shop.errors = 0;
  shop.afterRestart = 0;
  await world.untilWell(RULE);
  const before = await world.runs();
  shop.asked.length = 0;
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', playbook({ name: 'Off' })));
  shop.errors = 50;
  const run = await world.newRun(before);
  const off = await eve.insist(200, 'PUT', '/api/healing-switch', { reason: 'We are moving.' });
  expect(dataOf(off)).toMatchObject({
    is_off: true,
    switches: [{ everybody: false, by: 'eve', reason: 'We are moving.' }],
  });
  expect((await eve.ask('DELETE', '/api/healing-switch')).status).toBe(403);
  expect(problem(await eve.ask('PUT', '/api/healing-switch?everybody=true', { reason: 'x' }))).toEqual([
    403,
    'operator-only',
  ]);
  const approval = [`/api/healing-runs/${run.id}/approve`, { plan_hash: run.plan_hash }] as const;
  expect(problem(await bob.ask('POST', ...approval))).toEqual([409, 'healing-switched-off']);
  expect(dataOf(await world.api.insist(200, 'DELETE', '/api/healing-switch'))).toEqual({
    is_off: false,
    switches: [],
  });
  expect(shop.asked).toEqual([]);
  await bob.insist(200, 'POST', ...approval);
  await world.runUntil(run.id, ({ state }) => state === 'succeeded');
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('where no playbook is for an alert somebody asks for a run, within the same bounds', async () => {
  shop.errors = 0;
  await world.untilWell(RULE);
  shop.asked.length = 0;
  const unasked = { name: 'On request', trigger: { matchers: ['alertname="none"'] }, cooldown_ms: 900_000 };
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', playbook(unasked)));
  shop.errors = 50;
  const alerts = await world.api.alertsUntil((all) =>
    all.some((one) => one.rule_name === RULE && one.state === 'firing'),
  );
  const alert_id = alerts.find(({ rule_name, state }) => rule_name === RULE && state === 'firing')?.id;
  const asking = async (): Promise<Request> => {
    const body = { playbook_id: id, alert_id, reason: 'I have looked at it.' };
    const asked = await eve.insist(202, 'POST', '/api/healing-requests', body);
    return world.api.dataUntil<Request>(asked.headers.get('location') ?? '', ({ state }) => state !== 'waiting');
  };
  expect(await asking()).toMatchObject({ state: 'held_back', held_back_by: 'cooldown' });
  const etag = { 'if-match': '"1"' };
  await ann.insist(200, 'PUT', `/api/playbooks/${id}`, playbook({ ...unasked, cooldown_ms: 0 }), etag);
  const planned = await asking();
  expect(planned).toMatchObject({ state: 'planned', requested_by: 'eve' });
  const { plan_hash } = await world.runUntil(planned.id, ({ state }) => state === 'awaiting_approval');
  await bob.insist(200, 'POST', `/api/healing-runs/${planned.id}/approve`, { plan_hash });
  await world.runUntil(planned.id, ({ state }) => state === 'succeeded');
  expect(shop.asked).toHaveLength(1);
  expect(dataOf(await eve.insist(200, 'GET', '/api/healing-targets'))).toEqual([]);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('what is wrong with a playbook is told with its place, and nothing of it is kept', async () => {
  const before = dataOf<unknown[]>(await ann.insist(200, 'GET', '/api/playbooks'));
  const refused = await ann.insist(422, 'POST', '/api/playbooks', {
    name: 'Wrong',
    trigger: {},
    steps: [
      { actions: [{ kind: 'kubernetes_restart', workload: { namespace: '../x', kind: 'Deployment', name: 'w' } }] },
    ],
    preconditions: ['sum('],
  });
  const errors = refused.body['errors'] as { path: string; message: string; fix: string }[];
  expect(errors.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['steps[0].actions[0].workload.namespace', 'preconditions[0]']),
  );
  const dry = await ann.insist(200, 'POST', '/api/playbooks?dry_run=true', playbook());
  expect(dataOf<{ name: string }>(dry).name).toBe('Restart the till');
  expect(dataOf(await ann.insist(200, 'GET', '/api/playbooks'))).toEqual(before);
});
