import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import { RuleManager } from './rule-manager.js';

const store = new FakeConfigurationStore();
const manager = new RuleManager({
  store,
  log: { append: async () => undefined },
  topicPrefix: 'test',
  clock: new FakeClock(1_763_900_000_000),
  ids: { next: () => 'event' },
});
let commands = 0;
const put = async (selectors: string[], over: { if_version?: number } = {}): Promise<CommandReply['outcome']> => {
  commands += 1;
  const command: Command = {
    type: 'prediction-marks.put',
    id: `c${commands}`,
    tenant_id: 'acme',
    actor: 'ada',
    at: 1,
    reply_to: '',
    draft: { selectors },
    ...over,
  };
  return (await manager.decide(command)).outcome;
};
const published = (): string[] => store.outbox.splice(0).map(({ topic, key }) => `${topic} ${key}`);

test('marks are kept under a version that grows, told by the log and audited; what changes nothing is told to nobody', async () => {
  expect(await put(['up'], { if_version: 0 })).toMatchObject({ marks: { version: 1, selectors: ['up'] } });
  expect(published()).toEqual(['prediction-marks acme/marks', 'audit acme']);
  expect(await put(['up'])).toMatchObject({ marks: { version: 1 } });
  expect(published()).toEqual([]);
  expect(await put(['{}'], { if_version: 7 })).toMatchObject({ kind: 'conflict' });
  expect(await put([], { if_version: 1 })).toMatchObject({ marks: { version: 2, selectors: [] } });
});
