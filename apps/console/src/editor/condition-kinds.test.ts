import { conditionAs } from './condition-kinds.js';

test('a condition of another kind keeps what both kinds have', () => {
  const former = { type: 'threshold', metric_path: 'cpu', labels: { team: 'web' }, operator: '<', threshold: 3 };
  expect(conditionAs('change', former)).toEqual({ ...former, type: 'change', window: '5m' });
  expect(conditionAs('absence', former)).toEqual({
    type: 'absence',
    metric_path: 'cpu',
    window: '5m',
    labels: { team: 'web' },
  });
  expect(conditionAs('promql', former)).toEqual({ type: 'promql', expr: '' });
});
