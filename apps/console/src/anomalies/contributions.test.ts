import { contributionsByTime } from './contributions.js';

const told = (member: string, part: string, values: [number, string][]) => ({ metric: { member, part }, values });

test('members stand together by time and part, the latest first, and the largest share first', () => {
  const moments = contributionsByTime([
    told('season', 'level', [
      [10, '0.2'],
      [20, '1'],
    ]),
    told('discord', 'level', [[10, '0.8']]),
    told('new_value', 'onset', [[20, '1']]),
  ]);
  expect(moments.map(({ at, part, shares }) => [at, part, shares.map(({ member }) => member)])).toEqual([
    [20_000, 'level', ['season']],
    [20_000, 'onset', ['new_value']],
    [10_000, 'level', ['discord', 'season']],
  ]);
  expect(contributionsByTime([])).toEqual([]);
});
