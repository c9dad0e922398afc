import fc from 'fast-check';
import type {
  AtModifier,
  BinaryExpr,
  BinaryOperator,
  DurationExpr,
  Expr,
  Matcher,
  MatchOperator,
  NumberLiteral,
  ValueType,
  VectorMatching,
  VectorSelector,
} from './ast.js';
import { valueTypeOf } from './check-types.js';
import { secondsOf } from './duration-text.js';
import { functions } from './functions.js';
import { parseExpr } from './parser.js';
import { printExpr } from './printer.js';
import { promqlErrorText } from './promql-error.js';
import { sameExpr } from './same-expr.js';
import { walkExpr } from './walk.js';

// The trees made here are those that a text can give: of valid types, and with parentheses where precedence needs them.

const span = { from: 0, to: 0 };
const { constantFrom, option, record, array, tuple, integer } = fc;

const precedences: Record<string, number> = {
  ...{ or: 1, and: 2, unless: 2, '==': 3, '!=': 3, '<': 3, '<=': 3, '>': 3, '>=': 3 },
  ...{ '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, atan2: 5, '^': 6 },
};
const comparisons = ['==', '!=', '<', '<=', '>', '>='] as const;
const arithmetic = ['+', '-', '*', '/', '%', '^', 'atan2'] as const;
const sets = ['and', 'or', 'unless'] as const;
const isComparison = (operator: string): boolean => (comparisons as readonly string[]).includes(operator);
const isSet = (operator: string): boolean => (sets as readonly string[]).includes(operator);

const text = fc.string({ unit: 'binary', maxLength: 6 });
const labelName = constantFrom('job', 'instance', 'by', 'without', 'on', 'Inf', 'le', 'my.label', 'ü "q"', '1st');
const labels = fc.uniqueArray(labelName, { maxLength: 3 });
const metricName = constantFrom(
  'up',
  'job:up:sum',
  'sum',
  'by',
  'fill',
  'start',
  'bool',
  'nan',
  'my.metric',
  'a"\n',
  'é',
);

const duration = (seconds: number, isDuration: boolean): DurationExpr => ({
  kind: 'duration',
  seconds,
  isDuration,
  span,
});
const milliseconds = fc.oneof(integer({ min: 1, max: 9e12 }), integer({ min: 1, max: 1e5 }));
const literalLength = milliseconds.map((ms) => duration(secondsOf(ms), true));

/** In parentheses where it would be torn apart otherwise: as an operand of an operator, on its left or right. */
function operandLength(operator: string, side: 'left' | 'right', inner: DurationExpr): DurationExpr {
  const needed = precedences[operator] as number;
  const own = inner.kind === 'duration_binary' ? (precedences[inner.operator] as number) : 9;
  const isSigned = inner.kind === 'duration_unary' || (inner.kind === 'duration' && inner.seconds < 0);
  const isTorn =
    side === 'left'
      ? own < needed || (own === needed && operator === '^') || (isSigned && operator === '^')
      : own < needed || (own === needed && operator !== '^');
  return isTorn ? { kind: 'duration_paren', expr: inner, span } : inner;
}

const { length } = fc.letrec<{ length: DurationExpr; deep: DurationExpr }>((tie) => ({
  length: fc.oneof({ maxDepth: 3, withCrossShrink: true }, literalLength, tie('deep')),
  deep: fc.oneof(
    tuple(integer({ min: -50, max: 50 }), fc.boolean()).map(([n, isDuration]) => duration(n / 2, isDuration)),
    constantFrom<DurationExpr>(
      { kind: 'duration_call', func: 'step', args: [], span },
      { kind: 'duration_call', func: 'range', args: [], span },
    ),
    tuple(constantFrom('min_of' as const, 'max_of' as const), tie('length'), tie('length')).map(
      ([func, a, b]): DurationExpr => ({ kind: 'duration_call', func, args: [a, b], span }),
    ),
    tie('length').map((expr): DurationExpr =>
      expr.kind === 'duration_paren' ? expr : { kind: 'duration_paren', expr, span },
    ),
    tie('length').map((inner): DurationExpr => {
      const expr = operandLength('^', 'right', inner);
      return expr.kind === 'duration'
        ? { ...expr, seconds: -expr.seconds }
        : { kind: 'duration_unary', operator: '-', expr, span };
    }),
    tuple(constantFrom('+', '-', '*', '/', '%', '^'), tie('length'), tie('length')).map(
      ([operator, a, b]): DurationExpr => {
        const isByZero = (operator === '/' || operator === '%') && b.kind === 'duration' && b.seconds === 0;
        const left = operandLength(operator, 'left', a);
        const right = isByZero ? duration(1, true) : operandLength(operator, 'right', b);
        return { kind: 'duration_binary', operator: operator as '+', left, right, span };
      },
    ),
  ),
}));

/** A literal that stands alone is a whole duration above 0; brackets hold a number before a colon. */
const range = length.filter((each) => each.kind !== 'duration' || each.seconds > 0).map((each) => settled(each));
const offset = length.filter((each) => each.kind !== 'duration' || each.seconds !== 0).map((each) => settled(each));
const settled = (each: DurationExpr): DurationExpr => (each.kind === 'duration' ? { ...each, isDuration: true } : each);
const at: fc.Arbitrary<AtModifier> = fc.oneof(
  integer({ min: -9e12, max: 9e12 }).map((ms): AtModifier => ({ at: 'timestamp', ms })),
  constantFrom<AtModifier>({ at: 'start' }, { at: 'end' }),
);

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  record({ name: labelName, operator: constantFrom<MatchOperator>('=', '!='), value: text }),
  record({
    name: labelName,
    operator: constantFrom<MatchOperator>('=~', '!~'),
    value: constantFrom('a.*', 'x|y', '(?i)"\\.', '[^\n]+', ''),
  }),
);

