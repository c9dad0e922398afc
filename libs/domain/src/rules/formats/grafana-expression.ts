import type { Expr } from '../../promql/ast.js';
import { parseExpr } from '../../promql/parser.js';
import { printDuration } from '../../promql/duration-text.js';
import { GRAFANA, RELATIVE_RANGE_SECONDS } from './grafana-model.js';
import { type Fields, isFields, itemsOf, textOf } from './portable-rules.js';

/** What a query or expression of Grafana comes to, as PromQL. */
export type GrafanaExpression =
  | {
      readonly kind: 'read';
      readonly text: string;
      /** Whether it gives elements where it holds, as PromQL does, or a number that is to be 0 where it does not. */
      readonly gives: 'elements' | 'numbers' | 'presence';
    }
  | { readonly kind: 'refused'; readonly path: readonly (string | number)[]; readonly message: string };

/** Most expressions that stand upon one another; a circle never ends. */
const DEPTH_MAX = 20;

/** Reduces a range to a number; what each is called in PromQL. */
const reducers: Readonly<Record<string, string>> = {
  last: 'last',
  mean: 'avg',
  avg: 'avg',
  min: 'min',
  max: 'max',
  sum: 'sum',
  count: 'count',
  median: 'median',
};
const comparisons: Readonly<Record<string, string>> = { gt: '>', lt: '<', gte: '>=', lte: '<=', eq: '==', ne: '!=' };

/** Reads the queries of a rule of Grafana as one expression of PromQL, and notes what is not taken over. */
export class GrafanaExpressionReader {
  constructor(
    private readonly data: readonly unknown[],
    private readonly note: (what: string, why: string) => void,
  ) {}

  /** @param ref - the query or expression that decides */
  condition(ref: string): GrafanaExpression {
    const read = this.#ref(ref, 0);
    if (read.kind === 'refused' || read.gives !== 'numbers') return read;
    // Grafana's condition holds for every number but 0.
    return { kind: 'read', text: `${grouped(read.text)} != 0`, gives: 'elements' };
  }

