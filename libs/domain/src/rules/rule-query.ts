import { entityLabelNames } from '../engine/sample-batch.js';
import { quoteString } from '../promql/go-text.js';
import { valueTypeOf } from '../promql/check-types.js';
import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { isJoining, leavesOf } from './condition-walk.js';
import type {
  Comparison,
  DerivedCondition,
  LeafCondition,
  OutlierCondition,
  PatternCondition,
  RuleCondition,
} from './condition.js';
import { isDerived, sourceOf } from './condition-source.js';
import { durationMs } from './duration.js';
import type { Labels } from './labels.js';
import { metricOfPath } from './metric-path.js';

/** Scales a median absolute deviation to the standard deviation of normally spread values. */
const MAD_SCALE = 1.4826;
/** How long a series that sends nothing is remembered. */
const REMEMBERED = '1d';
/** Tells the conditions of one count apart while they are counted. */
const CONDITION_LABEL = '__condition__';

/** The comparison that holds where another does not. */
export const opposites: Readonly<Record<Comparison, Comparison>> = {
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
    if (!isJoining(condition)) return leafText(condition, isNot);
    if (condition.type === 'sequence') return this.#sequence(condition.conditions, condition.within, isNot);
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

  /** Each step holds now, or did so shortly before the one after it; PromQL cannot say that it began to hold before. */
  #sequence(conditions: readonly RuleCondition[], within: string, isNot: boolean): string {
    const on = this.#isPerSeries ? '' : ` on (${entityLabelNames.join(', ')})`;
    const steps = conditions.map((condition) => this.#condition(condition, false));
    const text = steps.reduce((before, step) => `(${step}) and${on} present_over_time((${before})[${within}:])`);
    return isNot ? `${everything} unless on (${entityLabelNames.join(', ')}) (${text})` : text;
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
  if (isDerived(condition)) {
    const text = derivedQuery(condition);
    return isNot ? `${everything} unless on (${entityLabelNames.join(', ')}) (${text})` : text;
  }
  const series = selectorOf(condition);
  switch (condition.type) {
    case 'threshold':
    case 'forecast':
      return `${series} ${operatorOf(condition.operator, isNot)} ${condition.threshold}`;
    case 'anomaly':
      return `${series} ${isNot ? '<' : '>='} ${condition.score}`;
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

/** All entities that send anything: those for which something may not hold. */
const everything = `group by (${entityLabelNames.join(', ')}) ({__name__!=""})`;

/** The expression by which a condition over many series is evaluated; it gives an element wherever the condition holds. */
export function derivedQuery(condition: DerivedCondition): string {
  switch (condition.type) {
    case 'promql':
      return asVector(condition.expr);
    case 'pattern':
      return patternQuery(condition);
    case 'outlier':
      return outlierQuery(condition);
  }
}

/** A scalar is an element without labels, as in rules of Prometheus, so that it can be joined with others. */
function asVector(text: string): string {
  const parsed = parseExpr(text);
  return parsed.kind === 'parsed' && valueTypeOf(parsed.expr) === 'scalar' ? `vector(${text})` : text;
}

function patternQuery(condition: PatternCondition): string {
  const { metric_path, labels, label, pattern, window, operator, threshold } = condition;
  const events = selectorText(metricOfPath(metric_path) ?? '', labels, [
    `${quoteString(label)}=~${quoteString(`.*(?:${pattern}).*`)}`,
  ]);
  return `sum without (${quoteString(label)}) (sum_over_time(${events}[${window}])) ${operator} ${threshold}`;
}

/** The value of an element is its distance from its peers. */
function outlierQuery(condition: OutlierCondition): string {
  const { metric_path, method, by, window, tolerance, neighbors, min_distance, min_peers } = condition;
  const series = selectorText(metricOfPath(metric_path) ?? '', condition.labels);
  const values = window === undefined ? series : `avg_over_time(${series}[${window}])`;
  const names = by.map(quoteString);
  const group = `(${names.join(', ')})`;
  const median = (of: string): string => `quantile by ${group} (0.5, ${of})`;
  const distance =
    method === 'mad'
      ? `abs(${values} - on ${group} group_left () ${median(values)})`
      : `neighbor_distance(${[values, neighbors, ...names].join(', ')})`;
  const usual = `${method === 'mad' ? tolerance * MAD_SCALE : tolerance} * ${median(distance)}`;
  const far = `${distance} > on ${group} group_left () (${usual})`;
  const counted = min_distance > 0 ? `(${far}) > ${min_distance}` : far;
  return `(${counted}) and on ${group} (count by ${group} (${values}) >= ${min_peers})`;
}

/** The series that a condition is decided by; equal ones have equal texts. */
function selectorOf(condition: LeafCondition): string {
  const { metric, labels } = sourceOf('', condition);
  return selectorText(metric, labels);
}

/** A selector in which names that are no identifiers may stand, too. */
export function selectorText(metric: string, labels: Labels = {}, further: readonly string[] = []): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${quoteString(name)}=${quoteString(value)}`);
  return `{${[quoteString(metric), ...[...matchers, ...further].sort()].join(',')}}`;
}
