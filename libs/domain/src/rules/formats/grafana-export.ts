import { stringify } from 'yaml';
import type { RuleGroupDraft } from '../../groups/rule-group-document.js';
import { hash128 } from '../../engine/hash.js';
import { parseDurationMs } from '../duration.js';
import type { RuleDraft } from '../alert-rule.js';
import type { ThresholdCondition } from '../condition.js';
import { RULE_INTERVAL_DEFAULT } from '../interval.js';
import { metricOfPath } from '../metric-path.js';
import { queryOf, selectorText } from '../rule-query.js';
import { type PlainAlert, plainAlertOf } from './alerting-rules.js';
import { GRAFANA, RELATIVE_RANGE_SECONDS } from './grafana-model.js';
import type { Exported, Loss, PortableRules } from './portable-rules.js';

/** Grafana evaluates no rule more often than this, and every interval is a multiple of it. */
const INTERVAL_SECONDS = 10;
/** The interval of groups that name none, as Grafana has it. */
const INTERVAL_SECONDS_DEFAULT = 60;

export interface GrafanaRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly object[];
  readonly noDataState: string;
  readonly execErrState: string;
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly isPaused: boolean;
}
export interface GrafanaGroup {
  readonly orgId: number;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: GrafanaRule[];
}

/**
 * Rules as Grafana's alerting provisioning has them.
 *
 * @param datasource - the uid of the Prometheus data source that Grafana asks
 */
export function writeGrafana(portable: PortableRules, datasource: string): Exported {
  const { groups, losses } = grafanaGroupsOf(portable, datasource);
  return { type: 'application/yaml', text: stringify({ apiVersion: 1, groups }, { lineWidth: 0 }), losses };
}

export function grafanaGroupsOf(
  { rules, groups }: PortableRules,
  datasource: string,
): { groups: GrafanaGroup[]; losses: Loss[] } {
  const losses: Loss[] = [];
  const made = new Map<string, GrafanaGroup>();
  for (const rule of rules) {
    const { alert, losses: own } = plainAlertOf(rule);
    losses.push(...own.filter(({ what }) => what !== 'recovery_threshold' || thresholdOf(rule) === null));
    if (alert === null) continue;
    const folder = rule.folder ?? GRAFANA.folderDefault;
    if (rule.folder === undefined)
      losses.push({ subject: rule.name, what: 'folder', why: `Grafana wants one, and it is "${folder}"` });
    const interval = intervalOf(rule.interval ?? RULE_INTERVAL_DEFAULT, rule.interval !== undefined, rule.name, losses);
    const key = JSON.stringify([folder, interval]);
    const group = made.get(key) ?? { orgId: 1, name: `rules every ${interval}`, folder, interval, rules: [] };
    group.rules.push(
      grafanaRule(alert, dataOf(rule, alert, datasource), rule.status === 'paused', [folder, group.rules.length]),
    );
    made.set(key, group);
  }
  for (const group of groups) made.set(`group ${group.name}`, groupOf(group, datasource, losses));
  return { groups: [...made.values()].filter((group) => group.rules.length > 0), losses };
}

function groupOf(group: RuleGroupDraft, datasource: string, losses: Loss[]): GrafanaGroup {
  const lose = (subject: string, what: string, why: string): void => void losses.push({ subject, what, why });
  if (group.limit !== undefined && group.limit > 0) lose(group.name, 'limit', 'has no place there');
  if (group.query_offset !== undefined) lose(group.name, 'query_offset', 'has no place there');
  const seconds = `${INTERVAL_SECONDS_DEFAULT}s`;
  const interval = intervalOf(group.interval ?? seconds, group.interval !== undefined, group.name, losses);
  const rules = group.rules.flatMap((rule, i) => {
    if ('record' in rule) {
      lose(group.name, `record ${rule.record}`, 'a recording rule needs a target that Grafana is set up with');
      return [];
    }
    const alert: PlainAlert = {
      name: rule.alert,
      expr: rule.expr,
      for: rule.for,
      keepFiringFor: rule.keep_firing_for,
      labels: { ...group.labels, ...rule.labels },
      annotations: rule.annotations ?? {},
    };
    return [grafanaRule(alert, presenceData(rule.expr, datasource), false, [GRAFANA.folderDefault, group.name, i])];
  });
  if (group.labels !== undefined) lose(group.name, 'labels', 'stand with each of its rules there');
  return { orgId: 1, name: group.name, folder: GRAFANA.folderDefault, interval, rules };
}

