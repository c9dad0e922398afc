import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { defaultQuotas } from '@tocsin/domain/access/quotas';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { RuleManager } from './rule-manager.js';

type Outcome = CommandReply['outcome'];
type Asked =
  | { type: 'group.put'; draft: RuleGroupDraft; if_version?: number; actor?: string }
  | { type: 'group.import'; drafts: RuleGroupDraft[] }
  | { type: 'group.delete'; name: string; if_version?: number }
  | {
      type: 'group.judge';
      name: string;
      version: number;
      verdict: 'approve' | 'reject';
      comment: string;
      actor: string;
    }
  | { type: 'approval-policy.put'; policy: { severities: ['CRITICAL']; categories: [] } };

let store: FakeConfigurationStore;
let clock: FakeClock;
let ask: (asked: Asked, id?: string, tenant?: string) => Promise<Outcome>;

beforeEach(() => {
  store = new FakeConfigurationStore();
  clock = new FakeClock(7);
  let ids = 0;
  const idSource = { next: () => `id-${(ids += 1)}` };
  const log = { append: () => Promise.reject(new Error('deciding appends nothing')) };
  const manager = new RuleManager({ store, log, topicPrefix: 't', clock, ids: idSource });
  ask = async (asked, id = idSource.next(), tenant = 'acme') => {
    const command = { id, tenant_id: tenant, actor: 'ann', at: 0, reply_to: 'g', ...asked } as Command;
    const reply = await manager.decide(command);
    expect(reply).toMatchObject({ command_id: id, reply_to: 'g' });
    return reply.outcome;
  };
});

const draftOf = (name: string, over: Partial<RuleGroupDraft> = {}): RuleGroupDraft => ({
  name,
  rules: [{ alert: 'Down', expr: 'up == 0' }],
  ...over,
});
const rulesOf = (count: number): RuleGroupDraft['rules'] =>
  Array.from({ length: count }, (_, i) => ({ record: `r${i}`, expr: '1' }));
describe('groups with alerts that need approval', () => {
  const pages = draftOf('pages', { labels: { severity: 'critical' } });
  const judge = (actor: string, version: number, verdict: 'approve' | 'reject' = 'approve') =>
    ask({ type: 'group.judge', name: 'pages', version, verdict, comment: '', actor });
  const stands = () => store.read('acme', (tx) => tx.ruleGroups(['pages']));

  beforeEach(() => ask({ type: 'approval-policy.put', policy: { severities: ['CRITICAL'], categories: [] } }));

  test('wait for somebody else, by whatever way they come, and the others do not', async () => {
    expect(await ask({ type: 'group.put', draft: pages })).toMatchObject({
      kind: 'group_proposed',
      proposal: { group: 'pages', version: 1, base_version: 0, action: 'put', author: 'ann' },
    });
    expect(await stands()).toEqual([]);
    // Asking again for what waits changes nothing.
    expect(await ask({ type: 'group.import', drafts: [draftOf('mails'), pages] })).toMatchObject({
      groups: [{ change: 'created', group: { name: 'mails' } }],
      proposals: [{ group: 'pages', version: 1 }],
    });
    expect(await judge('ann', 1)).toMatchObject({ kind: 'refused', code: 'own_proposal' });
    expect(await judge('bob', 2)).toMatchObject({ kind: 'conflict' });
    expect(await judge('bob', 1)).toMatchObject({ kind: 'group', change: 'created', group: { version: 1 } });
    expect(await judge('bob', 1)).toMatchObject({ kind: 'refused', code: 'no_proposal' });
    expect(await stands()).toMatchObject([{ name: 'pages', version: 1 }]);
  });

  test('stand as they did until then; another change comes in the stead of the first', async () => {
    await ask({ type: 'group.put', draft: pages });
    await judge('bob', 1);
    const calmer = { ...pages, interval: '5m' };
    expect(await ask({ type: 'group.put', draft: calmer })).toMatchObject({
      proposal: { version: 2, base_version: 1 },
    });
    const blind = await ask({ type: 'group.put', draft: { ...pages, interval: '6m' }, if_version: 1, actor: 'cem' });
    expect(blind).toMatchObject({ kind: 'conflict', message: expect.stringContaining('version 2 by ann') });
    await ask({ type: 'group.put', draft: { ...pages, interval: '7m' }, if_version: 2 });
    expect(await stands()).toMatchObject([{ version: 1 }]);
    expect(await judge('bob', 3, 'reject')).toMatchObject({
      kind: 'group',
      change: 'unchanged',
      group: { version: 1 },
    });
    const versions = await store.read('acme', (tx) => tx.history.versions({ kind: 'group', name: 'pages' }, null, 9));
    expect(versions.map(({ version, state }) => [version, state])).toEqual([
      [3, 'rejected'],
      [2, 'superseded'],
      [1, 'applied'],
    ]);
  });

  test('are deleted when somebody else has approved it', async () => {
    await ask({ type: 'group.put', draft: pages });
    await judge('bob', 1);
    expect(await ask({ type: 'group.delete', name: 'pages' })).toMatchObject({
      proposal: { action: 'delete', version: 2 },
    });
    expect(await stands()).toHaveLength(1);
    expect(await judge('bob', 2)).toEqual({ kind: 'deleted' });
    expect(await stands()).toEqual([]);
    const told = store.outbox.flatMap(({ topic, value }) => (topic === 'audit' && value !== null ? [value.type] : []));
    expect(told.slice(1)).toEqual(['rule_proposed', 'rule_approved', 'rule_proposed', 'rule_approved', 'rule_deleted']);
  });
});

