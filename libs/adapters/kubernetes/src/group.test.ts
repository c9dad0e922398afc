import type { WorkloadObject } from './objects.js';
import { groupOf, replacesItsPods, takenAtOnce } from './group.js';
import { selectorText } from './revisions.js';

const deployment = (replicas: number, ready: number, strategy?: object) =>
  ({ spec: { replicas, strategy }, status: { readyReplicas: ready } }) as WorkloadObject;
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});

it.each<[string, WorkloadObject, number]>([
  ['a quarter, rounded down, unless it says otherwise', deployment(10, 10), 2],
  ['none of few, since others come first', deployment(3, 3), 0],
  ['fewer when some are broken, which are away already', deployment(10, 9), 1],
  ['none when more are broken than may be away', deployment(10, 2), 0],
  ['as many as it says', deployment(10, 10, rolling(0, 4)), 4],
  ['as large a part as it says', deployment(10, 10, rolling(0, '35%')), 3],
  ['one when it may add none and its part comes to nothing', deployment(3, 3, rolling('0%', '10%')), 1],
  ['all when it takes them down first', deployment(3, 2, { type: 'Recreate' }), 2],
])('a Deployment takes %s', (_name, workload, touched) => expect(takenAtOnce('Deployment', workload)).toBe(touched));

it('a StatefulSet takes one, and a DaemonSet as many as it says, broken or not', () => {
  const set = { spec: { replicas: 5 }, status: { readyReplicas: 3 } } as WorkloadObject;
  expect(takenAtOnce('StatefulSet', set)).toBe(1);
  const daemons = {
    spec: { updateStrategy: { rollingUpdate: { maxUnavailable: '50%' } } },
    status: { desiredNumberScheduled: 5, numberReady: 5 },
  } as unknown as WorkloadObject;
  expect(takenAtOnce('DaemonSet', daemons)).toBe(3);
  expect(groupOf('DaemonSet', daemons)).toEqual({ total: 5, healthy: 5 });
});

it('counts no more as healthy than are wanted, and one where nothing is said', () => {
  expect(groupOf('Deployment', deployment(2, 3))).toEqual({ total: 2, healthy: 2 });
  expect(groupOf('Deployment', { spec: {} } as WorkloadObject)).toEqual({ total: 1, healthy: 0 });
});

it('knows who waits for somebody to delete pods', () => {
  const set = (type: string) => ({ spec: { updateStrategy: { type } } }) as WorkloadObject;
  expect([set('OnDelete'), set('RollingUpdate'), deployment(1, 1)].map(replacesItsPods)).toEqual([false, true, true]);
});

it('writes selectors as the API takes them', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['front', 'back'] },
    { key: 'track', operator: 'NotIn', values: ['canary'] },
    { key: 'team', operator: 'Exists' },
    { key: 'old', operator: 'DoesNotExist' },
  ];
  expect(selectorText({ matchLabels: { app: 'web' }, matchExpressions })).toBe(
    'app=web,tier in (front,back),track notin (canary),team,!old',
  );
  expect(selectorText(undefined)).toBe('');
});