/** Rounded up to what Grafana can do; the loss is told where somebody had written another. */
function intervalOf(text: string, isWritten: boolean, subject: string, losses: Loss[]): string {
  const seconds = (parseDurationMs(text) ?? 0) / 1_000;
  const rounded = Math.max(1, Math.ceil(seconds / INTERVAL_SECONDS)) * INTERVAL_SECONDS;
  if (isWritten && rounded !== seconds)
    losses.push({ subject, what: 'interval', why: `Grafana takes multiples of ${INTERVAL_SECONDS}s: ${rounded}s` });
  return `${rounded}s`;
}

const grafanaRule = (alert: PlainAlert, data: readonly object[], isPaused: boolean, place: unknown[]): GrafanaRule => ({
  // Stays the same from one export to the next, so that Grafana changes its rules in place.
  uid: hash128(JSON.stringify(['grafana', ...place, alert.name])),
  title: alert.name,
  condition: 'C',
  data,
  noDataState: 'OK',
  execErrState: 'Error',
  for: alert.for ?? '0s',
  ...(alert.keepFiringFor === undefined ? {} : { keepFiringFor: alert.keepFiringFor }),
  annotations: alert.annotations,
  labels: alert.labels,
  isPaused,
});

/** The one threshold that a rule has and that Grafana can compare itself; null for any other rule. */
function thresholdOf({ conditions }: Pick<RuleDraft, 'conditions'>) {
  const [condition, ...others] = conditions;
  if (others.length > 0 || condition?.type !== 'threshold') return null;
  const evaluator = { '>': 'gt', '<': 'lt' }[condition.operator as string];
  return evaluator === undefined ? null : { condition, evaluator };
}

function dataOf(rule: RuleDraft, alert: PlainAlert, datasource: string): object[] {
  const found = thresholdOf(rule);
  if (found === null) return presenceData(alert.expr, datasource);
  const { condition, evaluator } = found;
  const { recovery_threshold: recovery, threshold } = condition;
  // Beyond the recovery threshold the alert is over; the other way round Grafana keeps it.
  const unload =
    recovery === undefined ? {} : { unloadEvaluator: { type: evaluator === 'gt' ? 'lt' : 'gt', params: [recovery] } };
  return [
    query(seriesOf(condition), datasource),
    expression('B', { type: 'reduce', expression: 'A', reducer: 'last' }),
    expression('C', {
      type: 'threshold',
      expression: 'B',
      conditions: [{ evaluator: { type: evaluator, params: [threshold] }, ...unload }],
    }),
  ];
}

/** The series that a threshold compares, as a query. */
function seriesOf({ metric_path, labels = {} }: ThresholdCondition): string {
  return queryOf([{ type: 'promql', expr: selectorText(metricOfPath(metric_path) ?? '', labels) }]);
}

/** Alerts for whatever the expression gives, its value being what it may. */
const presenceData = (expr: string, datasource: string): object[] => [
  query(expr, datasource),
  expression('B', { type: 'math', expression: GRAFANA.presenceOf('A') }),
  expression('C', { type: 'threshold', expression: 'B', conditions: [{ evaluator: { type: 'gt', params: [0] } }] }),
];

const query = (expr: string, datasourceUid: string): object => ({
  refId: 'A',
  relativeTimeRange: { from: RELATIVE_RANGE_SECONDS, to: 0 },
  datasourceUid,
  model: { refId: 'A', expr, instant: true, range: false, editorMode: 'code' },
});

const expression = (refId: string, model: object): object => ({
  refId,
  relativeTimeRange: { from: RELATIVE_RANGE_SECONDS, to: 0 },
  datasourceUid: GRAFANA.expressionSource,
  model: { refId, datasource: { type: GRAFANA.expressionSource, uid: GRAFANA.expressionSource }, ...model },
});
