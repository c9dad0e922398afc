import { printDuration, readDuration } from './duration-text.js';
import { parseExpr } from './parser.js';
import { printExpr } from './printer.js';
import { sameExpr } from './same-expr.js';

function reprint(text: string): string {
  const result = parseExpr(text);
  return result.kind === 'parsed' ? printExpr(result.expr) : result.errors.map(({ message }) => message).join();
}

test.each([
  ['sum(rate(foo{b="x",a=~"y.*"}[5m]))by(job,instance)', 'sum by (job, instance) (rate(foo{a=~"y.*",b="x"}[5m]))'],
  ['sum without()(a)', 'sum without () (a)'],
  ['sum by () (a)', 'sum(a)'],
  ['TOPK(3,a)', 'topk(3, a)'],
  ['a>bool 1', 'a > bool 1'],
  ['a*on(x)group_left b', 'a * on (x) group_left () b'],
  ['a and ignoring(x)b', 'a and ignoring (x) b'],
  ['a+fill(1)b', 'a + fill (1) b'],
  ['a+fill_right(1e6)fill_left(2)b', 'a + fill_left (2) fill_right (1e+06) b'],
  ['-a^2', '-a ^ 2'],
  ['(a+b)', '(a + b)'],
  ['a[90s:] offset 1d @ 1.5', 'a[1m30s:] @ 1.500 offset 1d'],
  ['a[300]@end()', 'a[5m] @ end()'],
  ['a @ start() offset -1w anchored', 'a @ start() anchored offset -1w'],
  ['a[1m] offset 5m smoothed', 'a[1m] smoothed offset 5m'],
  ['a[step()+5m*2]', 'a[step() + 5m * 2]'],
  ['a[max_of(1m,( step() ))]', 'a[max_of(1m, (step()))]'],
  ['1e3', '1000'],
  ['1e-7', '0.0000001'],
  ['1e21', '1000000000000000000000'],
  ['-Inf', '-Inf'],
  ['nan', 'NaN'],
  ['90m', '1h30m'],
  [`label_replace(a, 'b', "\\x00\\u00fc\\t", \`c"\`, '')`, 'label_replace(a, "b", "\\x00ü\\t", "c\\"", "")'],
  ['{__name__="a"}', '{__name__="a"}'],
  ['{"a",b="c"}', 'a{b="c"}'],
  ['info(a, {})', 'info(a, {})'],
  ['time()', 'time()'],
])('%s is printed as %s', (text, expected) => {
  expect(reprint(text)).toBe(expected);
  expect(reprint(expected)).toBe(expected);
});

test.each([
  ['a + ignoring() b', 'a + ignoring () b'],
  ['{"my.metric",b="c"}', '{"my.metric",b="c"}'],
  ['{"bool"}', '{"bool"}'],
  ['sum by ("without", "my.label")(a)', 'sum by ("without", "my.label") (a)'],
  ['a[0.0005]', 'a[0.0005]'],
  ['Inf ^ 2', 'Inf ^ 2'],
  ['-0s', '-0s'],
  ['a offset +(5m) + 1', 'a offset +(5m) + 1'],
  ['a offset (5m) + 1m', 'a offset (5m) + 1m'],
  ['a offset ++5m + 1m', 'a offset ++5m + 1m'],
  ['a offset +-1m ^ 2', 'a offset +-1m ^ 2'],
  ['"\\ufffd"', '"\\ufffd"'],
  ['"\\xff"', '"\\xff"'],
])('%s, which Prometheus prints as something else, is printed as %s', (text, expected) => {
  expect(reprint(text)).toBe(expected);
  expect(reprint(expected)).toBe(expected);
});

test.each([
  ['a', 'b'],
  ['a', 'a offset 5m'],
  ['a + b', 'a - b'],
  ['a + b', 'a + ignoring () b'],
  ['a{x="1"}', 'a{x="1",x="1"}'],
  ['f', '"f"'],
  ['300', '5m'],
  ['0', '-0'],
  ['a[5m]', 'a[5m:]'],
  ['max(a)', 'min(a)'],
])('%s and %s are not the same expression', (a, b) => {
  const [left, right] = [parseExpr(a), parseExpr(b)];
  expect(left.kind === 'parsed' && right.kind === 'parsed' && sameExpr(left.expr, right.expr)).toBe(false);
});

test('blanks, comments and the order of matchers make no difference', () => {
  const [left, right] = [parseExpr('a{x="1",y="2"}+b'), parseExpr(' a { y = "2", x = "1" } # c\n + b')];
  expect(left.kind === 'parsed' && right.kind === 'parsed' && sameExpr(left.expr, right.expr)).toBe(true);
});

test.each([
  [0, '0s'],
  [1, '1ms'],
  [1500, '1s500ms'],
  [5_400_000, '1h30m'],
  [-300_000, '-5m'],
  [86_400_000 * 7, '1w'],
  [86_400_000 * 90, '90d'],
  [86_400_000 * 365, '1y'],
  [86_400_000 * 372, '372d'],
  [86_400_000 * (365 + 7), '372d'],
  [86_400_000 * (365 * 7), '7y'],
])('%i ms are printed as %s', (ms, expected) => {
  expect(printDuration(ms)).toBe(expected);
});

test.each([
  ['1y2w3d4h5m6s7ms', { kind: 'duration', seconds: 33_019_506.007 }],
  ['0', { kind: 'refused', message: 'not a valid duration string: "0"' }],
  ['5m1h', { kind: 'refused', message: 'not a valid duration string: "5m1h"' }],
  ['1.5h', { kind: 'refused', message: 'unknown unit "." in duration "1.5h"' }],
  ['293y', { kind: 'refused', message: 'duration out of range' }],
])('the duration %s is read as %j', (text, expected) => {
  expect(readDuration(text)).toEqual(expected);
});
