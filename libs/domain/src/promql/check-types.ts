import type { AggregateExpr, BinaryExpr, Call, Expr, Span, ValueType, VectorMatching, VectorSelector } from './ast.js';
import { functions, type FunctionSignature } from './functions.js';
import { quoteString } from './go-text.js';
import { compileMatcher } from './match-label.js';
import { ERRORS_MAX, errorAt, type PromqlError } from './promql-error.js';
import { METRIC_NAME } from './parse-selector.js';

/** The type of what an expression gives. */
export function valueTypeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector_selector':
    case 'aggregate':
      return 'vector';
    case 'matrix_selector':
    case 'subquery':
      return 'matrix';
    case 'paren':
    case 'unary':
      return valueTypeOf(expr.expr);
    case 'binary':
      return valueTypeOf(expr.left) === 'scalar' && valueTypeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
    case 'call':
      return functions.get(expr.func)?.returns ?? 'vector';
  }
}

const documentedTypes: Record<ValueType, string> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
};

/**
 * Checks what the grammar cannot: types of operands and arguments, their number, and what a selector must hold.
 *
 * @param text what the expression was parsed from
 * @param idleMatchings clauses about matching that were written where there are not two vectors to match
 * @returns all that is wrong, in the order in which Prometheus finds it
 */
export function checkTypes(
  expr: Expr,
  text: string,
  idleMatchings: ReadonlyMap<BinaryExpr, VectorMatching>,
): PromqlError[] {
  const checker = new Checker(text, idleMatchings);
  checker.check(expr);
  return checker.errors;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

class Checker {
  readonly errors: PromqlError[] = [];

  constructor(
    private readonly text: string,
    private readonly idleMatchings: ReadonlyMap<BinaryExpr, VectorMatching>,
  ) {}

  check(expr: Expr): void {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return;
      case 'vector_selector':
        return this.checkSelector(expr, false);
      case 'matrix_selector':
        return this.check(expr.vector);
      case 'subquery':
        return this.checkSubquery(expr.expr, expr.span);
      case 'paren':
        return this.check(expr.expr);
      case 'unary':
        return this.checkUnary(expr.expr, expr.span);
      case 'binary':
        return this.checkBinary(expr);
      case 'aggregate':
        return this.checkAggregate(expr);
      case 'call':
        return this.checkCall(expr);
    }
  }

  private note(span: Span, message: string): void {
    if (this.errors.length < ERRORS_MAX) {
      this.errors.push(errorAt(this.text, span, message));
    }
  }

  private checkSelector(selector: VectorSelector, mayBeEmpty: boolean): void {
    const { name, matchers, span } = selector;
    if (name !== '') {
      for (const matcher of matchers.slice(0, -1).filter((each) => each.name === METRIC_NAME)) {
        const names = `${quoteString(name)} or ${quoteString(matcher.value)}`;
        this.note(span, `metric name must not be set twice: ${names}`);
      }
    } else if (!mayBeEmpty && matchers.every((matcher) => compileMatcher(matcher)(''))) {
      this.note(span, 'vector selector must contain at least one non-empty matcher');
    }
  }

  private checkSubquery(inner: Expr, span: Span): void {
    this.check(inner);
    const type = valueTypeOf(inner);
    if (type !== 'vector') {
      this.note(span, `subquery is only allowed on instant vector, got ${type} instead`);
    }
  }

  private checkUnary(inner: Expr, span: Span): void {
    this.check(inner);
    const type = valueTypeOf(inner);
    if (type !== 'scalar' && type !== 'vector') {
      const got = quoteString(documentedTypes[type]);
      this.note(span, `unary expression only allowed on expressions of type scalar or instant vector, got ${got}`);
    }
  }

  private checkAggregate({ operator, expr, param }: AggregateExpr): void {
    this.expectType(expr, 'vector', 'aggregation expression');
    if (param !== null) {
      this.expectType(param, operator === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
    }
  }

  private expectType(expr: Expr, expected: ValueType, place: string): void {
    this.check(expr);
    this.compareType(expr, expected, place);
  }

  private compareType(expr: Expr, expected: ValueType, place: string, span: Span = expr.span): void {
    const type = valueTypeOf(expr);
    if (type !== expected) {
      this.note(span, `expected type ${documentedTypes[expected]} in ${place}, got ${documentedTypes[type]}`);
    }
  }

  private checkBinary(expr: BinaryExpr): void {
    this.check(expr.left);
    this.check(expr.right);
    const { operator, left, right, bool } = expr;
    const types = [valueTypeOf(left), valueTypeOf(right)];
    const isComparison = comparisons.has(operator);
    if (bool && !isComparison) {
      this.note(this.operatorSpan(expr), 'bool modifier can only be used on comparison operators');
    }
    if (isComparison && !bool && types.every((type) => type === 'scalar')) {
      this.note(this.operatorSpan(expr), 'comparisons between scalars must use BOOL modifier');
    }
    const matching = expr.matching ?? this.idleMatchings.get(expr);
    if (matching !== undefined && matching.mode === 'on') {
      this.checkIncluded(expr, matching);
    }
    for (const side of [left, right]) {
      const type = valueTypeOf(side);
      if (type !== 'scalar' && type !== 'vector') {
        this.note(side.span, 'binary expression must contain only scalar and instant vector types');
      }
    }
    this.checkMatching(expr, matching);
    if (setOperators.has(operator) && types.includes('scalar')) {
      this.note(expr.span, `set operator ${quoteString(operator)} not allowed in binary scalar expression`);
    }
  }

  /** The operator with its modifiers: what stands between the two sides. */
  private operatorSpan({ left, right }: BinaryExpr): Span {
    const between = this.text.slice(left.span.to, right.span.from);
    const from = left.span.to + (between.length - between.trimStart().length);
    return { from, to: from + between.trim().length };
  }

  private checkIncluded(expr: BinaryExpr, { labels, include }: VectorMatching): void {
    for (const label of labels) {
      for (const _twin of include.filter((included) => included === label)) {
        const message = `label ${quoteString(label)} must not occur in ON and GROUP clause at once`;
        this.note(this.operatorSpan(expr), message);
      }
    }
  }

  private checkMatching(expr: BinaryExpr, matching: VectorMatching | undefined): void {
    if (matching === undefined) {
      return;
    }
    const hasFill = matching.fillLeft !== null || matching.fillRight !== null;
    if (expr.matching === null) {
      if (matching.labels.length > 0) {
        this.note(expr.span, 'vector matching only allowed between instant vectors');
      }
      if (hasFill) {
        this.note(expr.span, 'filling in missing series only allowed between instant vectors');
      }
    } else if (setOperators.has(expr.operator)) {
      if (matching.card !== 'many-to-many') {
        this.note(expr.span, `no grouping allowed for ${quoteString(expr.operator)} operation`);
        this.note(expr.span, 'set operations must always be many-to-many');
      }
      if (hasFill) {
        this.note(expr.span, 'filling in missing series not allowed for set operators');
      }
    }
  }

  private checkCall(call: Call): void {
    const signature = functions.get(call.func);
    if (signature === undefined) {
      return this.note(call.span, `unknown function with name ${quoteString(call.func)}`);
    }
    this.checkArgumentCount(call, signature);
    const [, second] = call.args;
    const isInfo = signature.name === 'info';
    if (isInfo && second !== undefined) {
      this.checkLabelSelectors(call, second);
    }
    const place = `call to function ${quoteString(call.func)}`;
    for (const [i, arg] of call.args.entries()) {
      const expected = signature.args[i] ?? (signature.variadic === 0 ? undefined : signature.args.at(-1));
      if (expected === undefined) {
        return;
      }
      if (isInfo && i === 1 && arg.kind === 'vector_selector') {
        this.checkSelector(arg, true);
      } else {
        this.check(arg);
      }
      this.compareType(arg, expected, place);
    }
  }

  private checkArgumentCount({ func, args, span }: Call, signature: FunctionSignature): void {
    const count = signature.args.length;
    const { variadic } = signature;
    const least = variadic === 0 ? count : count - 1;
    const most = variadic < 0 ? Infinity : least + variadic;
    if (args.length >= least && args.length <= most) {
      return;
    }
    const bound = variadic === 0 ? '' : args.length < least ? 'at least ' : 'at most ';
    const wanted = args.length < least ? least : most;
    this.note(span, `expected ${bound}${wanted} argument(s) in call to ${quoteString(func)}, got ${args.length}`);
  }

  /** The second argument of `info` names labels; it selects no series by itself, so it may hold no condition at all. */
  private checkLabelSelectors(call: Call, arg: Expr): void {
    this.compareType(arg, 'vector', `call to function ${quoteString(call.func)}`, call.span);
    if (arg.kind !== 'vector_selector') {
      this.note(arg.span, 'expected label selectors only');
    } else if (arg.name !== '') {
      this.note(arg.span, 'expected label selectors only, got vector selector instead');
    }
  }
}
