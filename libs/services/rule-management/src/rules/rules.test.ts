import type { Command, Outcome } from '@tocsin/contracts/topics/commands';
import type { AlertRule, RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { RuleManager } from '../rule-manager.js';

const DAY_MS = 86_400_000;
let store: FakeConfigurationStore;
let manager: RuleManager;
let count = 0;

beforeEach(() => {
  store = new FakeConfigurationStore();
  const log = { append: async () => undefined as never };
  const ids = { next: () => `e${(count += 1)}` };
  manager = new RuleManager({ store, log, topicPrefix: 't', clock: new FakeClock(1_000), ids });
});

type Asked<Type extends Command['type'] = Command['type']> = Type extends Command['type']
  ? Omit<Extract<Command, { type: Type }>, 'id' | 'tenant_id' | 'actor' | 'at' | 'reply_to'>
  : never;

async function ask(actor: string, command: Asked, envelope: { id?: string; at?: number } = {}): Promise<Outcome> {
  const whole = { id: `c${(count += 1)}`, tenant_id: 'acme', actor, at: 0, reply_to: 'g', ...envelope, ...command };
  return (await manager.decide(whole as Command)).outcome;
}

function draftWith(parts: object = {}): RuleDraft {
  const validated = validateRuleDraft({
    name: 'CPU',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
    ...parts,
  });
  if (validated.kind === 'invalid') throw new Error(JSON.stringify(validated.findings));
  return validated.draft;
}

const create = (actor = 'ann', parts: object = {}) =>
  ask(actor, { type: 'rule.create', rule_id: 'r', draft: draftWith(parts), reason: 'first' });
const update = (actor: string, parts: object, more: { if_version?: number; provisioned_by?: string } = {}) =>
  ask(actor, { type: 'rule.update', rule_id: 'r', draft: draftWith(parts), reason: 'because', ...more });
const judge = (actor: string, version: number, verdict: 'approve' | 'reject' = 'approve') =>
  ask(actor, { type: 'rule.judge', rule_id: 'r', version, verdict, comment: 'seen' });
const policy = () =>
  ask('admin', { type: 'approval-policy.put', policy: { severities: ['HIGH', 'CRITICAL'], categories: ['security'] } });
const versions = async () => {
  const outcome = await ask('ann', { type: 'versions.list', of: 'rule', name: 'r', limit: 100 });
  if (outcome.kind !== 'versions') throw new Error(`it is ${outcome.kind}`);
  return outcome.versions.map(({ version, state, change, author, reason }) => [version, state, change, author, reason]);
};
/** What the engine was told of the rule last. */
const evaluated = (): AlertRule | null =>
  store.outbox.findLast(({ topic }) => topic === 'rules')?.value as AlertRule | null;
const audited = (): string[] =>
  store.outbox.flatMap((event) => (event.topic === 'audit' ? [`${event.value.type} ${event.value.actor}`] : []));

test('every version is kept with author and reason, and can be read and restored', async () => {
  await create();
  expect(await update('bob', { for: '5m' })).toMatchObject({ kind: 'rule', rule: { version: 2, for: '5m' } });
  expect(await update('bob', { for: '5m' })).toMatchObject({ kind: 'rule', rule: { version: 2 } });
  const restored = await ask('cem', { type: 'rule.restore', rule_id: 'r', version: 1 });
  expect(restored).toMatchObject({ kind: 'rule', rule: { version: 3, for: '0' } });
  expect(await versions()).toEqual([
    [3, 'applied', 'restored', 'cem', 'version 1 restored'],
    [2, 'applied', 'changed', 'bob', 'because'],
    [1, 'applied', 'created', 'ann', 'first'],
  ]);
  expect(await ask('ann', { type: 'versions.read', of: 'rule', name: 'r', version: 2 })).toMatchObject({
    kind: 'version',
    version: { document: { for: '5m', version: 2 } },
  });
  expect(await ask('ann', { type: 'versions.read', of: 'rule', name: 'r', version: 9 })).toEqual({ kind: 'not_found' });
});

test('a rule that was deleted keeps its versions, and one of them brings it back under the next number', async () => {
  await create();
  expect(await ask('ann', { type: 'rule.delete', rule_id: 'r' })).toEqual({ kind: 'deleted' });
  expect(evaluated()).toBeNull();
  expect(await ask('bob', { type: 'rule.restore', rule_id: 'r', version: 1 })).toMatchObject({
    kind: 'rule',
    rule: { version: 3, status: 'active' },
  });
});

test('a stale version is not overwritten', async () => {
  await create();
  await update('bob', { for: '5m' }, { if_version: 1 });
  expect(await update('cem', { for: '6m' }, { if_version: 1 })).toMatchObject({ kind: 'conflict' });
  const deletion = await ask('cem', { type: 'rule.delete', rule_id: 'r', if_version: 1 });
  expect(deletion).toMatchObject({ kind: 'conflict' });
});

describe('where a change needs approval', () => {
  test('the version that stands is evaluated until somebody else approves', async () => {
    await create();
    await policy();
    const proposed = await update('bob', { for: '5m' }, { if_version: 1 });
    expect(proposed).toMatchObject({ kind: 'proposed', proposal: { version: 2, base_version: 1, author: 'bob' } });
    expect(evaluated()).toMatchObject({ version: 1, for: '0', status: 'active' });
    expect(await judge('bob', 2)).toMatchObject({ kind: 'refused', code: 'own_proposal' });
    expect(await judge('ann', 2)).toMatchObject({ kind: 'rule', rule: { version: 2, for: '5m' } });
    expect(evaluated()).toMatchObject({ version: 2, for: '5m', status: 'active' });
    expect(await versions()).toContainEqual([2, 'applied', 'changed', 'bob', 'because']);
    expect(await judge('ann', 2)).toMatchObject({ kind: 'refused', code: 'no_proposal' });
    expect(audited().slice(-2)).toEqual(['rule_proposed bob', 'rule_approved ann']);
  });

  test('approval of a version that changed meanwhile is refused, and names the one that waits', async () => {
    await create();
    await policy();
    await update('bob', { for: '5m' }, { if_version: 1 });
    await update('bob', { for: '1s' }, { if_version: 1 });
    const late = await judge('ann', 2);
    expect(late).toEqual({ kind: 'conflict', message: expect.stringContaining('version 3 by bob') });
    expect(evaluated()).toMatchObject({ version: 1 });
    expect(await judge('ann', 3)).toMatchObject({ kind: 'rule', rule: { for: '1s' } });
    expect(await versions()).toContainEqual([2, 'superseded', 'changed', 'bob', 'because']);
  });

  test('nobody overwrites what another proposed without having seen it', async () => {
    await create();
    await policy();
    await update('bob', { for: '5m' }, { if_version: 1 });
    const blind = await update('cem', { for: '6m' }, { if_version: 1 });
    expect(blind).toEqual({ kind: 'conflict', message: expect.stringContaining('version 2 by bob') });
    expect(await update('cem', { for: '6m' }, { if_version: 2 })).toMatchObject({ proposal: { author: 'cem' } });
    expect(await judge('bob', 3)).toMatchObject({ kind: 'rule', rule: { for: '6m' } });
  });

  test('a new rule says that it waits, and is a draft again when it is rejected', async () => {
    await policy();
    const created = await create();
    expect(created).toMatchObject({ rule: { version: 1, status: 'pending_approval' }, proposal: { version: 2 } });
    expect(await judge('bob', 2, 'reject')).toMatchObject({ rule: { version: 3, status: 'draft' } });
    const submitted = await ask('ann', { type: 'rule.submit', rule_id: 'r' });
    expect(submitted).toMatchObject({ rule: { version: 4, status: 'pending_approval' }, proposal: { version: 5 } });
    const again = await ask('ann', { type: 'rule.submit', rule_id: 'r' });
    expect(again).toMatchObject({ kind: 'refused', code: 'wrong_status' });
    expect(await judge('bob', 5)).toMatchObject({ rule: { version: 5, status: 'active' } });
    const states = (await versions()).map(([version, state]) => [version, state]);
    expect(states).toEqual([
      [5, 'applied'],
      [4, 'applied'],
      [3, 'applied'],
      [2, 'rejected'],
      [1, 'applied'],
    ]);
  });

  test('lowering the severity first, pausing and deleting need it, too', async () => {
    await create();
    await policy();
    expect(await update('bob', { severity: 'LOW' })).toMatchObject({ kind: 'proposed' });
    const paused = await ask('bob', { type: 'rule.bulk', operations: [{ op: 'pause', rule_id: 'r' }] });
    expect(paused).toMatchObject({ results: [{ outcome: 'proposed', version: 3 }] });
    expect(await ask('bob', { type: 'rule.delete', rule_id: 'r' })).toMatchObject({ proposal: { action: 'delete' } });
    expect(evaluated()).toMatchObject({ version: 1, severity: 'HIGH' });
    expect(await judge('ann', 4)).toEqual({ kind: 'deleted' });
    expect(evaluated()).toBeNull();
  });

  test('what is evaluated neither before nor after is changed freely', async () => {
    await policy();
    expect(await create('ann', { status: 'draft' })).toMatchObject({ rule: { version: 1, status: 'draft' } });
    expect(await update('ann', { status: 'draft', for: '5m' })).toMatchObject({ rule: { version: 2 } });
  });

  test('whoever puts what stands takes back what waited', async () => {
    await create();
    await policy();
    await update('bob', { for: '5m' });
    expect(await update('bob', {})).toMatchObject({ kind: 'rule', rule: { version: 1 } });
    expect(await judge('ann', 2)).toMatchObject({ code: 'no_proposal' });
  });
});

test('what is kept from outside is changed from there alone, and may be taken over from here', async () => {
  await create();
  expect(await update('git', { for: '5m' }, { provisioned_by: 'git:alerts' })).toMatchObject({
    rule: { provisioned_by: 'git:alerts' },
  });
  const refused = await update('ann', { for: '6m' });
  expect(refused).toMatchObject({
    kind: 'refused',
    code: 'provisioned',
    message: expect.stringContaining('git:alerts'),
  });
  expect(await ask('ann', { type: 'rule.delete', rule_id: 'r' })).toMatchObject({ code: 'provisioned' });
  expect(await ask('ann', { type: 'rule.restore', rule_id: 'r', version: 1 })).toMatchObject({ code: 'provisioned' });
  expect(await update('git', { for: '6m' }, { provisioned_by: 'git:alerts' })).toMatchObject({ rule: { for: '6m' } });
});

test('of many changes, one that is refused holds up no other', async () => {
  await create();
  const outcome = await ask('ann', {
    type: 'rule.bulk',
    operations: [
      { op: 'move', rule_id: 'r', folder: 'team/payments' },
      { op: 'pause', rule_id: 'r', if_version: 1 },
      { op: 'pause', rule_id: 'gone' },
      { op: 'create', rule_id: 'n', draft: draftWith({ name: 'new' }) },
      { op: 'resume', rule_id: 'n' },
      { op: 'delete', rule_id: 'r' },
    ],
  });
  expect(outcome).toMatchObject({
    results: [
      { id: 'r', outcome: 'changed', version: 2 },
      { outcome: 'refused', refusal: { code: 'conflict' } },
      { outcome: 'refused', refusal: { code: 'not_found' } },
      { outcome: 'created', version: 1 },
      { outcome: 'unchanged', version: 1 },
      { outcome: 'deleted' },
    ],
  });
});

test('an idempotency key holds for one request and for a day', async () => {
  const asked = (rule_id: string, request_hash: string, at = 0) =>
    ask('ann', { type: 'rule.create', rule_id, draft: draftWith(), request_hash } as Asked, { id: 'key', at });
  expect(await asked('a', 'x')).toMatchObject({ kind: 'rule', rule: { id: 'a' } });
  expect(await asked('b', 'x')).toMatchObject({ kind: 'rule', rule: { id: 'a' } });
  expect(await asked('c', 'y')).toMatchObject({ kind: 'refused', code: 'key_reused' });
  expect(await asked('d', 'y', DAY_MS + 1)).toMatchObject({ kind: 'rule', rule: { id: 'd' } });
  expect(await asked('e', 'y', DAY_MS + 2)).toMatchObject({ kind: 'rule', rule: { id: 'd' } });
});
