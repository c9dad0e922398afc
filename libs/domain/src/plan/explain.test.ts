import { parseExpr } from '../promql/parser.js';
import { planText } from './explain.js';
import { explainPlan } from './plan.js';
import { SeriesStore } from './series-store.js';

function explained(text: string): string[] {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(text);
  return planText(explainPlan(parsed.expr, new SeriesStore())).split('\n');
}

test('a plan shows its operators, each above those that it reads, and what each costs', () => {
  expect(explained('sum by (job) (rate(requests_total[5m])) > 10')).toEqual([
    '>  [0 elements, 1 step an element; incremental]',
    '  sum  [0 elements, 1 step an element; incremental]',
    '    rate  [0 elements, 1 step an element; incremental]',
    '      requests_total, samples of 5m  [0 elements, 1 step an element; incremental]',
    '  10  [1 element, 1 step an element; incremental]',
  ]);
});

test('what an expression has twice is evaluated once', () => {
  const [, ...below] = explained('up / up');
  expect(below).toEqual(['  up  [0 elements, 1 step an element; incremental]', '  up  (shared, see above)']);
});

test('operators that look at more than what has changed say why', () => {
  expect(explained('topk(3, mad_over_time(up[1m]))').slice(0, 3)).toEqual([
    'topk  [0 elements, log n steps an element; not incremental: elements are ranked anew]',
    '  3  [1 element, 1 step an element; incremental]',
    '  mad_over_time  [0 elements, all samples of each window; not incremental: mad_over_time needs all samples of its window]',
  ]);
});

test('the inside of a subquery belongs to the plan', () => {
  expect(explained('max_over_time(sum(up)[1h:1m])')).toEqual([
    'max_over_time  [0 elements, 1 step an element; incremental]',
    '  subquery of 1h, each 1m evaluated once  [0 elements, 1 step an element; incremental]',
    '    sum  [0 elements, 1 step an element; incremental]',
    '      up  [0 elements, 1 step an element; incremental]',
  ]);
});

test('a range vector has a plan as well', () => {
  expect(explained('up[1m] smoothed')).toEqual([
    'up smoothed, samples of 1m  [0 elements, 1 step an element; incremental]',
  ]);
});
