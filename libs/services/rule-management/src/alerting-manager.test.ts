import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { ACKNOWLEDGEMENTS_PER_TENANT_MAX, SILENCES_PER_TENANT_MAX } from './alerting-manager.js';
import { RuleManager } from './rule-manager.js';

const NOW = 1_763_900_000_000;
const DAY = 86_400_000;

let clock: FakeClock;
let store: FakeConfigurationStore;
let manager: RuleManager;
let commands = 0;

type Asked = Command extends infer One
  ? One extends Command
    ? Omit<One, 'id' | 'tenant_id' | 'actor' | 'at' | 'reply_to'>
    : never
  : never;

async function ask(asked: Asked): Promise<CommandReply['outcome']> {
  commands += 1;
  const envelope = { id: `c${commands}`, tenant_id: 'acme', actor: 'ada', at: clock.now(), reply_to: '' };
  return (await manager.decide({ ...envelope, ...asked } as Command)).outcome;
}
const published = (): string[] =>
  store.outbox.splice(0).map(({ topic, key, value }) => `${topic} ${key} ${value === null ? 'gone' : 'kept'}`);

beforeEach(() => {
  clock = new FakeClock(NOW);
  store = new FakeConfigurationStore();
  const ids = { next: () => 'event' };
  manager = new RuleManager({ store, log: { append: async () => undefined }, topicPrefix: 'test', clock, ids });
});

describe('the notification policy', () => {
  const draft = { route: { receivers: ['w1'], group_by: ['a'] }, inhibit_rules: [], time_intervals: [] };
  const webhook = { type: 'webhook', name: 'w', url: 'http://127.0.0.1/', send_resolved: true } as const;

  test('is kept under a version that grows with each change, and only at the version that was asked for', async () => {
    await ask({ type: 'receiver.put', receiver_id: 'w1', draft: webhook });
    published();
    expect(await ask({ type: 'policy.put', draft, if_version: 0 })).toMatchObject({
      change: 'created',
      policy: { version: 1 },
    });
    expect(published()).toEqual(['notification-policies acme/policy kept', 'audit acme kept']);
    const reordered = { time_intervals: [], inhibit_rules: [], route: { group_by: ['a'], receivers: ['w1'] } };
    expect(await ask({ type: 'policy.put', draft: reordered })).toMatchObject({
      change: 'unchanged',
      policy: { version: 1 },
    });
    expect(published()).toEqual([]);
    expect(await ask({ type: 'policy.put', draft, if_version: 0 })).toMatchObject({ kind: 'conflict' });
    const other = { ...draft, route: { receivers: ['w1'] } };
    expect(await ask({ type: 'policy.put', draft: other, if_version: 1 })).toMatchObject({ policy: { version: 2 } });
    expect(await ask({ type: 'policy.delete', if_version: 1 })).toMatchObject({ kind: 'conflict' });
    expect(await ask({ type: 'policy.delete' })).toEqual({ kind: 'deleted' });
    expect(await ask({ type: 'policy.delete' })).toEqual({ kind: 'not_found' });
  });

  test('names receivers that there are, and these stay while it does', async () => {
    expect(await ask({ type: 'policy.put', draft })).toMatchObject({ kind: 'invalid', path: 'route.receivers[0]' });
    await ask({ type: 'receiver.put', receiver_id: 'w1', draft: webhook });
    const below = { ...draft, route: { receivers: [], routes: [{ routes: [{ receivers: ['w1'] }] }] } };
    await ask({ type: 'policy.put', draft: below });
    expect(await ask({ type: 'receiver.delete', receiver_id: 'w1' })).toMatchObject({ kind: 'in_use' });
    await ask({ type: 'policy.delete' });
    expect(await ask({ type: 'receiver.delete', receiver_id: 'w1' })).toEqual({ kind: 'deleted' });
  });
});

