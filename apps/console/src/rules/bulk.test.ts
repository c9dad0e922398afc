import type { Schema } from '@tocsin/client/call';
import { type BulkAction, doToAll } from './bulk.js';

const rules = Array.from({ length: 150 }, (_, i) => ({ id: `r${i}`, name: `Rule ${i}` }));
type Answer = Awaited<ReturnType<Parameters<typeof doToAll>[0]['changeRules']>>;

function platform(answer: (operations: Schema<'RuleBulkInput'>['operations']) => Partial<Schema<'RuleBulkResult'>>[]) {
  const silences: string[][] = [];
  const sizes: number[] = [];
  return {
    silences,
    sizes,
    changeRules: async ({ body }: { body: Schema<'RuleBulkInput'> }) => {
      sizes.push(body.operations.length);
      const data = answer(body.operations).map((one, index) => ({ index, status: 200, outcome: 'changed', ...one }));
      return { data } as unknown as Answer;
    },
    createSilence: async ({ body }: { body: { matchers: string[] } }) => {
      silences.push(body.matchers);
      return {} as never;
    },
  };
}
const run = (
  world: ReturnType<typeof platform>,
  action: BulkAction,
  some = rules,
  tell: (n: number) => void = () => undefined,
) => doToAll(world as unknown as Parameters<typeof doToAll>[0], action, some, tell);

test('many are changed in parts, it is told how far they are, and each has its own outcome', async () => {
  const world = platform((operations) =>
    operations.map(({ op }, i) =>
      i === 3 ? { outcome: 'refused', problem: { type: '', title: '', status: 409, detail: `no ${op}` } } : {},
    ),
  );
  const told: number[] = [];
  const outcomes = await run(world, { kind: 'pause' }, rules, (done) => told.push(done));
  expect([world.sizes, told]).toEqual([
    [100, 50],
    [100, 150],
  ]);
  expect(outcomes.filter(({ outcome }) => outcome === 'refused')).toEqual([
    { id: 'r3', name: 'Rule 3', outcome: 'refused', because: 'no pause' },
    { id: 'r103', name: 'Rule 103', outcome: 'refused', because: 'no pause' },
  ]);
  expect(outcomes).toHaveLength(150);
});

test('what was done before a request failed stays told, and the rest is told as not done', async () => {
  let calls = 0;
  const world = platform((operations) => {
    calls += 1;
    if (calls === 2) throw new Error('nobody answers');
    return operations.map(() => ({ outcome: 'proposed' as const }));
  });
  const outcomes = await run(world, { kind: 'move', folder: null });
  expect(outcomes.slice(98, 101).map(({ outcome, because }) => [outcome, because])).toEqual([
    ['waits', ''],
    ['waits', ''],
    ['refused', 'nobody answers'],
  ]);
});

test('a silence is made for the alerts of each rule, whatever its name is', async () => {
  const world = platform(() => []);
  const action = { kind: 'silence', comment: 'Moved.', endsAt: 1 } as const;
  await run(world, action, [{ id: 'r', name: 'Disk "a\\b"' }]);
  expect(world.silences).toEqual([['alertname="Disk \\"a\\\\b\\""']]);
});