  #ref(ref: string, depth: number): GrafanaExpression {
    const at = this.data.findIndex((one) => isFields(one) && one['refId'] === ref);
    const entry = this.data[at];
    if (!isFields(entry) || depth > DEPTH_MAX)
      return { kind: 'refused', path: ['data'], message: `has no query ${ref}, or its queries go round in circles` };
    const model = isFields(entry['model']) ? entry['model'] : {};
    const refuse = (message: string, field?: string): GrafanaExpression => ({
      kind: 'refused',
      path: ['data', at, 'model', ...(field === undefined ? [] : [field])],
      message,
    });
    if (!GRAFANA.expressionSources.includes(textOf(entry['datasourceUid']) ?? '')) {
      const expr = textOf(model['expr']);
      if (expr === undefined || expr === '')
        return refuse(`query ${ref} has no PromQL; other data sources are not read`);
      return { kind: 'read', text: expr.trim(), gives: 'numbers' };
    }
    switch (model['type']) {
      case 'reduce':
        return this.#reduce(model, depth, refuse);
      case 'threshold':
        return this.#threshold(model, depth, refuse);
      case 'math':
        return this.#math(model, depth, refuse);
      case 'classic_conditions':
        return this.#classic(model, depth, refuse);
      default:
        return refuse(`${textOf(model['type']) ?? 'an expression without a type'} is not read`, 'type');
    }
  }

  #reduce(model: Fields, depth: number, refuse: Refuse): GrafanaExpression {
    const inner = this.#ref(textOf(model['expression']) ?? '', depth + 1);
    if (inner.kind === 'refused') return inner;
    const settings = isFields(model['settings']) ? model['settings'] : {};
    if (settings['mode'] !== undefined && settings['mode'] !== '')
      this.note('reduce', 'what is no number is left out there, or replaced, and counts here');
    return this.#reduced(inner.text, textOf(model['expression']) ?? '', textOf(model['reducer']) ?? 'last', refuse);
  }

  /** A query for an instant has one value, which every reduction but counting leaves as it is. */
  #reduced(text: string, ref: string, reducer: string, refuse: Refuse): GrafanaExpression {
    const func = Object.hasOwn(reducers, reducer) ? reducers[reducer] : undefined;
    if (func === undefined) return refuse(`the reducer ${reducer} is not read`, 'reducer');
    const entry = this.data.find((one) => isFields(one) && one['refId'] === ref);
    const { model, relativeTimeRange } = isFields(entry) ? entry : ({} as Fields);
    const isInstant = isFields(model) && (model['instant'] === true || model['range'] === false);
    if (func === 'last' || (isInstant && func !== 'count')) return { kind: 'read', text, gives: 'numbers' };
    const range = isFields(relativeTimeRange) ? relativeTimeRange : {};
    const [from, to] = [Number(range['from'] ?? RELATIVE_RANGE_SECONDS), Number(range['to'] ?? 0)];
    if (!(from > to) || !Number.isSafeInteger(from) || !Number.isSafeInteger(to))
      return refuse('the time range of its query is none');
    const offset = to === 0 ? '' : ` offset ${printDuration(to * 1_000)}`;
    const stepMs = isFields(model) ? Number(model['intervalMs'] ?? 0) : 0;
    const step = Number.isSafeInteger(stepMs) && stepMs > 0 ? printDuration(stepMs) : '';
    const span = `${grouped(text)}[${printDuration((from - to) * 1_000)}:${step}]${offset}`;
    const reduced = func === 'median' ? `quantile_over_time(0.5, ${span})` : `${func}_over_time(${span})`;
    return { kind: 'read', text: reduced, gives: 'numbers' };
  }

  #threshold(model: Fields, depth: number, refuse: Refuse): GrafanaExpression {
    const inner = this.#ref(textOf(model['expression']) ?? '', depth + 1);
    if (inner.kind === 'refused') return inner;
    const [condition, ...others] = itemsOf(model['conditions']);
    if (!isFields(condition) || others.length > 0) return refuse('has not one condition', 'conditions');
    if (condition['unloadEvaluator'] !== undefined)
      this.note('unloadEvaluator', 'a threshold of its own for recovery has no words in PromQL');
    const evaluator = isFields(condition['evaluator']) ? condition['evaluator'] : {};
    const [bound] = itemsOf(evaluator['params']).map(Number);
    // Whether there is anything at all: what is asked of is what holds.
    if (inner.gives === 'presence' && evaluator['type'] === 'gt' && bound === 0) return { ...inner, gives: 'elements' };
    return this.#compared(inner, evaluator, refuse);
  }

  #compared(inner: Extract<GrafanaExpression, { kind: 'read' }>, evaluator: Fields, refuse: Refuse): GrafanaExpression {
    const [low, high] = itemsOf(evaluator['params']).map(Number);
    const type = textOf(evaluator['type']) ?? '';
    const isNumber = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);
    if (!isNumber(low)) return refuse('its threshold is no number', 'conditions');
    const text = grouped(inner.text);
    const holds = (joined: string): GrafanaExpression => ({ kind: 'read', text: joined, gives: 'elements' });
    if (Object.hasOwn(comparisons, type)) return holds(`${text} ${comparisons[type]} ${low}`);
    if (!isNumber(high)) return refuse(`${type} is not read`, 'conditions');
    if (type === 'within_range') return holds(`${text} > ${low} < ${high}`);
    if (type === 'outside_range') return holds(`${text} < ${low} or ${text} > ${high}`);
    return refuse(`${type} is not read`, 'conditions');
  }

  /** Arithmetic with at most one comparison; what Grafana joins by shared labels, PromQL joins by equal ones. */
  #math(model: Fields, depth: number, refuse: Refuse): GrafanaExpression {
    const written = (textOf(model['expression']) ?? '').trim();
    const presence = /^is_number\(\$(\w+)\) \|\| is_nan\(\$\1\) \|\| is_inf\(\$\1\)$/.exec(written);
    if (presence?.[1] !== undefined) {
      const inner = this.#ref(presence[1], depth + 1);
      return inner.kind === 'refused' ? inner : { ...inner, gives: 'presence' };
    }
    const tokens = written.match(/\$\{\w+\}|\$\w+|\d+(?:\.\d+)?|\*\*|[<>=!]=|[<>+*/%()-]|\s+|./g) ?? [];
    const parts: string[] = [];
    const refs = new Set<string>();
    for (const token of tokens) {
      const ref = /^\$\{?(\w+)\}?$/.exec(token)?.[1];
      if (ref === undefined) {
        if (!/^(\d|\*\*|[<>=!]=|[<>+*/%()-]|\s)/.test(token))
          return refuse(`"${token}" of math is not read`, 'expression');
        parts.push(token === '**' ? '^' : token);
        continue;
      }
      const inner = this.#ref(ref, depth + 1);
      if (inner.kind === 'refused') return inner;
      refs.add(ref);
      parts.push(grouped(inner.text));
    }
    const comparing = tokens.filter((token) => /^([<>]|[<>=!]=)$/.test(token)).length;
    if (comparing > 1) return refuse('math with several comparisons is not read', 'expression');
    if (refs.size > 1) this.note('math', 'queries meet there by labels that they share, and here by equal ones');
    return { kind: 'read', text: parts.join(''), gives: comparing === 1 ? 'elements' : 'numbers' };
  }

  /** The conditions of Grafana before version 8, joined from left to right. */
  #classic(model: Fields, depth: number, refuse: Refuse): GrafanaExpression {
    let joined: string | null = null;
    for (const condition of itemsOf(model['conditions'])) {
      if (!isFields(condition)) return refuse('has a condition that is none', 'conditions');
      const { query, reducer, evaluator, operator } = condition;
      const ref = textOf(itemsOf(isFields(query) ? query['params'] : [])[0]) ?? '';
      const inner = this.#ref(ref, depth + 1);
      if (inner.kind === 'refused') return inner;
      const reduced = this.#reduced(inner.text, ref, (isFields(reducer) && textOf(reducer['type'])) || 'last', refuse);
      if (reduced.kind === 'refused') return reduced;
      const compared = this.#compared(reduced, isFields(evaluator) ? evaluator : {}, refuse);
      if (compared.kind === 'refused') return compared;
      const word = isFields(operator) && operator['type'] === 'or' ? 'or' : 'and';
      joined = joined === null ? compared.text : `(${joined}) ${word} (${compared.text})`;
    }
    if (joined === null) return refuse('has no conditions', 'conditions');
    this.note('classic_conditions', 'all series make one alert there, and each makes its own here');
    return { kind: 'read', text: joined, gives: 'elements' };
  }
}

type Refuse = (message: string, field?: string) => GrafanaExpression;

const closed: ReadonlySet<Expr['kind']> = new Set([
  'number',
  'string',
  'vector_selector',
  'call',
  'paren',
  'aggregate',
]);

/** In parentheses, unless it holds together without them. */
function grouped(text: string): string {
  const parsed = parseExpr(text);
  return parsed.kind === 'parsed' && closed.has(parsed.expr.kind) ? text : `(${text})`;
}
