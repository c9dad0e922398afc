import { createHash } from 'node:crypto';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import type { Matcher } from '@tocsin/domain/promql/ast';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { durationMs } from '@tocsin/domain/rules/duration';
import type { Labels } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import type { Alert } from '../../read-model/alert.js';
import { queryOf } from './rule-query.js';

/** Under which file the rules stand that were not written in one. */
const FILE = 'tocsin';

export const ListedAlertSchema = z
  .strictObject({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    state: z.enum(['pending', 'firing']),
    activeAt: z.string().meta({ description: 'When the conditions began to hold; RFC 3339.' }),
    value: z.string(),
  })
  .meta({ id: 'PrometheusAlert' });
export type ListedAlert = z.infer<typeof ListedAlertSchema>;

export const ListedRuleSchema = z
  .strictObject({
    state: z.enum(['inactive', 'pending', 'firing']),
    name: z.string(),
    query: z.string(),
    duration: z.number(),
    keepFiringFor: z.number(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    alerts: z.array(ListedAlertSchema).nullable(),
    health: z.enum(['ok', 'err', 'unknown']),
    evaluationTime: z.number(),
    lastEvaluation: z.string(),
    type: z.literal('alerting'),
  })
  .meta({ id: 'PrometheusRule' });
export type ListedRule = z.infer<typeof ListedRuleSchema>;

export const ListedGroupSchema = z
  .strictObject({
    name: z.string(),
    file: z.string(),
    rules: z.array(ListedRuleSchema),
    interval: z.number(),
    limit: z.number(),
    evaluationTime: z.number(),
    lastEvaluation: z.string(),
  })
  .meta({ id: 'PrometheusRuleGroup' });
export type ListedGroup = z.infer<typeof ListedGroupSchema>;

/** An alert that is pending or fires, as Prometheus lists it; null for one that is over. */
export function listedAlert({ labels, annotations, state, started_at, value }: Alert): ListedAlert | null {
  if (state !== 'pending' && state !== 'firing') return null;
  return { labels, annotations, state, activeAt: new Date(started_at).toISOString(), value: exponentText(value) };
}

/** A number as Prometheus writes that of an alert: always with an exponent, of two digits at least. */
function exponentText(value: number | null): string {
  return value === null ? 'NaN' : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * The rules that are evaluated, as groups: one for each category, since rules of conditions stand in no file. They are
 * evaluated as their samples come, so that their interval is 0 and what is told of them is as of now.
 *
 * @param now - ms since 1970
 */
export function listedGroups(rules: readonly AlertRule[], alerts: readonly Alert[], now: number): ListedGroup[] {
  const active = new Map<string, ListedAlert[]>();
  for (const alert of alerts) {
    const listed = listedAlert(alert);
    if (listed !== null) active.set(alert.rule_id, [...(active.get(alert.rule_id) ?? []), listed]);
  }
  const evaluated = rules.filter(({ status }) => status === 'active' || status === 'error');
  const categories = [...new Set(evaluated.map(({ category }) => category))].sort();
  const lastEvaluation = new Date(now).toISOString();
  return categories.map((name) => ({
    name,
    file: FILE,
    rules: evaluated
      .filter(({ category }) => category === name)
      .sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
      .map((rule) => listedRule(rule, active.get(rule.id) ?? [], lastEvaluation)),
    interval: 0,
    limit: 0,
    evaluationTime: 0,
    lastEvaluation,
  }));
}

function listedRule(rule: AlertRule, alerts: ListedAlert[], lastEvaluation: string): ListedRule {
  const states = new Set(alerts.map(({ state }) => state));
  return {
    state: states.has('firing') ? 'firing' : states.has('pending') ? 'pending' : 'inactive',
    name: rule.name,
    query: queryOf(rule.conditions),
    duration: durationMs(rule.for) / 1_000,
    keepFiringFor: durationMs(rule.keep_firing_for) / 1_000,
    labels: { ...rule.labels },
    annotations: rule.annotations,
    alerts,
    health: rule.status === 'error' ? 'err' : 'ok',
    evaluationTime: 0,
    lastEvaluation,
    type: 'alerting',
  };
}

/** Which rules are wanted. An empty list asks for nothing special. */
export interface RuleFilter {
  names: readonly string[];
  groups: readonly string[];
  files: readonly string[];
  /** The rule's labels must fit all matchers of one of these. */
  selectors: readonly (readonly Matcher[])[];
}

/** The groups that have rules which are wanted, with these. */
export function chosenGroups(groups: readonly ListedGroup[], filter: RuleFilter): ListedGroup[] {
  const isAsked = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);
  const tests = filter.selectors.map((matchers) =>
    matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) })),
  );
  const fits = (labels: Labels): boolean =>
    tests.length === 0 || tests.some((all) => all.every(({ name, test }) => test(labels[name] ?? '')));
  return groups
    .filter(({ name, file }) => isAsked(filter.groups, name) && isAsked(filter.files, file))
    .map((group) => ({
      ...group,
      rules: group.rules.filter(({ name, labels }) => isAsked(filter.names, name) && fits(labels)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** The name under which a page begins at a group. */
export function groupToken({ file, name }: Pick<ListedGroup, 'file' | 'name'>): string {
  return createHash('sha256').update(`${file};${name}`).digest('hex');
}
