import { createPublicKey } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { readCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { provesInclusion } from '@tocsin/domain/ledger/tree-proofs';
import { nodeLedgerCrypto as crypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './world/api.js';
import { MessageInbox } from './world/message-inbox.js';
import { Standalone } from './world/standalone.js';

jest.setTimeout(60_000);

const password = 'correct horse battery staple';

interface Run {
  id: string;
  state: string;
  reason: string;
  plan_hash: string;
  plan: { steps: { actions: { effect: string }[] }[] };
  questions: unknown[];
  events: { type: string; guard?: string }[];
}

/** A service that breaks and is mended by whoever asks it to, and what it says of itself. */
class Shop {
  errors = 0;
  readonly asked: { body: unknown; headers: IncomingHttpHeaders }[] = [];
  /** What becomes of the errors when somebody asks it to restart. */
  afterRestart = 0;
  #time = 0;
  #isOpen = true;
  #sending: Promise<void> = Promise.resolve();

  private constructor(
    readonly url: string,
    private readonly api: Api,
    private readonly close: () => Promise<void>,
  ) {}

  static async open(api: Api): Promise<Shop> {
    const { url, stop } = await startWebhookInbox(
      0,
      (body, headers) => {
        shop.asked.push({ body: JSON.parse(body), headers });
        shop.errors = shop.afterRestart;
      },
      () => 202,
    );
    const shop = new Shop(url, api, stop);
    shop.#sending = shop.#send();
    return shop;
  }

  async shut(): Promise<void> {
    this.#isOpen = false;
    await this.#sending;
    await this.close();
  }

  async #send(): Promise<void> {
    for (; this.#isOpen; await systemClock.wait(250)) {
      this.#time = Math.max(this.#time + 1, systemClock.now());
      const sample = { metric: 'shop_errors', labels: { instance: 'till' }, value: this.errors, timestamp: this.#time };
      await this.api.tocsin.sendMetrics({ body: { samples: [sample] } });
    }
  }
}

let platform: Standalone;
let shop: Shop;
let inbox: MessageInbox;
let [ann, bob, eve]: [Api, Api, Api] = [null, null, null] as never;

const dataOf = <Data>(answer: { body: Record<string, unknown> }): Data => answer.body['data'] as Data;
const problem = ({ status, body }: { status: number; body: Record<string, unknown> }): [number, string] => [
  status,
  String(body['type']).replace('urn:tocsin:problem:', ''),
];
const runs = async (): Promise<{ id: string; state: string }[]> =>
  dataOf(await platform.api.insist(200, 'GET', '/api/healing-runs'));
const runUntil = (id: string, isThere: (run: Run) => boolean): Promise<Run> =>
  platform.api.dataUntil<Run>(`/api/healing-runs/${id}`, isThere);
async function newRun(known: readonly { id: string }[]): Promise<Run> {
  const isNew = ({ id }: { id: string }): boolean => known.every((one) => one.id !== id);
  const listed = await platform.api.dataUntil<{ id: string }[]>('/api/healing-runs', (all) => all.some(isNew));
  return runUntil(listed.find(isNew)?.id ?? '', () => true);
}

/** Resolves when the till is broken for nobody. */
async function untilWell(): Promise<void> {
  await platform.api.alertsUntil((alerts) =>
    alerts.every(({ rule_name, state }) => rule_name !== 'Till broken' || state !== 'firing'),
  );
}

const playbook = (over: object = {}) => ({
  name: 'Restart the till',
  trigger: { matchers: ['alertname="Till broken"'] },
  steps: [{ actions: [{ kind: 'webhook', url: shop.url, body: { do: 'restart' } }] }],
  verification: { expr: 'shop_errors{instance="{{ $labels.instance }}"} < 5', within_ms: 20_000 },
  cooldown_ms: 0,
  budget: { per_target: 10 },
  ...over,
});

beforeAll(async () => {
  const config = join(await mkdtemp(join(tmpdir(), 'tocsin-healing-')), 'monitoring.yaml');
  // The tests look for what comes, often, from one address.
  await writeFile(config, 'security: { enable_rate_limiting: false }\n');
  platform = await Standalone.start({ TOCSIN_CONFIG: config });
  const { api } = platform;
  inbox = await MessageInbox.start();
  shop = await Shop.open(api);
  const somebody = async (name: string, role: string): Promise<Api> => {
    await api.insist(201, 'POST', '/api/users', { name, password, role });
    const opened = await api.insist(201, 'POST', '/api/sessions', { user: name, password });
    return new Api(api.base, dataOf<{ access_token: string }>(opened).access_token);
  };
  [ann, bob, eve] = [
    await somebody('ann', 'approver'),
    await somebody('bob', 'approver'),
    await somebody('eve', 'editor'),
  ];
  const { id: receiver } = dataOf<{ id: string }>(
    await api.insist(201, 'POST', '/api/receivers', { name: 'on call', type: 'webhook', url: inbox.url }),
  );
  await api.insist(201, 'PUT', '/api/notification-policy', {
    route: { receivers: [receiver], group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
  });
  await ann.insist(201, 'POST', '/api/rules', {
    name: 'Till broken',
    severity: 'HIGH',
    category: 'application',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.shop_errors', operator: '>', threshold: 9 }],
  });
}, 120_000);

afterAll(async () => {
  await shop.shut();
  await platform.remove();
  await inbox.stop();
});

test('a service breaks, somebody else approves, it is mended, and the record of it can be proved', async () => {
  const before = await runs();
  const made = await ann.insist(201, 'POST', '/api/playbooks', playbook());
  const { id, version } = dataOf<{ id: string; version: number }>(made);
  expect([version, made.headers.get('etag')]).toEqual([1, '"1"']);
  shop.errors = 50;
  const run = await newRun(before);
  expect(run.state).toBe('awaiting_approval');
  expect(run.plan.steps[0]?.actions[0]?.effect).toContain('POST ');
  const path = `/api/healing-runs/${run.id}/approve`;
  const body = { plan_hash: run.plan_hash, reason: 'As last week.' };
  expect(problem(await ann.ask('POST', path, body))).toEqual([403, 'healing-author']);
  expect(problem(await eve.ask('POST', path, body))).toEqual([403, 'scope-missing']);
  expect(problem(await bob.ask('POST', path, { plan_hash: 'ab'.repeat(32) }))).toEqual([409, 'healing-plan-changed']);
  expect(shop.asked).toEqual([]);
  await inbox.until((messages) =>
    messages.some(({ groupLabels }) => groupLabels['alertname'] === 'HealingApprovalWanted'),
  );

  expect(dataOf<Run>(await bob.insist(200, 'POST', path, body)).events.at(-1)).toMatchObject({ type: 'approved' });
  const ended = await runUntil(run.id, ({ state }) => state === 'succeeded');
  expect(shop.asked).toHaveLength(1);
  expect(shop.asked[0]?.body).toEqual({ do: 'restart' });
  expect(shop.asked[0]?.headers['idempotency-key']).toBe(`${run.id}-0-0`);
  expect(ended.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['planned', 'approved', 'effect_began', 'effect_ended', 'verification_began', 'ended']),
  );
  expect(problem(await bob.ask('POST', path, body))).toEqual([409, 'healing-not-awaiting']);
  await expectProved(run.id);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

/** The end of a run stands in the ledger, by a proof that needs the public key alone. */
async function expectProved(runId: string): Promise<void> {
  interface Entry {
    sequence: number;
    event: { subject: string; type: string; details: { event?: string } };
  }
  const isEnd = ({ event }: Entry): boolean =>
    event.subject === `healing-run/${runId}` && event.details.event === 'ended';
  const { api } = platform;
  const entries = await api.dataUntil<Entry[]>('/api/audit/entries?limit=500', (all) => all.some(isEnd));
  const end = entries.find(isEnd) as Entry;
  expect(
    entries.filter(({ event }) => event.subject === `healing-run/${runId}`).map(({ event }) => event.details.event),
  ).toEqual(expect.arrayContaining(['planned', 'approved', 'effect_began', 'effect_ended', 'ended']));
  const size = Math.max(...entries.map(({ sequence }) => sequence)) + 1;
  const { leaf, root, proof } = dataOf<{ leaf: string; root: string; proof: string[] }>(
    await api.insist(200, 'GET', `/api/audit/proof?entry=${end.sequence}&size=${size}`),
  );
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
  const claim = { index: end.sequence, size, leaf: bytes(leaf), root: bytes(root), proof: proof.map(bytes) };
  expect(provesInclusion(crypto, claim)).toBe(true);
  const { checkpoint, public_key } = dataOf<{ checkpoint: string; public_key: string }>(
    await api.insist(200, 'GET', '/api/audit/checkpoint'),
  );
  expect(createPublicKey(public_key).asymmetricKeyType).toBe('ed25519');
  expect(readCheckpoint(crypto, checkpoint, rawPublicKey(public_key)).kind).toBe('signed');
}

test('a fix that is wrong is told to people, is not tried beyond its budget, and nothing says that it helped', async () => {
  await untilWell();
  const before = await runs();
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
  const { id: runId } = await newRun(before);
  const ended = await runUntil(runId, ({ state }) => ['failed', 'rolled_back'].includes(state));
  expect(ended.events.map(({ type }) => type)).toContain('rollback_began');
  // What a receiver did on a request is known to nobody here, so that it cannot be taken back.
  expect([ended.state, shop.asked.length]).toEqual(['failed', 1]);
  await inbox.until((messages) =>
    messages.some(({ groupLabels, body }) => groupLabels['alertname'] === 'HealingDidNotHelp' && body.includes(runId)),
  );
  // The alert ends and fires again: the budget of an hour is used up.
  shop.errors = 0;
  await untilWell();
  shop.errors = 50;
  await platform.api.dataUntil<{ event: { type: string; subject: string; details: { guard?: string } } }[]>(
    '/api/audit/entries?limit=500',
    (entries) =>
      entries.some(
        ({ event }) =>
          event.type === 'healing_held' && event.subject === `playbook/${id}` && event.details.guard === 'budget_of_playbook',
      ),
  );
  expect(shop.asked).toHaveLength(1);
  expect((await runs()).length).toBe(before.length + 1);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('while healing is switched off nothing begins, and only an admin lets it go on', async () => {
  shop.errors = 0;
  shop.afterRestart = 0;
  await untilWell();
  const before = await runs();
  shop.asked.length = 0;
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', playbook({ name: 'Off' })));
  shop.errors = 50;
  const run = await newRun(before);
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
  await bob.insist(200, 'POST', `/api/healing-runs/${run.id}/approve`, { plan_hash: run.plan_hash });
  const held = await runUntil(run.id, ({ state }) => state === 'held_back');
  expect([held.events.find(({ type }) => type === 'held')?.guard, shop.asked]).toEqual(['kill_switch', []]);
  expect(dataOf(await platform.api.insist(200, 'DELETE', '/api/healing-switch'))).toEqual({
    is_off: false,
    switches: [],
  });
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
