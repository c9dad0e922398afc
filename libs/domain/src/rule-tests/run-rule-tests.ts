import { AlertingEvaluator, type AlertWorld } from '../groups/alerting-evaluator.js';
import { GroupEvaluator } from '../groups/group-evaluator.js';
import type { RuleGroup } from '../groups/rule-group.js';
import { templateQuery } from '../groups/template-query.js';
import { LabelSet } from '../plan/label-set.js';
import { formatNumber } from '../promql/go-text.js';
import { type QueryOptions, StandingQueries } from '../plan/plan.js';
import { printDuration } from '../promql/duration-text.js';
import type { Labels } from '../rules/labels.js';
import { NotedSamples } from './noted-samples.js';
import type { AlertTest, ExprTest, RuleTestFile, TestGroup } from './rule-test-file.js';

/** Samples that become visible bit by bit, and rules that run on them. */
class TestWorld {
  readonly samples: NotedSamples;
  readonly evaluators: readonly GroupEvaluator[];

  constructor(file: RuleTestFile, test: TestGroup, groups: readonly RuleGroup[]) {
    const options: QueryOptions = { subqueryStepMs: file.evaluationIntervalMs };
    this.samples = new NotedSamples(test.series, test.startMs, test.intervalMs, options);
    const { store } = this.samples;
    const world: AlertWorld = {
      externalLabels: test.externalLabels,
      externalUrl: test.externalUrl,
      query: (text, time) => templateQuery(store, text, time, options),
    };
    const queries = new StandingQueries(store, options);
    this.evaluators = groups.map((group) => new GroupEvaluator(group, queries, world));
  }
}

/**
 * Runs a file of rule tests as promtool does: groups are evaluated from the start at the file's interval, alerts are
 * looked at in the last evaluation up to the time that a test names.
 *
 * @param groups - the groups of all rule files, in the order in which they are read
 * @returns what did not come out as expected, in promtool's words
 */
export function runRuleTests(file: RuleTestFile, groups: readonly RuleGroup[]): string[] {
  const rank = new Map(file.groupOrder.map((name, i) => [name, i]));
  const ordered = [...groups].sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  return file.groups.flatMap((test) => runTest(file, test, ordered));
}

function runTest(file: RuleTestFile, test: TestGroup, groups: readonly RuleGroup[]): string[] {
  const world = new TestWorld(file, test, groups);
  const { startMs } = test;
  const step = file.evaluationIntervalMs;
  const last = Math.max(0, ...[...test.alertTests, ...test.exprTests].map(({ evalTimeMs }) => evalTimeMs));
  const pending = [...test.alertTests].sort((a, b) => a.evalTimeMs - b.evalTimeMs);
  const failures: string[] = [];
  for (let time = startMs; time <= startMs + last; time += step) {
    world.samples.loadUpTo(time);
    const errors = world.evaluators
      .flatMap((evaluator) => evaluator.evaluate(time))
      .filter(({ error }) => error !== null)
      .map(({ rule, error }) => `    rule: ${rule.name}, time: ${printDuration(time - startMs)}, err: ${error ?? ''}`);
    if (errors.length > 0) return [...failures, ...errors];
    while (pending.length > 0 && startMs + (pending[0] as AlertTest).evalTimeMs < time + step) {
      const failure = checkAlerts(pending.shift() as AlertTest, world, time);
      const named = test.name === '' ? '' : `    name: ${test.name},\n`;
      if (failure !== null) failures.push(named + failure);
    }
  }
  for (const exprTest of test.exprTests) {
    const failure = checkExpr(exprTest, world, startMs, file.isFuzzy);
    if (failure !== null) failures.push(failure);
  }
  return failures;
}

interface ToldAlert {
  labels: Labels;
  annotations: Labels;
}

function checkAlerts({ alertName, evalTimeMs, expected }: AlertTest, world: TestWorld, time: number): string | null {
  const found = world.evaluators
    .flatMap(({ rules }) => rules)
    .filter((rule): rule is AlertingEvaluator => rule instanceof AlertingEvaluator && rule.rule.name === alertName)
    .flatMap((rule) =>
      rule
        .active()
        .filter(({ life }) => life.phase === 'firing')
        .map((alert) => ({ labels: alert.labels.toLabels(), annotations: rule.annotationsOf(alert, time) })),
    );
  const [exp, got] = [alertsText(expected), alertsText(found)];
  if (exp === got) return null;
  return (
    `    alertname: ${alertName}, time: ${printDuration(evalTimeMs)}, \n` + `        exp:${exp}, \n        got:${got}`
  );
}

/** Alerts as promtool prints them, in one order. */
function alertsText(alerts: readonly ToldAlert[]): string {
  const texts = alerts
    .map(
      ({ labels, annotations }) =>
        `Labels:${labelsText(labels)}\n${' '.repeat(14)}Annotations:${labelsText(annotations)}`,
    )
    .sort();
  if (texts.length === 0) return '[]';
  const lines = texts.map((text, i) => `${' '.repeat(12)}${i}:\n${' '.repeat(14)}${text}`);
  return `[\n${lines.join(',\n')}\n${' '.repeat(12)}]`;
}

const labelsText = (labels: Labels): string => LabelSet.of(labels).toString();

function checkExpr(
  { expr, evalTimeMs, expected }: ExprTest,
  world: TestWorld,
  startMs: number,
  isFuzzy: boolean,
): string | null {
  const where = `    expr: ${JSON.stringify(expr)}, time: ${printDuration(evalTimeMs)}`;
  const answer = world.samples.query(expr, startMs + evalTimeMs);
  if ('error' in answer) return `${where}, err: ${answer.error}`;
  const sorted = (samples: ExprTest['expected']) => [...samples].sort((a, b) => a.labels.compare(b.labels));
  const [exp, got] = [sorted(expected), sorted(answer)];
  const isSame =
    exp.length === got.length &&
    exp.every(({ labels, value }, i) => {
      const own = got[i] as (typeof got)[number];
      return labels.key === own.labels.key && isSameValue(value, own.value, isFuzzy);
    });
  if (isSame) return null;
  return `${where},\n        exp: ${samplesText(exp)}\n        got: ${samplesText(got)}`;
}

function isSameValue(a: number, b: number, isFuzzy: boolean): boolean {
  if (a === b) return true;
  return isFuzzy && Math.abs(a - b) <= Math.abs(a) * Number.EPSILON;
}

function samplesText(samples: ExprTest['expected']): string {
  if (samples.length === 0) return 'nil';
  return samples.map(({ labels, value }) => `${labels.toString()} ${exponentText(value)}`).join(', ');
}

/** A number as Go writes it with an exponent always: `1.5E+00`. */
function exponentText(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return value
    .toExponential()
    .replace(/e([+-])(\d)$/, 'e$10$2')
    .toUpperCase();
}
