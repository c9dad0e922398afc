import { parseExpr } from '../promql/parser.js';
import { isNothingOfNothing } from './nothing-of-nothing.js';

const judged = (text: string): boolean => {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(`${text} does not parse`);
  return isNothingOfNothing(parsed.expr);
};

test.each([
  ['up > 0', true],
  ['sum by (a) (rate(x[5m])) / on (a) group_left sum(y)', true],
  ['-x + 1', true],
  ['max_over_time(rate(x[1m])[10m:1m]) unless y', true],
  ['label_replace(x, "a", "b", "c", "d")', true],
  ['histogram_quantile(0.9, x)', true],
  ['x and vector(1)', true],
  ['absent(x)', false],
  ['absent_over_time(x[5m])', false],
  ['vector(1) > 0', false],
  ['x or vector(0)', false],
  ['vector(1) unless x', false],
  ['hour() > 3', false],
  ['hour(x)', true],
  ['vector(time())', false],
  ['vector(scalar(x))', false],
  ['count(absent(x))', false],
])('%s without any sample gives nothing: %s', (text, expected) => expect(judged(text)).toBe(expected));
