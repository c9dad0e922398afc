import { compileMatcher } from '../promql/match-label.js';
import type { Matcher } from '../promql/ast.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { Labels } from '../rules/labels.js';
import { defaultValues, metricOf, selectorsOf } from './needed-series.js';
import type { ParameterValues } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';
import { conditionsOf } from './write-conditions.js';

/** A template whose rule would find series to read, with the parameters by which it finds them. */
export interface FittingTemplate {
  readonly template: RuleTemplate;
  /** Metrics alone; all else has its default. */
  readonly parameters: ParameterValues;
  /** The series that the rule would read. */
  readonly covered: readonly Labels[];
}

/** Label sets by the metric that they are of. */
export class SentSeries {
  readonly #byMetric = new Map<string, Labels[]>();

  /** @param series - the metric's name is the label `__name__` */
  constructor(series: readonly Labels[]) {
    for (const labels of series) {
      const metric = labels[METRIC_NAME] ?? '';
      const own = this.#byMetric.get(metric);
      if (own === undefined) this.#byMetric.set(metric, [labels]);
      else own.push(labels);
    }
  }

  has(metric: string): boolean {
    return this.#byMetric.has(metric);
  }

  fitting(matchers: readonly Matcher[]): Labels[] {
    const tests = matchers.map((matcher) => [matcher.name, compileMatcher(matcher)] as const);
    return this.carrying(matchers).filter((labels) => tests.every(([name, test]) => test(labels[name] ?? '')));
  }

  /** Series of the metric that have the labels which a value is asked of; what has not failed yet shows no failures. */
  carrying(matchers: readonly Matcher[]): Labels[] {
    const asked = matchers.filter((matcher) => !compileMatcher(matcher)(''));
    const own = this.#byMetric.get(metricOf(matchers) ?? '') ?? [];
    return own.filter((labels) => asked.every(({ name }) => Object.hasOwn(labels, name)));
  }
}

/** The templates whose every selector finds a metric that is sent, with the labels that it asks for. */
export function fittingTemplates(templates: readonly RuleTemplate[], sent: SentSeries): FittingTemplate[] {
  return templates.flatMap((template): FittingTemplate[] => {
    const parameters = metricsOf(template, sent);
    const values = { ...defaultValues(template), ...parameters };
    const selectors = selectorsOf(conditionsOf(template, values).conditions);
    if (selectors.some((matchers) => sent.carrying(matchers).length === 0)) return [];
    return [{ template, parameters, covered: [...new Set(selectors.flatMap((one) => sent.fitting(one)))] }];
  });
}

/** For each parameter that names a metric, the first of its names that is sent, where that is not the default. */
function metricsOf({ parameters }: RuleTemplate, sent: SentSeries): ParameterValues {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]) => {
      if (parameter.kind !== 'metric' || sent.has(parameter.default)) return [];
      const other = parameter.alternatives.find((metric) => sent.has(metric));
      return other === undefined ? [] : [[name, other] as const];
    }),
  );
}
