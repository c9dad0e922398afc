import { entityLabelNames } from '@tocsin/domain/engine/sample-batch';
import { quoteString } from '@tocsin/domain/promql/go-text';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { printExpr } from '@tocsin/domain/promql/printer';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import type { Comparison, LeafCondition, RuleCondition } from '@tocsin/domain/rules/condition';
import { durationMs } from '@tocsin/domain/rules/duration';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';

/** How long a series that sends nothing is remembered. */
const REMEMBERED = '1d';
/** Tells the conditions of one count apart while they are counted. */
const CONDITION_LABEL = '__condition__';

const opposites: Readonly<Record<Comparison, Comparison>> = {
  '>': '<=',
  '>=': '<',
  '<': '>=',
  '<=': '>',
  '==': '!=',
  '!=': '==',
};

/**
 * Conditions as the PromQL that is true where they hold, for clients that show or ask a rule's query. A recovery
 * threshold has no words in PromQL and is left out; conditions on several metrics meet by the labels that name entities.
 */
export function queryOf(conditions: readonly RuleCondition[]): string {
  const text = new QueryText(conditions).all(conditions);
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new TypeError(`the query of a rule does not parse: ${text}`);
  return printExpr(parsed.expr);
}

class QueryText {
  /** All conditions read the same series, which then need not be brought together by entity. */
  readonly #isPerSeries: boolean;

  constructor(conditions: readonly RuleCondition[]) {
    this.#isPerSeries = new Set(leavesOf(conditions).map(({ condition }) => selectorOf(condition))).size === 1;
  }

  all(conditions: readonly RuleCondition[]): string {
    return this.#joined(conditions, 'and', false);
  }

  /** @param isNot - where the condition does not hold, rather than where it does; De Morgan leads that to the leaves */
  #condition(condition: RuleCondition, isNot: boolean): string {
    if (condition.type !== 'composite') return leafText(condition, isNot);
    const { match, n = 1, conditions } = condition;
    switch (match) {
      case 'all':
        return this.#joined(conditions, isNot ? 'or' : 'and', isNot);
      case 'any':
        return this.#joined(conditions, isNot ? 'and' : 'or', isNot);
      case 'not':
        return this.#joined(conditions, isNot ? 'or' : 'and', !isNot);
      case 'n_of':
        return this.#atLeast(isNot ? conditions.length - n + 1 : n, conditions, isNot);
    }
  }

  #joined(conditions: readonly RuleCondition[], operator: 'and' | 'or', isNot: boolean): string {
    const on = this.#isPerSeries ? '' : ` on (${entityLabelNames.join(', ')})`;
    const parts = conditions.map((condition) => this.#condition(condition, isNot));
    return parts.length === 1 ? (parts[0] as string) : parts.map((part) => `(${part})`).join(` ${operator}${on} `);
  }

  /** Each part is marked, so that parts that hold for the same series are counted apart. */
  #atLeast(n: number, conditions: readonly RuleCondition[], isNot: boolean): string {
    const entity = entityLabelNames.join(', ');
    const marked = conditions.map((condition, i) => {
      const part = this.#condition(condition, isNot);
      const own = this.#isPerSeries ? part : `group by (${entity}) (${part})`;
      return `label_replace(${own}, "${CONDITION_LABEL}", "${i}", "", "")`;
    });
    const grouping = this.#isPerSeries ? `without (${CONDITION_LABEL})` : `by (${entity})`;
    return `count ${grouping} (${marked.join(' or ')}) >= ${n}`;
  }
}

function leafText(condition: LeafCondition, isNot: boolean): string {
  const series = selectorOf(condition);
  switch (condition.type) {
    case 'threshold':
      return `${series} ${operatorOf(condition.operator, isNot)} ${condition.threshold}`;
    case 'absence':
      return `time() - ts_of_last_over_time(${series}[${REMEMBERED}]) ${isNot ? '<' : '>='} ${durationMs(condition.window) / 1_000}`;
    case 'change': {
      const of = (func: string): string => `${func}(${series}[${condition.window}])`;
      const [first, last] = [of('first_over_time'), of('last_over_time')];
      const change = {
        absolute: `${last} - ${first}`,
        percent: `100 * (${last} - ${first}) / abs(${first})`,
        rate: `(${last} - ${first}) / (${of('ts_of_last_over_time')} - ${of('ts_of_first_over_time')})`,
      }[condition.mode];
      return `${change} ${operatorOf(condition.operator, isNot)} ${condition.threshold}`;
    }
  }
}

const operatorOf = (operator: Comparison, isNot: boolean): Comparison => (isNot ? opposites[operator] : operator);

/** The series that a condition reads; equal ones have equal texts. */
function selectorOf({ metric_path, labels = {} }: LeafCondition): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${quoteString(name)}=${quoteString(value)}`);
  return `{${[quoteString(metricOfPath(metric_path) ?? ''), ...matchers.sort()].join(',')}}`;
}
