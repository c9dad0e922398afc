/**
 * PromQL as a tree. Spans are offsets in UTF-16 units into the text that was parsed; two trees are the same expression
 * when they differ in spans alone.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Prometheus's types of values: `vector` is an instant vector, `matrix` a range vector. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | SubqueryExpr
  | ParenExpr
  | UnaryExpr
  | BinaryExpr
  | AggregateExpr
  | Call;

export interface NumberLiteral {
  readonly kind: 'number';
  /** Seconds when it was written as a duration. */
  readonly value: number;
  /** It was written as a duration, such as `5m`. */
  readonly isDuration: boolean;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A condition on one label; the metric's name is the label `__name__`. Patterns are RE2, anchored at both ends. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** What `@` pins an expression to: a time in ms since 1970, or an end of the query's range. */
export type AtModifier = { readonly at: 'timestamp'; readonly ms: number } | { readonly at: 'start' | 'end' };

export interface VectorSelector {
  readonly kind: 'vector_selector';
  /** The name written before or inside the braces without a label name; empty when there was none. */
  readonly name: string;
  /** All matchers as they were written, and last the one of the name where there is a name. */
  readonly matchers: readonly Matcher[];
  readonly offset: DurationExpr | null;
  readonly at: AtModifier | null;
  readonly extent: 'anchored' | 'smoothed' | null;
  readonly span: Span;
}

export interface MatrixSelector {
  readonly kind: 'matrix_selector';
  /** Carries the modifiers that stand behind the brackets. */
  readonly vector: VectorSelector;
  readonly range: DurationExpr;
  readonly span: Span;
}

export interface SubqueryExpr {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: DurationExpr;
  /** Null: the default, which is the group's interval. */
  readonly step: DurationExpr | null;
  readonly offset: DurationExpr | null;
  readonly at: AtModifier | null;
  readonly span: Span;
}

export interface ParenExpr {
  readonly kind: 'paren';
  readonly expr: Expr;
  readonly span: Span;
}

export interface UnaryExpr {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expr: Expr;
  readonly span: Span;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export interface VectorMatching {
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  /** `on`: only these labels must be equal; `ignoring`: all but these. Without a clause: `ignoring` with no labels. */
  readonly mode: 'on' | 'ignoring';
  /** Whether the clause was written at all. */
  readonly isExplicit: boolean;
  readonly labels: readonly string[];
  /** Labels that `group_left` or `group_right` take over from the one side. */
  readonly include: readonly string[];
  /** Values that stand in for a missing partner; null: none. */
  readonly fillLeft: number | null;
  readonly fillRight: number | null;
}

export interface BinaryExpr {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** A comparison gives 0 or 1 instead of filtering. */
  readonly bool: boolean;
  /** Null unless both sides are instant vectors. */
  readonly matching: VectorMatching | null;
  readonly span: Span;
}

export const aggregateOperators = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
] as const;
export type AggregateOperator = (typeof aggregateOperators)[number];

export interface AggregateExpr {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly expr: Expr;
  /** The first argument of `topk`, `bottomk`, `limitk`, `limit_ratio`, `quantile` and `count_values`. */
  readonly param: Expr | null;
  readonly grouping: readonly string[];
  /** `without (grouping)` instead of `by (grouping)`. */
  readonly without: boolean;
  readonly span: Span;
}

export interface Call {
  readonly kind: 'call';
  /** The name of a function of {@link ./functions.js}. */
  readonly func: string;
  readonly args: readonly Expr[];
  readonly span: Span;
}

/** A length of time, as a literal or as arithmetic on such; seconds until it is evaluated. */
export type DurationExpr =
  | { readonly kind: 'duration'; readonly seconds: number; readonly isDuration: boolean; readonly span: Span }
  | { readonly kind: 'duration_paren'; readonly expr: DurationExpr; readonly span: Span }
  | { readonly kind: 'duration_unary'; readonly operator: '+' | '-'; readonly expr: DurationExpr; readonly span: Span }
  | {
      readonly kind: 'duration_binary';
      readonly operator: '+' | '-' | '*' | '/' | '%' | '^';
      readonly left: DurationExpr;
      readonly right: DurationExpr;
      readonly span: Span;
    }
  /** `step()` and `range()` of the query, and the smaller or larger of two. */
  | {
      readonly kind: 'duration_call';
      readonly func: 'step' | 'range' | 'min_of' | 'max_of';
      readonly args: readonly DurationExpr[];
      readonly span: Span;
    };
