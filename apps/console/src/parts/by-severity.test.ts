import { countsBySeverity, worstOf } from './by-severity.js';

const alerts = [
  { severity: 'LOW', updated_at: 4 },
  { severity: 'CRITICAL', updated_at: 1 },
  { severity: 'CRITICAL', updated_at: 3 },
  { severity: 'HIGH', updated_at: 2 },
] as const;

test('alerts are counted from the worst severity on, without those that nothing has', () => {
  expect(countsBySeverity(alerts)).toEqual([
    { severity: 'CRITICAL', count: 2 },
    { severity: 'HIGH', count: 1 },
    { severity: 'LOW', count: 1 },
  ]);
  expect(countsBySeverity([])).toEqual([]);
});

test('the worst come first, and of those the latest', () => {
  expect(worstOf(alerts, 3).map(({ updated_at }) => updated_at)).toEqual([3, 1, 2]);
});
