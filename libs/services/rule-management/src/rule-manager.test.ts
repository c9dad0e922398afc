import type { Command } from '@tocsin/contracts/topics/commands';
import { commandReplies } from '@tocsin/contracts/topics/commands';
import { decodeJson } from '@tocsin/contracts/define-topic';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { NotStorable } from '@tocsin/ports/configuration-store';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import type { AppendRecord } from '@tocsin/ports/event-log';
import { RuleManager } from './rule-manager.js';

const envelope = { id: 'c1', tenant_id: 'acme', actor: 'ann', at: 0, reply_to: 'gateway-1' };
const commands: readonly [string, Command][] = [
  ['name', { type: 'group.delete', ...envelope, name: 'a\0' }],
  ['rules[0].expr', { type: 'group.put', ...envelope, draft: { name: 'a', rules: [{ record: 'r', expr: '\ud800' }] } }],
  ['actor', { type: 'rule.delete', ...envelope, actor: '\0', rule_id: 'r' }],
];

let appended: { topic: string; records: readonly AppendRecord[] }[];
let store: FakeConfigurationStore;
let manager: RuleManager;
beforeEach(() => {
  appended = [];
  store = new FakeConfigurationStore();
  manager = new RuleManager({
    store,
    log: { append: async (topic, records) => void appended.push({ topic, records }) as never },
    topicPrefix: 't',
    clock: new FakeClock(0),
    ids: { next: () => 'id' },
  });
});

test.each(commands)('what the database cannot keep never gets there: %s', async (path, command) => {
  const decided = jest.spyOn(store, 'decideOnce');
  expect(await manager.decide(command)).toMatchObject({
    command_id: 'c1',
    reply_to: 'gateway-1',
    outcome: { kind: 'invalid', path },
  });
  expect(decided).not.toHaveBeenCalled();
});

test('a command that the database can never keep is refused, and those behind it need not wait', async () => {
  const [, command] = commands[2] as (typeof commands)[number];
  jest.spyOn(store, 'decideOnce').mockRejectedValueOnce(new NotStorable('integer out of range'));
  expect(await manager.decide({ ...command, actor: 'ann' })).toMatchObject({
    command_id: 'c1',
    outcome: { kind: 'invalid', message: expect.stringContaining('integer out of range') },
  });
  jest.spyOn(store, 'decideOnce').mockRejectedValueOnce(new Error('the database is away'));
  await expect(manager.decide({ ...command, actor: 'ann' })).rejects.toThrow('away');
});

test('a reply goes to whoever asked for it, and nowhere when nobody did', async () => {
  const reply = { command_id: 'c1', reply_to: 'gateway-1', outcome: { kind: 'deleted' as const } };
  await manager.reply({ ...reply, reply_to: '' });
  expect(appended).toEqual([]);
  await manager.reply(reply);
  const [record] = appended[0]?.records ?? [];
  expect([appended[0]?.topic, record?.key]).toEqual(['t.command-replies.v1', 'gateway-1']);
  expect(decodeJson(commandReplies, record?.value as Uint8Array)).toEqual({ kind: 'value', value: reply });
});
