import type { Matcher } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';
import { walkExpr } from '../promql/walk.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { leavesOf } from '../rules/condition-walk.js';
import { isDerived, sourceOf } from '../rules/condition-source.js';
import type { RuleCondition } from '../rules/condition.js';
import { derivedQuery } from '../rules/rule-query.js';
import { type ParameterValues, readParameters } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';
import { conditionsOf } from './write-conditions.js';

/** The series that conditions read, each selector once. */
export function selectorsOf(conditions: readonly RuleCondition[]): readonly (readonly Matcher[])[] {
  const found = new Map<string, readonly Matcher[]>();
  const note = (matchers: readonly Matcher[]): void => void found.set(JSON.stringify(matchers), matchers);
  for (const { condition } of leavesOf(conditions)) {
    if (!isDerived(condition)) {
      const { metric, labels } = sourceOf('', condition);
      const matchers = Object.entries({ ...labels, [METRIC_NAME]: metric });
      note(matchers.map(([name, value]) => ({ name, operator: '=', value })));
      continue;
    }
    const parsed = parseExpr(derivedQuery(condition));
    if (parsed.kind === 'refused') continue;
    walkExpr(parsed.expr, (expr) => {
      if (expr.kind === 'vector_selector') note(expr.matchers);
    });
  }
  return [...found.values()];
}

/** The metric that a selector names. */
export const metricOf = (matchers: readonly Matcher[]): string | null =>
  matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? null;

/** Templates stay as they are, and lists of them ask for the metrics of all at once. */
const known = new WeakMap<RuleTemplate, readonly (readonly string[])[]>();

/**
 * The metrics that a template reads: of each, the name that it has by default and, behind it, those that it may have
 * instead.
 */
export function neededMetrics(template: RuleTemplate): readonly (readonly string[])[] {
  const found = known.get(template) ?? findMetrics(template);
  known.set(template, found);
  return found;
}

function findMetrics(template: RuleTemplate): string[][] {
  const values = defaultValues(template);
  const names = new Set(selectorsOf(conditionsOf(template, values).conditions).flatMap((one) => metricOf(one) ?? []));
  const given = Object.values(template.parameters);
  return [...names].map((name) => {
    const parameter = given.find((one) => one.kind === 'metric' && one.default === name);
    return parameter?.kind === 'metric' ? [name, ...parameter.alternatives] : [name];
  });
}

/** What a template's parameters are when nobody says otherwise. */
export function defaultValues({ id, parameters }: RuleTemplate): ParameterValues {
  const read = readParameters(parameters, {});
  if (read.kind === 'read') return read.values;
  throw new TypeError(`the template ${id} has a default that it refuses: ${JSON.stringify(read.findings)}`);
}
