import { exampleIncident, exampleRecommendation } from '@tocsin/contracts/topics/recommendations';
import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { RecommendedSettingSchema } from '@tocsin/domain/recommendations/configuration-recommendation';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { INCIDENTS_PER_TENANT_MAX, RECOMMENDATIONS_PER_TENANT_MAX } from './recommendation-manager.js';
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
type Outcome = CommandReply['outcome'];

async function ask(asked: Asked, actor = 'ada'): Promise<Outcome> {
  commands += 1;
  const envelope = { id: `c${commands}`, tenant_id: 'acme', actor, at: clock.now(), reply_to: '' };
  return (await manager.decide({ ...envelope, ...asked } as Command)).outcome;
}
const published = (): string[] =>
  store.outbox.splice(0).map(({ topic, key, value }) => `${topic} ${key} ${value === null ? 'gone' : 'kept'}`);

const rule = RuleDraftSchema.parse({
  name: 'Busy',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
});
const { before, after, text, confidence, backtest } = exampleRecommendation;
const recommended = RecommendedSettingSchema.parse({ before, after, text, confidence, backtest });
const make = (recommendation_id: string, rule_version = 1, rule_id = 'r1') =>
  ask({ type: 'recommendation.make', recommendation_id, rule_id, rule_version, recommended });
const decide = (recommendation_id: string, verdict: 'accept' | 'refuse', reason = '', actor = 'bob') =>
  ask({ type: 'recommendation.decide', recommendation_id, verdict, reason }, actor);

beforeEach(async () => {
  clock = new FakeClock(NOW);
  store = new FakeConfigurationStore();
  const ids = { next: () => 'event' };
  manager = new RuleManager({ store, log: { append: async () => undefined }, topicPrefix: 'test', clock, ids });
  await ask({ type: 'rule.create', rule_id: 'r1', draft: rule });
  published();
});

describe('recommendations', () => {
  test('one is made of the version that stands, and takes the place of an open one', async () => {
    expect(await make('a', 1, 'none')).toEqual({ kind: 'not_found' });
    expect(await make('a', 2)).toMatchObject({ kind: 'conflict' });
    expect(await make('a')).toMatchObject({
      recommendation: { id: 'a', state: 'open', rule_name: 'Busy', made_by: 'ada', made_at: NOW, after },
    });
    published();
    await make('b');
    expect(published()).toEqual(['recommendations acme/a kept', 'recommendations acme/b kept', 'audit acme kept']);
    expect(await decide('a', 'accept')).toMatchObject({ kind: 'refused', code: 'wrong_status' });
  });

  test('the rule follows one that is accepted, in the name of who accepts, once', async () => {
    await make('a');
    published();
    const outcome = await decide('a', 'accept');
    expect(outcome).toMatchObject({
      recommendation: { state: 'accepted', applied_version: 2, decision: { by: 'bob', at: NOW, reason: '' } },
      rule: { version: 2, for: '3m', conditions: [{ threshold: 86 }] },
    });
    expect(published()).toEqual([
      'rules acme/r1 kept',
      'audit acme kept',
      'recommendations acme/a kept',
      'audit acme kept',
    ]);
    const version = await ask({ type: 'versions.read', of: 'rule', name: 'r1', version: 2 });
    expect(version).toMatchObject({ version: { author: 'bob', reason: `recommended: ${text}` } });
    expect(await decide('a', 'refuse')).toMatchObject({ kind: 'refused', code: 'wrong_status' });
  });

  test('where approval is needed, the rule stands as it did until somebody approves', async () => {
    await ask({ type: 'approval-policy.put', policy: { severities: ['HIGH'], categories: [] } });
    await make('a');
    const outcome = await decide('a', 'accept');
    expect(outcome).toMatchObject({
      recommendation: { state: 'accepted', applied_version: 2 },
      proposal: { version: 2, author: 'bob' },
    });
    expect(outcome).not.toHaveProperty('rule');
  });

  test('what has changed since is not changed by it, and neither is what was refused, deleted or is kept elsewhere', async () => {
    await make('a');
    await ask({ type: 'rule.update', rule_id: 'r1', draft: { ...rule, description: 'other' } });
    expect(await decide('a', 'accept')).toMatchObject({ kind: 'conflict' });
    await make('b', 2);
    expect(await decide('b', 'refuse', 'no')).toMatchObject({
      recommendation: { state: 'refused', decision: { by: 'bob', reason: 'no' } },
    });
    expect(await decide('b', 'accept')).toMatchObject({ kind: 'refused' });
    await make('c', 2);
    await ask({ type: 'rule.delete', rule_id: 'r1' });
    expect(await decide('c', 'accept')).toEqual({ kind: 'not_found' });
    await ask({ type: 'rule.create', rule_id: 'r2', draft: rule, provisioned_by: 'git' });
    await make('d', 1, 'r2');
    expect(await decide('d', 'accept')).toMatchObject({ kind: 'refused', code: 'provisioned' });
    expect(await decide('none', 'accept')).toEqual({ kind: 'not_found' });
  });

  test('the oldest are forgotten when there are too many', async () => {
    for (let i = 0; i < RECOMMENDATIONS_PER_TENANT_MAX; i += 1) {
      await make(`a${i}`);
      await clock.advance(1);
    }
    published();
    await make('new');
    expect(published()).toContain('recommendations acme/a0 gone');
  });
});

describe('incidents', () => {
  const { title, matchers, starts_at, ends_at } = exampleIncident;
  const draft = { title, matchers, starts_at, ends_at };
  const create = (incident_id: string, over: Partial<typeof draft> = {}) =>
    ask({ type: 'incident.create', incident_id, draft: { ...draft, ...over } });

  test('what cannot be is refused, whoever sends the command', async () => {
    expect(await create('i', { ends_at: starts_at - 1 })).toMatchObject({ kind: 'invalid', path: 'ends_at' });
    expect(await create('i', { matchers: ['a=""'] })).toMatchObject({ kind: 'invalid', path: 'matchers' });
  });

  test('one is taken back once', async () => {
    expect(await create('i')).toMatchObject({ incident: { id: 'i', created_by: 'ada', created_at: NOW } });
    expect(published()).toEqual(['incidents acme/i kept', 'audit acme kept']);
    expect(await ask({ type: 'incident.delete', incident_id: 'i' })).toEqual({ kind: 'deleted' });
    expect(published()).toEqual(['incidents acme/i gone', 'audit acme kept']);
    expect(await ask({ type: 'incident.delete', incident_id: 'i' })).toEqual({ kind: 'not_found' });
  });

  test('those that ended longest ago are forgotten when there are too many, and after 400 days', async () => {
    await create('old');
    await clock.advance(401 * DAY);
    published();
    const fresh = { starts_at: clock.now(), ends_at: clock.now() };
    await create('first', fresh);
    expect(published()).toEqual(['incidents acme/first kept', 'incidents acme/old gone', 'audit acme kept']);
    await store.decideOnce(
      { type: 'incident.delete', id: 'fill', tenant_id: 'acme', actor: 'a', at: 0, reply_to: '', incident_id: '' },
      async (tx) => {
        for (let i = 1; i < INCIDENTS_PER_TENANT_MAX; i += 1)
          await tx.recommendations.saveIncident({ ...exampleIncident, id: `i${i}`, ends_at: clock.now() + i });
        return { command_id: 'fill', reply_to: '', outcome: { kind: 'deleted' } };
      },
    );
    await create('last', { starts_at: clock.now(), ends_at: clock.now() + DAY });
    expect(published()).toContain('incidents acme/first gone');
  });
});