const selector: fc.Arbitrary<VectorSelector> = record({
  name: option(metricName, { nil: '' }),
  matchers: array(matcher, { maxLength: 3 }),
  offset: option(offset),
  at: option(at),
  extent: option(constantFrom('anchored' as const, 'smoothed' as const)),
}).map(({ name, matchers, ...modifiers }) => {
  const last: Matcher =
    name === '' ? { name: 'z', operator: '=', value: 'z' } : { name: '__name__', operator: '=', value: name };
  return { kind: 'vector_selector', name, matchers: [...matchers, last], ...modifiers, span };
});

const paren = (expr: Expr): Expr => ({ kind: 'paren', expr, span });

/** An offset that goes on behind parentheses would take what follows for its own. */
function closed(expr: Expr): Expr {
  const shifted = expr.kind === 'matrix_selector' ? expr.vector : expr;
  const inner = 'offset' in shifted && shifted.offset !== null ? shifted.offset : null;
  return inner !== null && inner.kind !== 'duration' && inner.kind !== 'duration_call' ? paren(expr) : expr;
}

function operand(operator: string, side: 'left' | 'right', inner: Expr): Expr {
  const needed = precedences[operator] as number;
  const own = inner.kind === 'binary' ? (precedences[inner.operator] as number) : 9;
  const isSigned =
    inner.kind === 'unary' || (inner.kind === 'number' && (inner.value < 0 || Object.is(inner.value, -0)));
  const isTorn =
    side === 'left'
      ? own < needed || (own === needed && operator === '^') || (isSigned && operator === '^')
      : own < needed || (own === needed && operator !== '^');
  return isTorn ? paren(inner) : inner;
}

const fill = option(fc.double({ noNaN: false }));
const writtenMatching = record({
  card: constantFrom('one-to-one' as const, 'many-to-one' as const, 'one-to-many' as const),
  mode: constantFrom('on' as const, 'ignoring' as const),
  isExplicit: fc.boolean(),
  labels,
  include: labels,
  fillLeft: fill,
  fillRight: fill,
});

/** The matching with nothing in it that could not have been written with this operator. */
function fittingMatching(operator: BinaryOperator, written: VectorMatching): VectorMatching {
  const fills = isSet(operator) ? { fillLeft: null, fillRight: null } : {};
  if (!written.isExplicit || isSet(operator)) {
    const plain = written.isExplicit ? {} : { mode: 'ignoring' as const, labels: [] };
    return { ...written, ...plain, ...fills, card: isSet(operator) ? 'many-to-many' : 'one-to-one', include: [] };
  }
  const include =
    written.card === 'one-to-one' ? [] : written.include.filter((label) => !written.labels.includes(label));
  return { ...written, include };
}

function binary(operator: BinaryOperator, a: Expr, b: Expr, written: VectorMatching, wantsBool: boolean): BinaryExpr {
  const areVectors = valueTypeOf(a) === 'vector' && valueTypeOf(b) === 'vector';
  const areScalars = valueTypeOf(a) === 'scalar' && valueTypeOf(b) === 'scalar';
  const matching = areVectors ? fittingMatching(operator, written) : null;
  const bool = isComparison(operator) && (wantsBool || areScalars);
  return {
    kind: 'binary',
    operator,
    left: operand(operator, 'left', a),
    right: operand(operator, 'right', b),
    bool,
    matching,
    span,
  };
}

const number: fc.Arbitrary<NumberLiteral> = fc.oneof(
  fc.double().map((value): NumberLiteral => ({ kind: 'number', value, isDuration: false, span })),
  milliseconds.map((ms): NumberLiteral => ({ kind: 'number', value: secondsOf(ms), isDuration: true, span })),
);
const string = text.map((value): Expr => ({ kind: 'string', value, span }));

