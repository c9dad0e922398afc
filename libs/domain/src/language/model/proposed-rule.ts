import { z } from 'zod';
import type { Expr, Matcher, VectorSelector } from '../../promql/ast.js';
import { parseExpr } from '../../promql/parser.js';
import { printExpr } from '../../promql/printer.js';
import { METRIC_NAME } from '../../plan/label-set.js';
import { withSelectors } from '../../rule-templates/narrow.js';
import { AlertSeveritySchema, type RuleDraft } from '../../rules/alert-rule.js';
import { isJoining } from '../../rules/condition-walk.js';
import { ComparisonSchema, type RuleCondition } from '../../rules/condition.js';
import { ConditionFactory } from '../../rules/condition-factory.js';
import { labelsFrom } from '../../rules/labels.js';
import { metricOfPath } from '../../rules/metric-path.js';
import { literalPattern } from '../literal-pattern.js';
import type { Redaction } from './redaction.js';

/** Most conditions that a model may propose; words seldom say more. */
const CONDITIONS_MAX = 10;
/** Characters of one expression; an answer of five hundred tokens has some two thousand. */
const EXPR_LENGTH_MAX = 4_000;

const labels = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const number = z.number();
const ProposedConditionSchema = z.union([
  z.strictObject({
    type: z.literal('threshold'),
    metric: z.string(),
    labels,
    operator: ComparisonSchema,
    threshold: number,
  }),
  z.strictObject({
    type: z.literal('change'),
    metric: z.string(),
    labels,
    mode: z.enum(['absolute', 'percent']),
    window: z.string(),
    operator: ComparisonSchema,
    threshold: number,
  }),
  z.strictObject({ type: z.literal('absence'), metric: z.string(), labels, window: z.string() }),
  z.strictObject({ type: z.literal('anomaly'), metric: z.string(), labels, score: number }),
  z.strictObject({ type: z.literal('promql'), expr: z.string() }),
]);
type ProposedCondition = z.infer<typeof ProposedConditionSchema>;

/**
 * What a model may say: a rule of these shapes, or that there is none. It has no words of its own, so that nothing that it
 * was talked into saying reaches anybody. All members are there at all times, as servers of structured output want it.
 */
export const AnswerSchema = z.strictObject({
  outcome: z.enum(['rule', 'none']),
  match: z.enum(['all', 'any']),
  conditions: z.array(ProposedConditionSchema).max(CONDITIONS_MAX),
  severity: AlertSeveritySchema,
  for: z.string(),
});
export type ModelAnswerOfRule = z.infer<typeof AnswerSchema>;

/** The same as JSON Schema, for servers that hold a model to it. */
export const answerSchema: object = withoutDialect(z.toJSONSchema(AnswerSchema, { target: 'draft-7' }));

function withoutDialect({ $schema: _dialect, ...schema }: Record<string, unknown>): object {
  return schema;
}

/** A rule as a model is shown it; null where it has conditions that a model does not speak of. */
export function proposedOf({ conditions, severity, for: hold }: RuleDraft, redaction: Redaction): object | null {
  const [only] = conditions;
  const isAny = conditions.length === 1 && only?.type === 'composite' && only.match === 'any';
  const shown = (isAny ? only.conditions : conditions).map((one) => shownCondition(one, redaction));
  if (shown.includes(null)) return null;
  return { outcome: 'rule', match: isAny ? 'any' : 'all', conditions: shown, severity, for: hold };
}

function shownCondition(condition: RuleCondition, redaction: Redaction): ProposedCondition | null {
  if (isJoining(condition)) return null;
  if (condition.type === 'promql') {
    const parsed = parseExpr(condition.expr);
    if (parsed.kind === 'refused') return null;
    const shown = withMatchers(parsed.expr, ({ name, operator, value }) => ({
      name,
      operator,
      value: name === METRIC_NAME ? redaction.metric(value) : redaction.labelValue(name, value),
    }));
    return { type: 'promql', expr: printExpr(shown) };
  }
  const metric = redaction.metric(metricOfPath(condition.metric_path) ?? condition.metric_path);
  const own = Object.entries(condition.labels ?? {}).map(([name, value]) => ({
    name,
    value: redaction.labelValue(name, value),
  }));
  switch (condition.type) {
    case 'threshold': {
      const { type, operator, threshold, recovery_threshold: recovery } = condition;
      return recovery === undefined ? { type, metric, labels: own, operator, threshold } : null;
    }
    case 'change': {
      const { type, mode, window, operator, threshold } = condition;
      return mode === 'rate' ? null : { type, metric, labels: own, mode, window, operator, threshold };
    }
    case 'absence':
      return { type: condition.type, metric, labels: own, window: condition.window };
    case 'anomaly':
      return { type: condition.type, metric, labels: own, score: condition.score };
    default:
      return null;
  }
}

/**
 * The conditions that a model proposed, with what was kept from it back in its places. In an expression that is done in the
 * tree, so that no value can change what the expression is.
 *
 * @returns null where an expression does not parse
 */
export function conditionsOf(
  { match, conditions }: ModelAnswerOfRule,
  redaction: Redaction,
): readonly RuleCondition[] | null {
  const read = conditions.map((one) => conditionOf(one, redaction));
  if (read.some((one) => one === null)) return null;
  const sound = read.flatMap((one) => one ?? []);
  return match === 'any' && sound.length > 1 ? [ConditionFactory.any(...sound)] : sound;
}

function conditionOf(proposed: ProposedCondition, redaction: Redaction): RuleCondition | null {
  if (proposed.type === 'promql') {
    if (proposed.expr.length > EXPR_LENGTH_MAX) return null;
    const parsed = parseExpr(proposed.expr);
    return parsed.kind === 'refused' ? null : ConditionFactory.promql(printExpr(restoredExpr(parsed.expr, redaction)));
  }
  const metric = redaction.restored(proposed.metric);
  const pairs = proposed.labels.map(({ name, value }) => [name, redaction.restored(value)] as const);
  const own = pairs.length === 0 ? {} : { labels: labelsFrom(pairs) };
  switch (proposed.type) {
    case 'threshold':
      return ConditionFactory.threshold(metric, proposed.operator, proposed.threshold, own);
    case 'change': {
      const { window, operator, threshold, mode } = proposed;
      return ConditionFactory.change(metric, window, operator, threshold, { mode, ...own });
    }
    case 'absence':
      return ConditionFactory.absence(metric, proposed.window, own);
    case 'anomaly':
      return ConditionFactory.anomaly(metric, proposed.score, own);
  }
}

const restoredExpr = (expr: Expr, redaction: Redaction): Expr =>
  withMatchers(expr, ({ name, operator, value }) => {
    const isPattern = operator === '=~' || operator === '!~';
    const restored = redaction.restoredWithin(value, (of) => (isPattern ? literalPattern(of) : of));
    return { name, operator, value: restored };
  });

function withMatchers(expr: Expr, change: (matcher: Matcher) => Matcher): Expr {
  return withSelectors(expr, (selector): VectorSelector => {
    const matchers = selector.matchers.map(change);
    const named = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=');
    return { ...selector, matchers, name: selector.name === '' ? '' : (named?.value ?? selector.name) };
  });
}
