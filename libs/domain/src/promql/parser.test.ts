import type { DurationExpr, Expr } from './ast.js';
import { parseExpr } from './parser.js';
import { promqlErrorText } from './promql-error.js';

function parsed(text: string): Expr {
  const result = parseExpr(text);
  if (result.kind === 'refused') {
    throw new Error(result.errors.map(promqlErrorText).join('\n'));
  }
  return result.expr;
}

/** The tree with every operation in brackets of its own, so that precedence can be seen. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value);
    case 'vector_selector':
      return `${expr.name}${expr.offset === null ? '' : `~${length(expr.offset)}`}`;
    case 'unary':
      return `[${expr.operator}${shape(expr.expr)}]`;
    case 'binary':
      return `[${shape(expr.left)} ${expr.operator} ${shape(expr.right)}]`;
    case 'subquery':
      return `[${shape(expr.expr)} ${length(expr.range)}]`;
    case 'paren':
      return `(${shape(expr.expr)})`;
    default:
      return expr.kind;
  }
}

function length(duration: DurationExpr): string {
  switch (duration.kind) {
    case 'duration':
      return String(duration.seconds);
    case 'duration_paren':
      return `(${length(duration.expr)})`;
    case 'duration_unary':
      return `[${duration.operator}${length(duration.expr)}]`;
    case 'duration_binary':
      return `[${length(duration.left)} ${duration.operator} ${length(duration.right)}]`;
    case 'duration_call':
      return `${duration.func}(${duration.args.map(length).join(' ')})`;
  }
}

test.each([
  ['-1 ^ 2', '[-[1 ^ 2]]'],
  ['-a * b', '[[-a] * b]'],
  ['-a ^ b', '[-[a ^ b]]'],
  ['a ^ -b ^ c', '[a ^ [-[b ^ c]]]'],
  ['a ^ -b * c', '[[a ^ [-b]] * c]'],
  ['2 ^ 3 ^ 2', '[2 ^ [3 ^ 2]]'],
  ['a - b - c', '[[a - b] - c]'],
  ['a + b * c', '[a + [b * c]]'],
  ['a * b atan2 c % d', '[[[a * b] atan2 c] % d]'],
  ['a == b + c', '[a == [b + c]]'],
  ['a < b > c', '[[a < b] > c]'],
  ['a or b and c', '[a or [b and c]]'],
  ['a and b unless c', '[[a and b] unless c]'],
  ['a or b == c', '[a or [b == c]]'],
  ['- -1', '1'],
  ['-1', '-1'],
  ['-(1)', '[-(1)]'],
  ['--a', '[-[-a]]'],
  ['-a offset 5m', '[-a~300]'],
  ['a + b offset 1m', '[a + b~60]'],
])('%s is read as %s', (text, expected) => {
  expect(shape(parsed(text))).toBe(expected);
});

test.each([
  ['a offset 5m + 1', '[a~300 + 1]'],
  ['a offset -5m ^ 2', '[a~-300 ^ 2]'],
  ['a offset step() + 1', '[a~step() + 1]'],
  ['a offset (5m) + 60', 'a~[(300) + 60]'],
  ['a offset -(5m) + 1', '[a~[-(300)] + 1]'],
  ['a offset +(5m) + 1', '[a~(300) + 1]'],
  ['a offset --5m + 60', 'a~[300 + 60]'],
  ['a offset max_of(1m, -range() * 2)', 'a~max_of(60 [[-range()] * 2])'],
  ['a offset 0s', 'a'],
  ['a[1m + 2m * 3 ^ 2 ^ 1 :]', '[a [60 + [120 * [3 ^ [2 ^ 1]]]]]'],
  ['a[-2m ^ 2 % 7 - -1:]', '[a [[[-[120 ^ 2]] % 7] - -1]]'],
])('the length of time in %s is read as in %s', (text, expected) => {
  expect(shape(parsed(text))).toBe(expected);
});

test('numbers are read as Go reads them', () => {
  const numbers = ['017', '08', '0x1F', '0x_ff', '1_000.5', '1e3', '.5', 'iNF', '5m', '1h30m', '0'];
  expect(numbers.map((text) => shape(parsed(text)))).toEqual(
    [15, 8, 31, 255, 1000.5, 1000, 0.5, Infinity, 300, 5400, 0].map(String),
  );
});

test('strings know the escapes of Go', () => {
  const string = (text: string): unknown => (parsed(text) as { value: unknown }).value;
  expect(string('"\\a\\n\\\\\\"\\x41\\101\\u20ac\\U0001F600"')).toBe('\u0007\n\\"AA€😀');
  expect(string("'\\'\"'")).toBe('\'"');
  expect(string('`\\n"`')).toBe('\\n"');
  expect(string('"\\xe2\\x82\\xac"')).toBe('€');
  expect(string('"a\\xffb"')).toBe('a\udcffb');
});

test('a selector carries its matchers, its name and its modifiers', () => {
  expect(parsed('foo{a="b", "my.label"=~"x|y",} @ -1.5 smoothed offset -1w')).toEqual({
    kind: 'vector_selector',
    name: 'foo',
    matchers: [
      { name: 'a', operator: '=', value: 'b' },
      { name: 'my.label', operator: '=~', value: 'x|y' },
      { name: '__name__', operator: '=', value: 'foo' },
    ],
    offset: { kind: 'duration', seconds: -604_800, isDuration: true, span: { from: 54, to: 57 } },
    at: { at: 'timestamp', ms: -1500 },
    extent: 'smoothed',
    span: { from: 0, to: 57 },
  });
});

test('a name inside the braces is the name, unless the name is spoken of twice', () => {
  const selector = (text: string): unknown => {
    const { name, matchers } = parsed(text) as Extract<Expr, { kind: 'vector_selector' }>;
    return [name, ...matchers.map((matcher) => `${matcher.name}${matcher.operator}${matcher.value}`)];
  };
  expect(selector('{"my.metric", a="b"}')).toEqual(['my.metric', 'a=b', '__name__=my.metric']);
  expect(selector('{__name__="up"}')).toEqual(['', '__name__=up']);
  expect(selector('{"a", "b"}')).toEqual(['', '__name__=a', '__name__=b']);
  expect(selector('{"a", __name__=~"b"}')).toEqual(['', '__name__=a', '__name__=~b']);
});

test('keywords can be names of metrics and labels', () => {
  expect(shape(parsed('sum + by - offset * and'))).toBe('[[sum + by] - [offset * and]]');
  expect(shape(parsed('start == fill'))).toBe('[start == fill]');
  expect(parsed('sum by (by, on, bool, sum, offset, "with.dot", a:b) (sum)')).toMatchObject({
    grouping: ['by', 'on', 'bool', 'sum', 'offset', 'with.dot', 'a:b'],
    expr: { name: 'sum' },
  });
});

test('modifiers of a range stand on its selector, before or behind the brackets', () => {
  const range = { kind: 'duration', seconds: 300 };
  const vector = { offset: { seconds: 60 }, at: { at: 'end' }, extent: 'anchored' };
  expect(parsed('a[5m] anchored @ end() offset 1m')).toMatchObject({ kind: 'matrix_selector', range, vector });
  expect(parsed('a[300] offset 60 @ end() anchored')).toMatchObject({ kind: 'matrix_selector', range, vector });
  expect(parsed('a anchored[5m]')).toMatchObject({ kind: 'matrix_selector', range, vector: { extent: 'anchored' } });
});

test('subqueries may lack a step and stand behind any vector', () => {
  expect(parsed('rate(a[1m])[1h:5m] @ 10 offset 1d')).toMatchObject({
    kind: 'subquery',
    range: { seconds: 3600 },
    step: { seconds: 300 },
    at: { ms: 10_000 },
    offset: { seconds: 86_400 },
  });
  expect(parsed('a[1h:]')).toMatchObject({ kind: 'subquery', step: null });
});

test('matching of vectors', () => {
  expect(parsed('a == bool on (x, y) group_left (z) fill_right (0) b')).toMatchObject({
    bool: true,
    matching: {
      card: 'many-to-one',
      mode: 'on',
      isExplicit: true,
      labels: ['x', 'y'],
      include: ['z'],
      fillLeft: null,
      fillRight: 0,
    },
  });
  expect(parsed('a + fill (-1) b')).toMatchObject({ matching: { isExplicit: false, fillLeft: -1, fillRight: -1 } });
  expect(parsed('a + fill_right (1) fill_left (2) b')).toMatchObject({ matching: { fillLeft: 2, fillRight: 1 } });
  expect(parsed('a * ignoring () group_right b')).toMatchObject({ matching: { card: 'one-to-many', include: [] } });
  expect(parsed('a and b')).toMatchObject({ matching: { card: 'many-to-many', mode: 'ignoring' } });
  expect(parsed('a + 1')).toMatchObject({ matching: null });
  expect(parsed('a + on () 1')).toMatchObject({ matching: null });
});

test('aggregations take their modifier before or behind, and their parameter first', () => {
  const expected = { kind: 'aggregate', operator: 'topk', grouping: ['a'], without: false, param: { value: 3 } };
  expect(parsed('topk by (a) (3, m)')).toMatchObject(expected);
  expect(parsed('TOPK(3, m) BY (a,)')).toMatchObject(expected);
  expect(parsed('sum without () (m)')).toMatchObject({ param: null, grouping: [], without: true });
});

test('spans reach from the first to the last character of their part', () => {
  const text = ' sum (rate(a[5m] offset 1m)) / on () (b) ';
  const { left, right, span } = parsed(text) as Extract<Expr, { kind: 'binary' }>;
  expect([span, left.span, right.span].map(({ from, to }) => text.slice(from, to))).toEqual([
    'sum (rate(a[5m] offset 1m)) / on () (b)',
    'sum (rate(a[5m] offset 1m))',
    '(b)',
  ]);
});

test('200 levels of nesting are read and one more is refused, whatever they are made of', () => {
  const nested = [
    (n: number): string => `${'('.repeat(n - 1)}1${')'.repeat(n - 1)}`,
    (n: number): string => `a${' or a'.repeat(n - 1)}`,
    (n: number): string => `${'-'.repeat(n - 1)}a`,
    (n: number): string => `1${'^1'.repeat(n - 1)}`,
    (n: number): string => `a[1${'+1'.repeat(n - 1)}]`,
    (n: number): string => `${'abs('.repeat(n - 1)}a${')'.repeat(n - 1)}`,
  ];
  for (const text of nested) {
    expect(parseExpr(text(200)).kind).toBe('parsed');
    expect(parseExpr(text(201))).toMatchObject({
      errors: [{ message: 'the expression is nested more than 200 levels deep' }],
    });
    expect(parseExpr(text(30_000).slice(0, 100_000)).kind).toBe('refused');
  }
});

test('100,000 characters are read and one more is refused', () => {
  expect(parseExpr(`a${' '.repeat(99_999)}`).kind).toBe('parsed');
  expect(parseExpr(`a${' '.repeat(100_000)}`)).toMatchObject({
    errors: [{ message: 'the expression has 100001 characters, more than 100000' }],
  });
});