describe('silences', () => {
  const draft = { kind: 'silence' as const, matchers: ['a="b"'], comment: 'c', starts_at: NOW, ends_at: NOW + DAY };
  const put = (silence_id: string, over: Partial<typeof draft> = {}) =>
    ask({ type: 'silence.put', silence_id, draft: { ...draft, ...over } });

  test('what cannot be is refused, whoever sends the command', async () => {
    expect(await put('s', { matchers: ['a=""'] })).toMatchObject({ kind: 'invalid', path: 'matchers' });
    expect(await put('s', { ends_at: NOW })).toMatchObject({ kind: 'invalid', path: 'ends_at' });
  });

  test('a silence is ended rather than deleted, once, and forgotten five days later', async () => {
    await put('s');
    expect(published()).toEqual(['silences acme/s kept', 'audit acme kept']);
    expect(await ask({ type: 'silence.expire', silence_id: 'none' })).toEqual({ kind: 'not_found' });
    expect(await ask({ type: 'silence.expire', silence_id: 's' })).toMatchObject({ silence: { ends_at: NOW } });
    published();
    expect(await ask({ type: 'silence.expire', silence_id: 's' })).toMatchObject({ kind: 'silence' });
    expect(published()).toEqual([]);
    expect(await put('s')).toMatchObject({ kind: 'conflict' });
    await clock.advance(5 * DAY + 1);
    await put('t', { starts_at: clock.now(), ends_at: clock.now() + DAY });
    expect(published()).toEqual(['silences acme/s gone', 'silences acme/t kept', 'audit acme kept']);
  });

  test('who made a silence stays its maker, and there are only so many', async () => {
    await put('s');
    await clock.advance(1);
    expect(await put('s', { comment: 'other' })).toMatchObject({ silence: { created_at: NOW, updated_at: NOW + 1 } });
    for (let i = 1; i < SILENCES_PER_TENANT_MAX; i += 1) await put(`s${i}`);
    expect(await put('one too many')).toMatchObject({ kind: 'limit_reached' });
    expect(await put('s', { comment: 'changed' })).toMatchObject({ kind: 'silence' });
  });
});

describe('acknowledgements', () => {
  const say = (alert_id: string, kind: 'acknowledged' | 'snoozed' = 'acknowledged') =>
    ask({ type: 'alert.acknowledge', alert_id, kind, comment: '' });

  test('what was said last holds, and only that can be taken back', async () => {
    await say('a');
    expect(await say('a', 'snoozed')).toMatchObject({ acknowledgement: { kind: 'snoozed', by: 'ada', at: NOW } });
    const takeBack = (kind: 'acknowledged' | 'snoozed') => ask({ type: 'alert.unacknowledge', alert_id: 'a', kind });
    expect(await takeBack('acknowledged')).toEqual({ kind: 'not_found' });
    published();
    expect(await takeBack('snoozed')).toEqual({ kind: 'deleted' });
    expect(published()).toEqual(['acknowledgements acme/a gone', 'audit acme kept']);
  });

  test('the oldest are forgotten when there are too many', async () => {
    const decide = store.decideOnce.bind(store);
    await decide(
      { type: 'policy.delete', id: 'fill', tenant_id: 'acme', actor: 'a', at: 0, reply_to: '' },
      async (tx) => {
        for (let i = 0; i < ACKNOWLEDGEMENTS_PER_TENANT_MAX; i += 1)
          await tx.alerting.saveAcknowledgement({
            tenant_id: 'acme',
            alert_id: `a${i}`,
            kind: 'acknowledged',
            by: 'ada',
            at: NOW - ACKNOWLEDGEMENTS_PER_TENANT_MAX + i,
            comment: '',
          });
        return { command_id: 'fill', reply_to: '', outcome: { kind: 'deleted' } };
      },
    );
    await say('new');
    expect(published()).toEqual(['acknowledgements acme/new kept', 'acknowledgements acme/a0 gone', 'audit acme kept']);
  });

  test('what was said is forgotten after 90 days', async () => {
    await say('old');
    await clock.advance(90 * DAY + 1);
    published();
    await say('new');
    expect(published()).toEqual([
      'acknowledgements acme/new kept',
      'acknowledgements acme/old gone',
      'audit acme kept',
    ]);
  });
});
