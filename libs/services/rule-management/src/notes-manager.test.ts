import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { NOTES_MAX } from '@tocsin/domain/alerting/incident-notes';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { NOTED_INCIDENTS_MAX } from './notes-manager.js';
import { RuleManager } from './rule-manager.js';

let clock: FakeClock;
let store: FakeConfigurationStore;
let manager: RuleManager;
let commands = 0;
beforeEach(() => {
  clock = new FakeClock(1_763_900_000_000);
  store = new FakeConfigurationStore();
  const ids = { next: () => 'event' };
  manager = new RuleManager({ store, log: { append: async () => undefined }, topicPrefix: 'test', clock, ids });
});

async function write(text: string, incident_id = 'a1', actor = 'ada'): Promise<CommandReply['outcome']> {
  commands += 1;
  const command: Command = {
    type: 'incident-note.add',
    id: `c${commands}`,
    tenant_id: 'acme',
    actor,
    at: clock.now(),
    reply_to: '',
    incident_id,
    note_id: `n${commands}`,
    draft: { text },
  };
  return (await manager.decide(command)).outcome;
}

test('notes stand in their order with who wrote them and when, are told by the log, and the audit has no word of them', async () => {
  await write('It is the disk.');
  const at = clock.now() + 60_000;
  await clock.advance(60_000);
  const outcome = await write('It was not.', 'a1', 'bob');
  expect(outcome).toMatchObject({
    kind: 'incident_notes',
    notes: {
      incident_id: 'a1',
      updated_at: at,
      notes: [
        { text: 'It is the disk.', by: 'ada', at: at - 60_000 },
        { text: 'It was not.', by: 'bob', at },
      ],
    },
  });
  expect(store.outbox.map(({ topic, key }) => `${topic} ${key}`)).toEqual([
    'incident-notes acme/a1',
    'audit acme',
    'incident-notes acme/a1',
    'audit acme',
  ]);
  const audited = store.outbox.filter(({ topic }) => topic === 'audit');
  expect(audited[1]).toMatchObject({ value: { actor: 'bob', subject: 'alert-incident/a1', details: { length: 11 } } });
  expect(JSON.stringify(audited)).not.toContain('disk');
});

test('no incident has more notes than anybody reads, and another one still takes some', async () => {
  for (let i = 0; i < NOTES_MAX; i += 1) await write('again');
  expect(await write('once more')).toMatchObject({
    kind: 'limit_reached',
    message: expect.stringContaining('200 notes'),
  });
  expect(await write('first', 'a2')).toMatchObject({ kind: 'incident_notes' });
});

test('notes of the incident that was written about first are dropped when there are too many', async () => {
  await store.decideOnce({ id: 'many', tenant_id: 'acme', at: 0, reply_to: '' } as Command, async (tx) => {
    for (let i = 0; i < NOTED_INCIDENTS_MAX; i += 1)
      await tx.incidentNotes.save({ tenant_id: 'acme', incident_id: `i${i}`, notes: [], updated_at: i });
    return { command_id: 'many', reply_to: '', outcome: { kind: 'deleted' } };
  });
  await write('new');
  expect(store.outbox).toContainEqual({ topic: 'incident-notes', key: 'acme/i0', value: null });
});