/** Calls that give one type, with the least number of arguments that they take. */
function calls(returns: ValueType, argument: (type: ValueType) => fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const fitting = [...functions.values()].filter(
    (each) => each.returns === returns && each.name !== 'info' && !each.forNativeHistograms,
  );
  return constantFrom(...fitting).chain(({ name, args, variadic }) =>
    tuple(...args.slice(0, variadic === 0 ? args.length : args.length - 1).map(argument)).map((given): Expr => ({
      kind: 'call',
      func: name,
      args: given,
      span,
    })),
  );
}

const { vector, scalar } = fc.letrec<{ vector: Expr; scalar: Expr; matrix: Expr }>((tie) => {
  const argument = (type: ValueType): fc.Arbitrary<Expr> => (type === 'string' ? string : tie(type));
  const signed = (expr: Expr): Expr => {
    const inner = operand('^', 'right', expr.kind === 'number' ? paren(expr) : expr);
    return { kind: 'unary', operator: '-', expr: inner, span };
  };
  return {
    vector: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      selector.map(closed),
      calls('vector', argument),
      tie('vector').map(paren),
      tie('vector').map(signed),
      record({
        operator: constantFrom('sum' as const, 'group' as const, 'stdvar' as const),
        expr: tie('vector'),
        grouping: labels,
        without: fc.boolean(),
      }).map((parts): Expr => ({ kind: 'aggregate', param: null, ...parts, span })),
      tuple(constantFrom('topk' as const, 'limit_ratio' as const), tie('scalar'), tie('vector')).map(
        ([operator, param, expr]): Expr => ({
          kind: 'aggregate',
          operator,
          param,
          expr,
          grouping: [],
          without: false,
          span,
        }),
      ),
      tuple(
        constantFrom(...comparisons, ...arithmetic, ...sets),
        tie('vector'),
        tie('vector'),
        writtenMatching,
        fc.boolean(),
      ).map(([operator, a, b, matching, bool]) => binary(operator, a, b, matching, bool)),
      tuple(
        constantFrom(...comparisons, ...arithmetic),
        tie('vector'),
        tie('scalar'),
        writtenMatching,
        fc.boolean(),
      ).map(([operator, a, b, matching, bool]) => binary(operator, a, b, matching, bool)),
    ),
    scalar: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      number,
      calls('scalar', argument),
      tie('scalar').map(paren),
      tie('scalar').map(signed),
      tuple(constantFrom(...comparisons, ...arithmetic), tie('scalar'), tie('scalar'), writtenMatching).map(
        ([operator, a, b, matching]) => binary(operator, a, b, matching, true),
      ),
    ),
    matrix: fc.oneof(
      tuple(selector, range).map(([each, over]): Expr =>
        closed({ kind: 'matrix_selector', vector: each, range: over, span }),
      ),
      record({
        inner: tie('vector'),
        range: literalLength,
        step: option(range),
        offset: option(offset),
        at: option(at),
      }).map(({ inner, ...parts }): Expr => {
        const isPrimary = inner.kind !== 'binary' && inner.kind !== 'unary';
        return closed({ kind: 'subquery', expr: isPrimary ? inner : paren(inner), ...parts, span });
      }),
    ),
  };
});

test('what is printed is read as the same tree, and printed as the same text again', () => {
  fc.assert(
    fc.property(fc.oneof(vector, scalar), (expr) => {
      const printed = printExpr(expr);
      const result = parseExpr(printed);
      if (result.kind === 'refused') {
        throw new Error(`${printed}\n${result.errors.map(promqlErrorText).join('\n')}`);
      }
      expect(printExpr(result.expr)).toBe(printed);
      expect(sameExpr(result.expr, expr)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('every span holds its part of the text, and that part is read as the part of the tree', () => {
  fc.assert(
    fc.property(fc.oneof(vector, scalar), (expr) => {
      const printed = printExpr(expr);
      const result = parseExpr(printed);
      const tree = result.kind === 'parsed' ? result.expr : expr;
      const insideRanges = new Set<Expr>();
      walkExpr(tree, (part) => {
        if (part.kind === 'matrix_selector') {
          // Its selector ends before the brackets, but carries the modifiers from behind them.
          insideRanges.add(part.vector);
        }
        const again = parseExpr(printed.slice(part.span.from, part.span.to));
        expect(insideRanges.has(part) || (again.kind === 'parsed' && sameExpr(again.expr, part))).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('no text makes the parser throw', () => {
  const word = constantFrom(
    ...[
      'a',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '5m',
      '1',
      ':',
      ',',
      '"x"',
      '=',
      '=~',
      '-',
      '+',
      '^',
      '*',
      '@',
      ' offset ',
      ' on ',
    ],
    ...[
      ' by ',
      'sum',
      'rate(',
      ' group_left ',
      ' fill(',
      ' bool ',
      ' and ',
      ' start()',
      ' step()',
      ' anchored ',
      '\n',
      '#',
      '\\',
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        array(word, { maxLength: 20 }).map((words) => words.join('')),
      ),
      (each) => {
        const result = parseExpr(each);
        expect(result.kind === 'parsed' || result.errors.length > 0).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});
