import type { HealingAction } from '@tocsin/domain/healing/action';
import { describeActionExecutor } from './action-executor.contract.js';
import { FakeActionExecutor, targetOf } from './action-executor.fake.js';

const workload = { namespace: 'shop', kind: 'Deployment', name: 'web' } as const;
const actions: readonly HealingAction[] = [
  { kind: 'kubernetes_restart', workload },
  { kind: 'kubernetes_scale', workload, replicas: 5 },
  { kind: 'kubernetes_roll_back', workload },
  { kind: 'kubernetes_cordon', node: { name: 'node-1' } },
  { kind: 'kubernetes_evict', pod: { namespace: 'shop', name: 'web-1' } },
  { kind: 'kubernetes_patch', workload, patch: { spec: { minReadySeconds: 5 } } },
  { kind: 'kubernetes_job', namespace: 'shop', cron_job: 'tidy' },
  { kind: 'docker_restart', container: { name: 'web' } },
  { kind: 'aws_reboot_instance', instance: { id: 'i-1' } },
  { kind: 'aws_scale_group', group: { name: 'web' }, capacity: 4 },
  { kind: 'webhook', url: 'https://hooks.example/restart', body: {} },
];

const well = () => ({ level: 0, restarts: 0, healthy: 3, total: 3 });

describeActionExecutor(
  'the fake executor',
  actions.map(({ kind }) => kind),
  async (kind) => {
    const executor = new FakeActionExecutor();
    const action = actions.find((candidate) => candidate.kind === kind);
    if (action === undefined) throw new Error(`no action of kind ${kind}`);
    executor.targets.set(targetOf(action), well());
    const missing = JSON.parse(
      JSON.stringify(action).replace(/web|tidy|node-1|i-1|restart(?=","body)/g, (name) => `no-${name}`),
    );
    return {
      executor,
      action,
      missing: { action: missing as HealingAction, where: targetOf(missing as HealingAction) },
      tells: 'all',
      undoable: ['kubernetes_scale', 'kubernetes_cordon', 'aws_scale_group'].includes(kind),
      effects: async () => executor.effects.length,
      state: async () => ({ ...executor.targets.get(targetOf(action)) }),
      close: async () => undefined,
    };
  },
);

describe('the way to the other side', () => {
  const action = actions[0] as HealingAction;
  const live = new AbortController().signal;
  const world = () => {
    const executor = new FakeActionExecutor();
    executor.targets.set(targetOf(action), well());
    return executor;
  };

  test('lost before: unknown, and it was not done', async () => {
    const executor = world();
    executor.way = 'lost_before';
    expect(await executor.perform(action, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(await executor.inquire(action, 'k', live)).toEqual({ kind: 'not_done' });
  });

  test('lost after: unknown, and it was done', async () => {
    const executor = world();
    executor.way = 'lost_after';
    expect(await executor.perform(action, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(await executor.inquire(action, 'k', live)).toEqual({ kind: 'done' });
  });

  test('refusing: not done, may help to ask again, and nobody knows of traces', async () => {
    const executor = world();
    executor.way = 'refusing';
    expect(await executor.perform(action, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: true });
    expect(await executor.inquire(action, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(executor.effects).toEqual([]);
  });
});
