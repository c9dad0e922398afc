import { evaluateOnce } from '../engine/evaluate-once.js';
import { parseSeriesLabels, parseSeriesNotation } from '../rule-tests/series-notation.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { RuleDraft } from '../rules/alert-rule.js';
import { durationMs } from '../rules/duration.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { RuleFactory } from '../rules/rule-factory.js';

/** A short history, and what a rule must have made of it. */
export interface RuleScenario {
  /** How far the points of a series lie apart; the first lies at 0. Default a minute. */
  readonly every?: string;
  /** Series and their points in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  /** When the alerts are looked at. */
  readonly at: string;
  /** Labels of each alert that fires then, as in `{instance="a"}`; others may be there. Empty: it never fired. */
  readonly alerts: readonly string[];
}

/**
 * Plays a scenario to the engine that evaluates live.
 *
 * @returns what came out otherwise; null when nothing did
 * @throws Error when the scenario itself cannot be read
 */
export function playScenario(draft: RuleDraft, scenario: RuleScenario): string | null {
  const rule = RuleFactory.create(draft, { id: 'scenario', tenantId: 'scenario' }, 0);
  const evaluated = evaluateOnce(rule, seriesOf(scenario), durationMs(scenario.at));
  if (evaluated.kind === 'too_long') return `it takes ${evaluated.ticks} evaluations, which are too many`;
  const firing = new Map<string, Labels>();
  let fired = 0;
  for (const { state, fingerprint, labels } of evaluated.transitions) {
    if (state === 'resolved') firing.delete(fingerprint);
    if (state !== 'firing') continue;
    firing.set(fingerprint, labels);
    fired += 1;
  }
  const found = [...firing.values()];
  if (scenario.alerts.length === 0) return fired === 0 ? null : `fired ${fired} times, where it should have been quiet`;
  const missing = scenario.alerts.filter((text) => !found.some((labels) => carries(labels, text)));
  if (missing.length === 0 && found.length === scenario.alerts.length) return null;
  return `at ${scenario.at}, ${JSON.stringify(found)} fired, not ${scenario.alerts.join(' and ')}`;
}

/** Every series of a scenario with its samples, in ms. */
function seriesOf({ every = '1m', series }: RuleScenario) {
  const step = durationMs(every);
  return Object.entries(series).map(([text, points]) => {
    const noted = parseSeriesNotation(`${text} ${points}`);
    const { [METRIC_NAME]: metric = '', ...labels } = noted.labels.toLabels();
    return {
      metric,
      labels: labelsFrom(Object.entries(labels)),
      samples: noted.points.flatMap((point, i) => (point.kind === 'value' ? [[i * step, point.value] as const] : [])),
    };
  });
}

function carries(labels: Labels, text: string): boolean {
  return Object.entries(parseSeriesLabels(text).toLabels()).every(([name, value]) => labels[name] === value);
}
