import { parseExpr } from './parser.js';
import { promqlErrorText } from './promql-error.js';

// The positions and messages on the right are those that Prometheus 3 prints for the texts on the left.
test.each([
  ['   ', '1:1: parse error: no expression found in input'],
  ['# only a comment\n', '1:1: parse error: no expression found in input'],
  ['1+', '1:3: parse error: unexpected end of input'],
  ['*1', '1:1: parse error: unexpected <op:*>'],
  ['-=', '1:2: parse error: unexpected "="'],
  ['(1))', "1:5: parse error: unexpected right parenthesis ')'"],
  ['((1)', '1:5: parse error: unclosed left parenthesis'],
  ['a b', '1:3: parse error: unexpected identifier "b"'],
  ['sum(a b)', '1:7: parse error: unexpected identifier "b" in aggregation'],
  ['sum some_metric by (test)', '1:5: parse error: unexpected identifier "some_metric"'],
  ['sum (a) by test', '1:12: parse error: unexpected identifier "test" in grouping opts, expected "("'],
  ['sum (a) without (b) by (c)', '1:21: parse error: unexpected <by>'],
  ['sum without(==)(a)', '1:13: parse error: unexpected <op:==> in grouping opts, expected label'],
  ['sum without(a,,)(b)', '1:15: parse error: unexpected "," in grouping opts, expected label'],
  ['sum by (a b) (c)', '1:11: parse error: unexpected identifier "b" in grouping opts, expected "," or ")"'],
  ['sum by (inf) (c)', '1:9: parse error: unexpected number "inf" in grouping opts, expected label'],
  ['sum by ("") (c)', '1:9: parse error: invalid label name for grouping: ""'],
  ['sum () by (a)', '1:1: parse error: no arguments for aggregate expression provided'],
  ['topk(a)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
  ['topk(a,)', '1:7: parse error: trailing commas not allowed in function call args'],
  ['topk(a, b)', '1:6: parse error: expected type scalar in aggregation parameter, got instant vector'],
  ['count_values(5, a)', '1:14: parse error: expected type string in aggregation parameter, got scalar'],
  ['sum(1)', '1:5: parse error: expected type instant vector in aggregation expression, got scalar'],
  ['a - on(b) ignoring(c) d', '1:11: parse error: unexpected <ignoring>'],
  ['a + group_left(b) c', '1:5: parse error: unexpected <group_left>'],
  ['a * on(b) group_left == c', '1:22: parse error: unexpected <op:==> in grouping opts, expected "("'],
  ['a + fill(b) c', '1:10: parse error: unexpected identifier "b"'],
  ['a{b=c}', '1:5: parse error: unexpected identifier "c" in label matching, expected string'],
  ['a{b}', '1:4: parse error: unexpected "}" in label matching, expected label matching operator'],
  ['a{,}', '1:3: parse error: unexpected "," in label matching, expected identifier or "}"'],
  ['a{b="c" d}', '1:9: parse error: unexpected identifier "d" in label matching, expected "," or "}"'],
  ['a{"b"=}', '1:7: parse error: unexpected "}" in label matching, expected string'],
  ['a{b=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `(`'],
  ['a{b=~"x\\\\"}', '1:3: parse error: error parsing regexp: trailing backslash at end of expression: ``'],
  ['a{__name__="b"}', '1:1: parse error: metric name must not be set twice: "a" or "b"'],
  ['{}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['{a=""}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['{a!="b"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
  ['nope()', '1:1: parse error: unknown function with name "nope"'],
  ['a>b()', '1:3: parse error: unknown function with name "b"'],
  ['abs()', '1:1: parse error: expected 1 argument(s) in call to "abs", got 0'],
  ['abs(a, b)', '1:1: parse error: expected 1 argument(s) in call to "abs", got 2'],
  ['hour(a, b, c)', '1:1: parse error: expected at most 1 argument(s) in call to "hour", got 3'],
  ['label_join(a)', '1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 1'],
  ['time(a)', '1:1: parse error: expected 0 argument(s) in call to "time", got 1'],
  ['abs(1)', '1:5: parse error: expected type instant vector in call to function "abs", got scalar'],
  ['rate(a)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
  ['rate(a[5m],)', '1:11: parse error: trailing commas not allowed in function call args'],
  ['rate(1)', '1:6: parse error: expected type range vector in call to function "rate", got scalar'],
  [
    'label_replace(a, 1, "b", "c", "d")',
    '1:18: parse error: expected type string in call to function "label_replace", got scalar',
  ],
  ['info(a, b{c="d"})', '1:9: parse error: expected label selectors only, got vector selector instead'],
  ['info(a, abs(b))', '1:9: parse error: expected label selectors only'],
  [
    '-"a"',
    '1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"',
  ],
  [
    '-a[5m]',
    '1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "range vector"',
  ],
  ['1 == 1', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
  ['1 and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
  ['a and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
  ['1 or on(b) a', '1:1: parse error: vector matching only allowed between instant vectors'],
  ['a == on(b) 10', '1:1: parse error: vector matching only allowed between instant vectors'],
  ['a + fill(1) 2', '1:1: parse error: filling in missing series only allowed between instant vectors'],
  ['a and fill(1) b', '1:1: parse error: filling in missing series not allowed for set operators'],
  ['a and on(b) group_left(c) d', '1:1: parse error: no grouping allowed for "and" operation'],
  ['a + bool b', '1:3: parse error: bool modifier can only be used on comparison operators'],
  ['a + on(i) group_left(j,i) b', '1:3: parse error: label "i" must not occur in ON and GROUP clause at once'],
  ['a[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
  ['1 + "a"', '1:5: parse error: binary expression must contain only scalar and instant vector types'],
  ['a[5m][5m]', '1:6: parse error: ranges only allowed for vector selectors'],
  ['(a + b)[5m]', '1:8: parse error: ranges only allowed for vector selectors'],
  ['a[5m][5m:1m]', '1:1: parse error: subquery is only allowed on instant vector, got matrix instead'],
  ['1[5m:1m]', '1:1: parse error: subquery is only allowed on instant vector, got scalar instead'],
  ['a offset 5m[1m]', '1:12: parse error: no offset modifiers allowed before range'],
  ['a @ 5 [1m]', '1:7: parse error: no @ modifiers allowed before range'],
  [
    '1 offset 5m',
    '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  ['a offset', '1:9: parse error: unexpected end of input in offset, expected number, duration, step(), or range()'],
  ['a offset 1m offset 2m', '1:1: parse error: offset may not be set multiple times'],
  [
    'a offset foo',
    '1:10: parse error: unexpected identifier "foo" in offset, expected number, duration, step(), or range()',
  ],
  [
    'a offset (5m) + b',
    '1:17: parse error: unexpected identifier "b" in offset, expected number, duration, step(), or range()',
  ],
  ['a offset 9.5e10', '1:10: parse error: duration out of range'],
  ['a @', '1:4: parse error: unexpected end of input in @, expected timestamp'],
  ['a @ b', '1:5: parse error: unexpected identifier "b" in @, expected timestamp'],
  ['a @ Inf', '1:1: parse error: timestamp out of bounds for @ modifier: +Inf'],
  ['a @ 1 @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
  ['a @ start() @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
  [
    'abs(a) @ 1',
    '1:1: parse error: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
  ],
  [
    'a[]',
    '1:3: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
  ],
  ['a[5m 5m]', '1:6: parse error: unexpected duration "5m" in subquery or range, expected ":" or "]"'],
  ['a[5m:5m 5m]', '1:9: parse error: unexpected duration "5m" in subquery selector, expected "]"'],
  [
    'a[5m:5m+]',
    '1:9: parse error: unexpected "]" in subquery selector, expected number, duration, step(), range(), or "]"',
  ],
  [
    'a[step]',
    '1:7: parse error: unexpected "]" in subquery or range selector, expected number, duration, step(), or range()',
  ],
  ['a[0m]', '1:3: parse error: duration must be greater than 0'],
  ['a[-1]', '1:3: parse error: duration must be greater than 0'],
  ['a[5m1h]', '1:3: parse error: not a valid duration string: "5m1h"'],
  ['a[1h1h]', '1:3: parse error: not a valid duration string: "1h1h"'],
  ['a[5y1hs]', '1:3: parse error: unknown unit "hs" in duration "5y1hs"'],
  ['a[300y]', '1:3: parse error: duration out of range'],
  ['a[5m/0]', '1:5: parse error: division by zero'],
  ['a[5m%0s]', '1:5: parse error: modulo by zero'],
  ['a[9.5e10]', '1:3: parse error: duration out of range'],
  ['a anchored smoothed', '1:1: parse error: anchored and smoothed modifiers cannot be used together'],
  ['a[5m:] anchored', '1:1: parse error: anchored modifier is not supported for subqueries'],
  ['1 smoothed', '1:1: parse error: smoothed modifier not implemented'],
  ['a\n + b\n + }', "3:4: parse error: unexpected character: '}'"],
  ['ü', "1:1: parse error: unexpected character: 'ü'"],
  ['{"ü"="ü"} }', "1:13: parse error: unexpected character: '}'"],
  ['1e999', '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "1e999": value out of range'],
  [
    '0xffffffffffffffffff',
    '1:1: parse error: error parsing number: strconv.ParseFloat: parsing "0xffffffffffffffffff": invalid syntax',
  ],
  ['5x', '1:1: parse error: bad number or duration syntax: "5"'],
  ['3 5', '1:3: parse error: unexpected number "5"'],
  ['a or "averylongstring" "averylongstring"', '1:24: parse error: unexpected string "\\"averylong"...'],
  ['start(1)', '1:1: parse error: expected 0 argument(s) in call to "start", got 1'],
  ['START()', '1:1: parse error: unknown function with name "START"'],
])('%j is refused as %j', (text, expected) => {
  const result = parseExpr(text);
  expect(result.kind === 'refused' ? promqlErrorText(result.errors[0]!) : 'parsed').toBe(expected);
});

test.each([
  ['a </ 1', '1:3: parse error: the operator "</" works on native histograms, which are not supported yet'],
  ['a + b >/ 1', '1:7: parse error: the operator ">/" works on native histograms, which are not supported yet'],
  [
    'sum(histogram_avg(a))',
    '1:5: parse error: the function "histogram_avg" works on native histograms, which are not supported yet',
  ],
  ['', '1:1: parse error: no expression found in input'],
  ['a offset NaN', '1:10: parse error: duration out of range'],
])('%j, which we refuse in our own words, is refused as %j', (text, expected) => {
  const result = parseExpr(text);
  expect(result.kind === 'refused' ? promqlErrorText(result.errors[0]!) : 'parsed').toBe(expected);
});

test('functions that know classic histograms, or pass over plain samples, are read', () => {
  const texts = [
    'histogram_quantile(0.9, rate(a_bucket[5m]))',
    'histogram_quantiles(a_bucket, "q", 0.5, 0.9)',
    'histogram_fraction(0, 1, a_bucket)',
    'histogram_count(a)',
    'histogram_sum(a)',
  ];
  expect(texts.map((text) => parseExpr(text).kind)).toEqual(texts.map(() => 'parsed'));
});

test('all errors of meaning are told, with the span of what is wrong, up to a limit', () => {
  const text = 'abs(1) + rate(a) + nope';
  const result = parseExpr(text);
  const errors = result.kind === 'refused' ? result.errors : [];
  expect(errors.map(({ span }) => text.slice(span.from, span.to))).toEqual(['1', 'a']);
  const many = parseExpr(`vector(${'nope() + '.repeat(100)} 1)`);
  expect(many.kind === 'refused' ? many.errors.length : 0).toBe(20);
});