const topics = (): string[] => store.outbox.map(({ topic }) => topic);
const audited = (): unknown[] =>
  store.outbox.flatMap(({ topic, value }) => (topic === 'audit' && value !== null ? [value] : []));

test('a group is created, changed and deleted; each change is published and audited with what changed', async () => {
  const first = { ...draftOf('a/b'), tenant_id: 'acme', version: 1, created_at: 7, updated_at: 7 };
  expect(await ask({ type: 'group.put', draft: draftOf('a/b') })).toEqual({
    kind: 'group',
    change: 'created',
    group: first,
  });
  await clock.advance(3);
  const draft = draftOf('a/b', { interval: '30s', rules: [{ record: 'x', expr: '1' }] });
  const second = { ...draft, tenant_id: 'acme', version: 2, created_at: 7, updated_at: 10 };
  expect(await ask({ type: 'group.put', draft })).toEqual({ kind: 'group', change: 'changed', group: second });
  expect(await ask({ type: 'group.delete', name: 'a/b' })).toEqual({ kind: 'deleted' });
  expect(await ask({ type: 'group.delete', name: 'a/b' })).toEqual({ kind: 'not_found' });
  expect(store.outbox.filter(({ topic }) => topic === 'rule-groups')).toEqual([
    { topic: 'rule-groups', key: 'acme/a/b', value: first },
    { topic: 'rule-groups', key: 'acme/a/b', value: second },
    { topic: 'rule-groups', key: 'acme/a/b', value: null },
  ]);
  const subject = { tenant_id: 'acme', actor: 'ann', subject: 'rule-group/a/b' };
  expect(audited()).toMatchObject([
    { ...subject, type: 'rule_created', at: 7, details: { version: 1, name: 'a/b', rules: 1 } },
    {
      ...subject,
      type: 'rule_modified',
      at: 10,
      details: {
        version: 2,
        changes: [
          'interval: "30s" added',
          'rules[0]: {"alert":"Down","expr":"up == 0"} removed',
          'rules[0]: {"expr":"1","record":"x"} added',
        ],
      },
    },
    { ...subject, type: 'rule_deleted', at: 10, details: { version: 2, rules: 1 } },
  ]);
});

test('a group that says what it said before stays as it is, and nobody is told', async () => {
  await ask({ type: 'group.put', draft: draftOf('a') });
  const events = store.outbox.length;
  expect(await ask({ type: 'group.put', draft: draftOf('a') })).toMatchObject({
    change: 'unchanged',
    group: { version: 1 },
  });
  expect(store.outbox).toHaveLength(events);
});

