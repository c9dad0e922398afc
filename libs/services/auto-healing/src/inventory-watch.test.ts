import { FakeClock } from '@tocsin/ports/clock.fake';
import type { SeenInventory } from '@tocsin/ports/inventory-store';
import type { Inventory } from '@tocsin/ports/target-inventory';
import type { HealingTarget } from '@tocsin/domain/healing/target';
import { InventoryWatch } from './inventory-watch.js';

const START = 1_800_000_000_000;
const web: HealingTarget = {
  subject: { kind: 'container', name: 'web' },
  labels: {},
  members: [],
  desired: 1,
  ready: 1,
  health: 'healthy',
  why: null,
};

async function watched(answers: (() => Promise<Inventory>)[]) {
  const clock = new FakeClock(START);
  const told: SeenInventory[] = [];
  const watch = new InventoryWatch({
    inventories: new Map([['docker', { list: () => (answers.shift() ?? hangs)() }]]),
    store: { put: async (seen) => void told.push(seen), all: async () => told },
    clock,
    onError: (error) => {
      throw error;
    },
  });
  watch.start();
  await watch.look();
  return { clock, told, watch };
}
const hangs = () => new Promise<never>(() => undefined);
const listed = async (): Promise<Inventory> => ({ kind: 'listed', targets: [web], isCut: false });
const broken = () => Promise.reject(new Error('it is broken'));
const lost = async (): Promise<Inventory> => ({ kind: 'unreachable', reason: 'nobody listens' });

test('tells what there is at once, and of a system that is lost what was there last', async () => {
  const { clock, told, watch } = await watched([listed, listed, lost]);
  await clock.advance(30_000);
  const seen = { system: 'docker', seenAt: START, targets: [web], isCut: false };
  expect(told.slice(1)).toEqual([
    { ...seen, problem: null },
    { ...seen, problem: 'nobody listens' },
  ]);
  await watch.stop();
});

test('a system that throws or was never reached holds nobody up', async () => {
  const { told, watch } = await watched([broken, broken]);
  expect(told.slice(1)).toMatchObject([
    { system: 'docker', seenAt: null, targets: [], problem: expect.stringContaining('broken') },
  ]);
  await watch.stop();
});
