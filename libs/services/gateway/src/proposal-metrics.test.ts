import { Registry } from 'prom-client';
import { exportProposalsWaiting } from './proposal-metrics.js';

test('changes that wait are counted when somebody looks, over all tenants and without their names', async () => {
  const registry = new Registry();
  const [rules, groups]: [never[], never[]] = [[], []];
  exportProposalsWaiting(registry, { all: () => rules }, { all: () => groups });
  const waiting = async (): Promise<unknown> => (await registry.getMetricsAsJSON()).map(({ values }) => values);
  expect(await waiting()).toEqual([
    [
      { value: 0, labels: { kind: 'rule' } },
      { value: 0, labels: { kind: 'group' } },
    ],
  ]);
  rules.length = 3;
  groups.length = 1;
  expect(await waiting()).toEqual([
    [
      { value: 3, labels: { kind: 'rule' } },
      { value: 1, labels: { kind: 'group' } },
    ],
  ]);
});
