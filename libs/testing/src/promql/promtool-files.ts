import { AlertingEvaluator } from '@tocsin/domain/groups/alerting-evaluator';
import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { RuleGroup } from '@tocsin/domain/groups/rule-group';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { StandingQueries } from '@tocsin/domain/plan/plan';
import { asValue, NO_VALUE, SeriesStore } from '@tocsin/domain/plan/series-store';
import { parseSeriesNotation } from '@tocsin/domain/rule-tests/series-notation';
import { type RandomWorld, SAMPLE_INTERVAL_MS } from './random-rules.js';

const EVALUATION_MS = 20_000;
const TICKS = 42;

/** A world's rule file, as YAML (in its JSON form). */
export function ruleFileOf({ rules, limit, queryOffset }: RandomWorld): string {
  const written = rules.map((rule) => ({
    [rule.kind]: rule.name,
    expr: rule.expr,
    ...given({ for: rule.for, keep_firing_for: rule.keepFiringFor }),
    labels: rule.labels,
    ...(rule.kind === 'alert' ? { annotations: rule.annotations } : {}),
  }));
  const group = { name: 'random', ...(limit > 0 ? { limit } : {}), ...given({ query_offset: queryOffset }) };
  return JSON.stringify({ groups: [{ ...group, rules: written }] }, null, 1);
}

const given = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));

export interface Run {
  /** The world without the rules that cannot be evaluated on its series. */
  world: RandomWorld;
  ticks: { time: number; alerts: Map<string, Told[]> }[];
  /** What rules recorded at the last tick. */
  recorded: { text: string; value: number }[];
}

interface Told {
  exp_labels: Record<string, string>;
  exp_annotations: Record<string, string>;
}

/** Evaluates a world's rules by the product's own evaluators, over and over without those that fail. */
export function runWorld(world: RandomWorld): Run {
  const outcome = attempt(world);
  if (outcome.kind === 'ran') return outcome.run;
  return runWorld({ ...world, rules: world.rules.filter(({ name }) => name !== outcome.rule) });
}

function groupOf(world: RandomWorld): RuleGroup {
  const parsed = parseRuleFile(ruleFileOf(world));
  if (parsed.kind === 'refused') throw new Error(`seed ${world.seed}: ${JSON.stringify(parsed.findings)}`);
  return parsed.groups[0] as RuleGroup;
}

function attempt(world: RandomWorld): { kind: 'ran'; run: Run } | { kind: 'failed'; rule: string } {
  const store = new SeriesStore();
  const queries = new StandingQueries(store, { subqueryStepMs: EVALUATION_MS });
  const evaluator = new GroupEvaluator(groupOf(world), queries, {
    externalLabels: {},
    externalUrl: '',
    query: () => ({ error: 'no queries here' }),
  });
  const inputs = world.series.map(({ series, values }) => parseSeriesNotation(`${series} ${values}`));
  const ticks: Run['ticks'] = [];
  let loaded = 0;
  for (let tick = 0; tick < TICKS; tick += 1) {
    const time = tick * EVALUATION_MS;
    for (; loaded * SAMPLE_INTERVAL_MS <= time; loaded += 1)
      for (const { labels, points } of inputs) {
        const point = points[loaded];
        if (point?.kind !== 'value') continue;
        const value = point.value === NO_VALUE ? NO_VALUE : asValue(point.value);
        store.append(store.series(labels), loaded * SAMPLE_INTERVAL_MS, value);
      }
    store.evaluatedAt = time;
    const failed = evaluator.evaluate(time).find(({ error }) => error !== null);
    if (failed !== undefined) return { kind: 'failed', rule: failed.rule.name };
    ticks.push({ time, alerts: alertsOf(evaluator, time) });
  }
  const last = (TICKS - 1) * EVALUATION_MS - (evaluator.group.queryOffsetMs ?? 0);
  const recorded = [...store.all()]
    .filter(({ labels, end, begin, lastTime, values }) => {
      const isOfRule = labels.metric.startsWith('rec:') && end > begin;
      return isOfRule && lastTime === last && values[end - 1] !== NO_VALUE;
    })
    .map(({ labels, values, end }) => ({
      text: `${labels.metric}{${labels
        .entries()
        .filter(([name]) => name !== METRIC_NAME)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(', ')}}`,
      value: values[end - 1] as number,
    }));
  return { kind: 'ran', run: { world, ticks, recorded } };
}

function alertsOf({ rules }: GroupEvaluator, time: number): Map<string, Told[]> {
  const alerts = new Map<string, Told[]>();
  for (const rule of rules) {
    if (!(rule instanceof AlertingEvaluator)) continue;
    const firing = rule.active().filter(({ life }) => life.phase === 'firing');
    const told = firing.map((alert) => {
      const { alertname: _, ...labels } = alert.labels.toLabels();
      return { exp_labels: labels, exp_annotations: { ...rule.annotationsOf(alert, time) } };
    });
    alerts.set(rule.rule.name, told);
  }
  return alerts;
}

/** A test file that says what {@link runWorld} found, for promtool to disagree with. */
export function ruleTestFileOf({ world, ticks, recorded }: Run, ruleFile: string): string {
  const alertTests = ticks.flatMap(({ time, alerts }) =>
    [...alerts].map(([alertname, exp_alerts]) => ({ eval_time: `${time / 1_000}s`, alertname, exp_alerts })),
  );
  const at = `${(ticks.at(-1)?.time ?? 0) / 1_000}s`;
  return JSON.stringify(
    {
      rule_files: [ruleFile],
      evaluation_interval: `${EVALUATION_MS / 1_000}s`,
      tests: [
        {
          interval: `${SAMPLE_INTERVAL_MS}ms`,
          input_series: world.series,
          alert_rule_test: alertTests,
          promql_expr_test: recorded.flatMap(({ text, value }) => exprTests(text, value, at)),
        },
      ],
    },
    null,
    1,
  );
}

/** A value may differ in its last digits, since Prometheus 2 adds up without compensation. */
function exprTests(text: string, value: number, at: string): object[] {
  if (Number.isNaN(value)) return [];
  const slack = Math.max(Math.abs(value) * 1e-9, 1e-9);
  const within = Number.isFinite(value)
    ? `${text} >= ${value - slack} <= ${value + slack}`
    : `${text} == ${value > 0 ? '+Inf' : '-Inf'}`;
  return [{ expr: `count(${within})`, eval_time: at, exp_samples: [{ labels: '{}', value: 1 }] }];
}
