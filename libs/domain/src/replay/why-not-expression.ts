import { comparisons, isComparison } from '../plan/arithmetic.js';
import type { LabelSet } from '../plan/label-set.js';
import { evaluateInstant } from '../plan/plan.js';
import type { SeriesStore } from '../plan/series-store.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { StepValue } from '../plan/explain.js';
import type { BinaryExpr, Expr, VectorSelector } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { formatNumber } from '../promql/go-text.js';
import { printExpr } from '../promql/printer.js';
import { childrenOf } from '../promql/walk.js';
import { timeText } from './series-text.js';

/** A part of an expression that gives nothing for the labels that were asked for, and why. */
export interface MissingStep {
  readonly expression: string;
  /** What stands on its sides, or below it, for these labels. */
  readonly values: readonly StepValue[];
  readonly sentence: string;
  /** A metric of which nothing was found; null where something was. */
  readonly missingMetric: string | null;
}

/**
 * Goes down an expression that gives nothing for the labels that are asked for, from the whole of it to the part that
 * drops them: the comparison whose sides are told, the set operation, or the series that are not there.
 *
 * @param time - ms since 1970
 * @returns each part on the way, the whole first; empty when the expression does give something
 */
export function whyMissing(
  expr: Expr,
  store: SeriesStore,
  time: number,
  isAsked: (labels: LabelSet) => boolean,
): MissingStep[] {
  return new Descent(store, time, isAsked).down(expr);
}

class Descent {
  constructor(
    private readonly store: SeriesStore,
    private readonly time: number,
    private readonly isAsked: (labels: LabelSet) => boolean,
  ) {}

  down(expr: Expr): MissingStep[] {
    if (this.#values(expr).length > 0) return [];
    if (expr.kind === 'paren' || expr.kind === 'unary') return this.down(expr.expr);
    if (expr.kind === 'vector_selector') return [this.#missingSeries(expr)];
    if (expr.kind === 'binary') return this.#binary(expr);
    if (expr.kind === 'call' && expr.func.startsWith('absent')) return [this.#present(expr, expr.args[0])];
    const below = this.#firstMissing(childrenOf(expr));
    const sentence = below.length === 0 ? 'gives nothing of what is below it' : 'has nothing to work on';
    return [step(expr, [], sentence), ...below];
  }

  #binary(expr: BinaryExpr): MissingStep[] {
    const { left, right, operator } = expr;
    if (operator === 'or') return this.#or(expr);
    const below = this.#firstMissing(operator === 'unless' ? [left] : [left, right]);
    if (below.length > 0) return [step(expr, [], `one side of \`${operator}\` gives nothing`), ...below];
    const [lefts, rights] = [this.#values(left), this.#values(right)];
    const values = [...lefts.slice(0, 1), ...rights.slice(0, 1)];
    if (operator === 'unless')
      return [
        step(expr, values, `is ruled out: the right side of \`unless\`, ${textOf(right)}, gives ${valueText(rights)}`),
      ];
    if (isComparison(operator)) return [step(expr, values, this.#comparison(expr, lefts, rights))];
    return [
      step(
        expr,
        values,
        `both sides of \`${operator}\` are there, but no two elements have the labels in common that it asks for`,
      ),
    ];
  }

  #or(expr: BinaryExpr): MissingStep[] {
    return [step(expr, [], 'neither side of `or` gives anything'), ...this.down(expr.left), ...this.down(expr.right)];
  }

  #comparison(
    { left, right, operator }: BinaryExpr,
    lefts: readonly StepValue[],
    rights: readonly StepValue[],
  ): string {
    const [a, b] = [lefts[0], rights[0]];
    if (a === undefined || b === undefined || !isComparison(operator)) return 'gives nothing';
    if (comparisons[operator](a.value, b.value)) return 'both sides are there, but their labels do not match';
    return `${textOf(left)} is ${formatNumber(a.value)}, not ${operator} ${right.kind === 'number' ? '' : `${textOf(right)}, which is `}${formatNumber(b.value)}`;
  }

  #present(expr: Expr, argument: Expr | undefined): MissingStep {
    const values = argument === undefined || valueTypeOf(argument) === 'matrix' ? [] : this.#values(argument);
    const what = argument === undefined ? '' : textOf(argument);
    return step(expr, values, `${what} is not absent`);
  }

  #missingSeries(selector: VectorSelector): MissingStep {
    const { name } = selector;
    const series = this.store.select(selector.matchers).series.filter(({ labels }) => this.isAsked(labels));
    const last = Math.max(...series.filter(({ begin, end }) => end > begin).map(({ lastTime }) => lastTime));
    if (Number.isFinite(last))
      return step(
        selector,
        [],
        `has no sample that counts at ${timeText(this.time)}; the last one is of ${timeText(last)}`,
      );
    const sentence = `no such series was seen in what it looks back on before ${timeText(this.time)}`;
    return { ...step(selector, [], sentence), missingMetric: name === '' ? metricOf(selector) : name };
  }

  #firstMissing(exprs: readonly Expr[]): MissingStep[] {
    for (const expr of exprs) {
      const inner = expr.kind === 'matrix_selector' ? expr.vector : expr.kind === 'subquery' ? expr.expr : expr;
      if (valueTypeOf(inner) !== 'vector') continue;
      const below = this.down(inner);
      if (below.length > 0) return below;
    }
    return [];
  }

  /** What an expression gives for the labels that are asked for. */
  #values(expr: Expr): StepValue[] {
    const outcome = evaluateInstant(expr, this.store, this.time);
    if (outcome.kind === 'failed') return [];
    const { value } = outcome;
    if (value.type === 'scalar') return [{ labels: null, value: value.value }];
    if (value.type !== 'vector') return [];
    return value.elements.filter(({ labels }) => this.isAsked(labels));
  }
}

const step = (expr: Expr, values: readonly StepValue[], sentence: string): MissingStep => ({
  expression: printExpr(expr),
  values,
  sentence,
  missingMetric: null,
});

const textOf = (expr: Expr): string => printExpr(expr);
const valueText = (values: readonly StepValue[]): string =>
  values[0] === undefined ? 'nothing' : formatNumber(values[0].value);
const metricOf = ({ matchers }: VectorSelector): string | null =>
  matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? null;