test('a command that comes twice is carried out once', async () => {
  const once = await ask({ type: 'group.put', draft: draftOf('a') }, 'c1');
  await ask({ type: 'group.delete', name: 'a' }, 'c2');
  expect(await ask({ type: 'group.put', draft: draftOf('a') }, 'c1')).toEqual(once);
  expect(await ask({ type: 'group.delete', name: 'a' }, 'c2')).toEqual({ kind: 'deleted' });
  expect(topics()).toEqual(['rule-groups', 'audit', 'rule-groups', 'audit']);
});

test('only the version that was meant is changed or deleted; 0 means that there is none', async () => {
  const put = (if_version: number) =>
    ask({ type: 'group.put', draft: draftOf('a', { limit: if_version }), if_version });
  expect(await put(1)).toMatchObject({ kind: 'conflict', message: expect.stringContaining('there is no group') });
  expect(await put(0)).toMatchObject({ kind: 'group', group: { version: 1 } });
  expect(await put(0)).toMatchObject({ kind: 'conflict', message: expect.stringContaining('at version 1') });
  expect(await put(1)).toMatchObject({ kind: 'group', group: { version: 2 } });
  expect(await put(1)).toMatchObject({ kind: 'conflict', message: 'the group is at version 2, not 1' });
  expect(await ask({ type: 'group.delete', name: 'a', if_version: 1 })).toMatchObject({ kind: 'conflict' });
  expect(await ask({ type: 'group.delete', name: 'a', if_version: 2 })).toEqual({ kind: 'deleted' });
});

test('an import says of each group what became of it', async () => {
  await ask({ type: 'group.import', drafts: [draftOf('same'), draftOf('old')] });
  const drafts = [draftOf('new'), draftOf('same'), draftOf('old', { limit: 1 })];
  expect(await ask({ type: 'group.import', drafts })).toMatchObject({
    kind: 'groups',
    groups: [
      { change: 'created', group: { name: 'new', version: 1 } },
      { change: 'unchanged', group: { name: 'same', version: 1 } },
      { change: 'changed', group: { name: 'old', version: 2 } },
    ],
  });
  expect(topics().filter((topic) => topic === 'rule-groups')).toHaveLength(4);
});

test('a tenant has so many groups and no more; an import with one too many puts none', async () => {
  const names = Array.from({ length: defaultQuotas.rule_groups - 1 }, (_, i) => draftOf(`g${i}`));
  await ask({ type: 'group.import', drafts: names });
  const events = store.outbox.length;
  const two = [draftOf('x'), draftOf('y')];
  expect(await ask({ type: 'group.import', drafts: two })).toMatchObject({
    kind: 'limit_reached',
    message: expect.stringContaining(String(defaultQuotas.rule_groups)),
  });
  expect(store.outbox).toHaveLength(events);
  expect(await ask({ type: 'group.put', draft: draftOf('x') })).toMatchObject({ change: 'created' });
  expect(await ask({ type: 'group.put', draft: draftOf('y') })).toMatchObject({ kind: 'limit_reached' });
  expect(await ask({ type: 'group.put', draft: draftOf('x', { limit: 1 }) })).toMatchObject({ change: 'changed' });
  expect(await ask({ type: 'group.put', draft: draftOf('y') }, 'c', 'globex')).toMatchObject({ change: 'created' });
});

test('a tenant has so many rules in its groups and no more, and may always have fewer', async () => {
  const drafts = Array.from({ length: defaultQuotas.grouped_rules / 1_000 }, (_, i) =>
    draftOf(`g${i}`, { rules: rulesOf(1_000) }),
  );
  expect(await ask({ type: 'group.import', drafts })).toMatchObject({ kind: 'groups' });
  expect(await ask({ type: 'group.put', draft: draftOf('one more') })).toMatchObject({ kind: 'limit_reached' });
  expect(await ask({ type: 'group.put', draft: draftOf('empty', { rules: [] }) })).toMatchObject({ kind: 'group' });
  expect(await ask({ type: 'group.put', draft: draftOf('g0', { rules: rulesOf(999) }) })).toMatchObject({
    change: 'changed',
  });
  expect(await ask({ type: 'group.put', draft: draftOf('one more') })).toMatchObject({ change: 'created' });
});
