import type { Expr } from '../promql/ast.js';
import { formatNumber, quoteString } from '../promql/go-text.js';
import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { RuleCondition, ThresholdCondition } from '../rules/condition.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { narrowCondition, narrowExpr } from './narrow.js';
import type { ParameterValues } from './parameter.js';
import type { MeasuredRule, RuleTemplate } from './rule-template.js';

/** How often what many series say is evaluated when a template does not say. */
const INTERVAL_DEFAULT = '1m';

export interface WrittenConditions {
  readonly conditions: RuleCondition[];
  /** Absent where each sample decides as it comes. */
  readonly interval?: string;
}

/** The conditions of a template's rule for values that were read; expressions are in their canonical form. */
export function conditionsOf(template: RuleTemplate, values: ParameterValues): WrittenConditions {
  const { rule, interval = INTERVAL_DEFAULT } = template;
  const labels = narrowingOf(template, values);
  if ('conditions' in rule) {
    const conditions = rule.conditions(values).map((condition) => narrowCondition(condition, labels));
    return conditions.every(({ type }) => type !== 'outlier' && type !== 'pattern')
      ? { conditions }
      : { conditions, interval };
  }
  if ('expr' in rule) {
    const expr = printExpr(narrowExpr(parsedExpr(rule.expr(expressible(template, values))), labels));
    return { conditions: [{ type: 'promql', expr }], interval };
  }
  const measured = measureOf(template, values) as Expr;
  const limit = limitOf(rule, values);
  const typed = thresholdOn(measured);
  if (typed !== null) return { conditions: [{ ...typed, operator: rule.operator, threshold: limit }] };
  const compared = parsedExpr(`${operandText(measured)} ${rule.operator} ${formatNumber(limit)}`);
  return { conditions: [{ type: 'promql', expr: printExpr(compared) }], interval };
}

/** What a template measures before it compares; null where it is no single measure. */
export function measureOf(template: RuleTemplate, values: ParameterValues): Expr | null {
  const { rule } = template;
  if (!('measure' in rule)) return null;
  const text = typeof rule.measure === 'string' ? rule.measure : rule.measure(expressible(template, values));
  return narrowExpr(parsedExpr(text), narrowingOf(template, values));
}

/** Metrics as they stand within braces, whatever their names hold, dots among it. */
function expressible({ parameters }: RuleTemplate, values: ParameterValues): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      parameters[name]?.kind === 'metric' ? quoteString(String(value)) : value,
    ]),
  );
}

function limitOf({ limit }: MeasuredRule<ParameterValues>, values: ParameterValues): number {
  return typeof limit === 'number' ? limit : Number(values[limit]);
}

function narrowingOf({ only }: RuleTemplate, values: ParameterValues): Labels {
  return labelsFrom(only.flatMap((label) => (values[label] ? [[label, String(values[label])] as const] : [])));
}

/** Series that are compared as they are need no expression: each sample decides. */
function thresholdOn(expr: Expr): Pick<ThresholdCondition, 'type' | 'metric_path' | 'labels'> | null {
  if (expr.kind !== 'vector_selector' || expr.offset !== null || expr.at !== null) return null;
  if (expr.matchers.some(({ operator }) => operator !== '=')) return null;
  const entries = expr.matchers.map(({ name, value }) => [name, value] as const);
  const metric = entries.find(([name]) => name === METRIC_NAME)?.[1];
  if (metric === undefined) return null;
  const labels = labelsFrom(entries.filter(([name]) => name !== METRIC_NAME));
  return { type: 'threshold', metric_path: metric, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
}

const looserThanComparisons: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

function operandText(expr: Expr): string {
  const text = printExpr(expr);
  return expr.kind === 'binary' && looserThanComparisons.has(expr.operator) ? `(${text})` : text;
}

function parsedExpr(text: string): Expr {
  const parsed = parseExpr(text);
  if (parsed.kind === 'parsed') return parsed.expr;
  throw new TypeError(`a template's expression does not parse: ${text}: ${parsed.errors[0]?.message ?? ''}`);
}
