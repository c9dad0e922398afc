import type { Expr } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { RuleCondition } from '../rules/condition.js';
import { type ClauseContext, promql } from './clause-condition.js';
import { refused } from './decisions.js';
import { comparison, exprOf, operand } from './expression.js';
import type { KnownSeries } from './known-series.js';
import { matchersOf, measure, type Measured, type Narrowing } from './measured.js';
import { resolveSubject, type Subject } from './resolve-subject.js';
import type { Predicate, SaidClause } from './said-rule.js';
import { isCounter, rounded } from './unit.js';

/** One thing beside another, series by series, or as a share of it. @throws NoRule where their series do not meet */
export function exceeds(
  { operator, share, other }: Predicate & { kind: 'exceeds' },
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const second = resolveSubject(other, context.known, context.decisions);
  const beside: Narrowing = (metrics, taken) =>
    matchersOf(metrics, second.targets, [...clause.targets, ...clause.trailing, ...context.targets], context, taken);
  const one = measured(subject, matchers, clause, context);
  const two = measured(second.subject, beside, clause, context);
  assertAlike(one, two);
  assertMeeting(one, two, context.known);
  if (share === null) return promql(exprOf(`${operand(one.expr)} ${operator} ${operand(two.expr)}`));
  const ratio = exprOf(`${operand(one.expr)} / ${operand(two.expr)}`);
  return promql(comparison(ratio, operator, rounded(share.value * (share.unit?.size ?? 1))));
}

/** What is counted is compared by how much of it comes. */
function measured(subject: Subject, matchers: Narrowing, clause: SaidClause, context: ClauseContext): Measured {
  const isCounted = subject.kind === 'metric' && isCounter(subject.metric) && clause.window === null;
  return measure(subject, matchers, isCounted ? { ...clause, per: clause.per ?? 1 } : clause, null, 0, context);
}

function assertAlike(one: Measured, two: Measured): void {
  if (one.unit === null || two.unit === null) return;
  if (one.unit.dimension !== two.unit.dimension || one.unit.size !== two.unit.size)
    throw refused('unit_misfit', `It compares ${one.text} with ${two.text}, which are not in the same unit`);
}

function assertMeeting(one: Measured, two: Measured, known: KnownSeries): void {
  const [own, other] = [labelsOf(one.expr, known), labelsOf(two.expr, known)];
  if (own === null || other === null || own.join() === other.join()) return;
  const told = (labels: readonly string[]): string => (labels.length === 0 ? 'no label' : labels.join(', '));
  throw refused(
    'strangers',
    `It compares ${one.text} (told apart by ${told(own)}) with ${two.text} (by ${told(other)}), whose series do not meet; write PromQL for it`,
  );
}

/** The labels by which series of an expression are told apart; null where nothing tells. */
function labelsOf(expr: Expr, known: KnownSeries): readonly string[] | null {
  switch (expr.kind) {
    case 'vector_selector': {
      const metric = expr.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value;
      const labels = known.get(metric ?? '')?.labels;
      return labels === undefined ? null : [...labels.keys()].filter((label) => label !== METRIC_NAME).sort();
    }
    case 'matrix_selector':
      return labelsOf(expr.vector, known);
    case 'subquery':
    case 'paren':
    case 'unary':
      return labelsOf(expr.expr, known);
    case 'aggregate': {
      if (!expr.without) return [...expr.grouping].sort();
      return labelsOf(expr.expr, known)?.filter((label) => !expr.grouping.includes(label)) ?? null;
    }
    case 'call': {
      const vector = expr.args.find((argument) => valueTypeOf(argument) !== 'scalar');
      const labels = vector === undefined ? null : labelsOf(vector, known);
      return expr.func === 'histogram_quantile' ? (labels?.filter((label) => label !== 'le') ?? null) : labels;
    }
    case 'binary':
      return labelsOf(valueTypeOf(expr.left) === 'scalar' ? expr.right : expr.left, known);
    default:
      return null;
  }
}
