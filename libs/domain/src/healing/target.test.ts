import { type HealingTarget, isDoneTo, targetOfSeries } from './target.js';

const well = { labels: {}, desired: 2, ready: 2, health: 'healthy', why: null } as const;
const workload = (
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  namespace: string,
  name: string,
): HealingTarget => ({
  ...well,
  subject: { kind: 'workload', workload: { namespace, kind, name } },
  members: [`${name}-1`, `${name}-2`],
});
const web = workload('Deployment', 'shop', 'web');
const other = workload('Deployment', 'blog', 'web');
const store = workload('StatefulSet', 'shop', 'store');
const agent = workload('DaemonSet', 'shop', 'agent');
const node: HealingTarget = { ...well, subject: { kind: 'node', name: 'worker-1' }, members: [] };
const proxy: HealingTarget = { ...well, subject: { kind: 'container', name: 'proxy' }, members: [] };
const targets = [web, other, store, agent, node, proxy];

describe('targetOfSeries', () => {
  it.each<[Record<string, string>, HealingTarget]>([
    [{ namespace: 'shop', deployment: 'web' }, web],
    [{ namespace: 'blog', deployment: 'web' }, other],
    [{ namespace: 'shop', statefulset: 'store' }, store],
    [{ namespace: 'shop', daemonset: 'agent' }, agent],
    [{ namespace: 'shop', pod: 'web-2' }, web],
    [{ namespace: 'shop', pod: 'store-1', container: 'proxy' }, store],
    [{ node: 'worker-1' }, node],
    [{ name: 'proxy' }, proxy],
    [{ container_name: 'proxy' }, proxy],
  ])('ties %j', (labels, target) => expect(targetOfSeries(labels, targets)).toEqual({ kind: 'tied', target }));

  it.each<[Record<string, string>, string]>([
    [{ namespace: 'shop', deployment: 'gone', pod: 'web-1' }, 'Deployment shop/gone'],
    [{ deployment: 'web' }, 'names no target'],
    [{ pod: 'web-1' }, 'names no target'],
    [{ namespace: 'blog', pod: 'store-1' }, 'pod blog/store-1'],
    [{ node: 'worker-9' }, 'node worker-9'],
    [{ name: 'gone' }, 'container gone'],
    [{}, 'names no target'],
  ])('leaves %j untied, and says why', (labels, words) =>
    expect(targetOfSeries(labels, targets)).toEqual({ kind: 'untied', reason: expect.stringContaining(words) }),
  );

  it('does not choose among two of one name', () => {
    const twice = targetOfSeries({ name: 'proxy' }, [proxy, { ...proxy, ready: 0 }]);
    expect(twice).toEqual({ kind: 'untied', reason: '2 targets are container proxy' });
  });
});

describe('isDoneTo', () => {
  it('knows the target of an action, the pods of a workload included', () => {
    const evict = { kind: 'kubernetes_evict', pod: { namespace: 'shop', name: 'web-1' } } as const;
    expect(targets.filter((target) => isDoneTo(evict, target))).toEqual([web]);
    const restart = {
      kind: 'kubernetes_restart',
      workload: { namespace: 'shop', kind: 'StatefulSet', name: 'store' },
    } as const;
    expect(targets.filter((target) => isDoneTo(restart, target))).toEqual([store]);
    expect(
      targets.filter((target) => isDoneTo({ kind: 'kubernetes_cordon', node: { name: 'worker-1' } }, target)),
    ).toEqual([node]);
    expect(
      targets.filter((target) => isDoneTo({ kind: 'docker_restart', container: { name: 'proxy' } }, target)),
    ).toEqual([proxy]);
    expect(
      targets.filter((target) => isDoneTo({ kind: 'webhook', url: 'https://a.example', body: {} }, target)),
    ).toEqual([]);
  });
});
