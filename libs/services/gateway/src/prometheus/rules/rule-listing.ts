import { createHash } from 'node:crypto';
import type { GroupHealth } from '@tocsin/contracts/topics/rule-health';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import type { Matcher } from '@tocsin/domain/promql/ast';
import type { Labels } from '@tocsin/domain/rules/labels';
import { z } from 'zod';

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

const evaluationTime = z.number().meta({
  description: 'How long the evaluation by the clock took, in all partitions together; seconds. 0 where there is none.',
});
const common = {
  name: z.string(),
  query: z.string(),
  labels: z.record(z.string(), z.string()),
  health: z.enum(['ok', 'err', 'unknown']),
  lastError: z.string().optional().meta({ description: 'What is wrong, where something is.' }),
  evaluationTime,
  lastEvaluation: z.string(),
};
export const ListedRuleSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('alerting'),
      ...common,
      state: z.enum(['inactive', 'pending', 'firing']),
      duration: z.number(),
      keepFiringFor: z.number(),
      annotations: z.record(z.string(), z.string()),
      alerts: z.array(ListedAlertSchema).nullable(),
    }),
    z.strictObject({ type: z.literal('recording'), ...common }),
  ])
  .meta({ id: 'PrometheusRule' });
export type ListedRule = z.infer<typeof ListedRuleSchema>;

export const ListedGroupSchema = z
  .strictObject({
    name: z.string(),
    file: z.string(),
    rules: z.array(ListedRuleSchema),
    interval: z.number(),
    limit: z.number(),
    evaluationTime,
    lastEvaluation: z.string(),
  })
  .meta({ id: 'PrometheusRuleGroup' });
export type ListedGroup = z.infer<typeof ListedGroupSchema>;

/** The health of a group's rule as Prometheus tells it; `unknown` before it was evaluated in this version. */
export function listedHealth(
  health: GroupHealth | null,
  version: number,
  place: number,
): Pick<ListedRule, 'health' | 'lastError' | 'evaluationTime'> {
  const rule = health?.version === version ? health.rules[place] : undefined;
  if (rule === undefined) return { health: 'unknown', evaluationTime: 0 };
  const evaluationTime = secondsOf(rule.duration_ms);
  if (rule.health === 'ok') return { health: 'ok', evaluationTime };
  return { health: 'err', lastError: rule.last_error, evaluationTime };
}

/** A duration as Prometheus tells it: in seconds, and 0 before there is one. @param ms - as a group's health has it */
export const secondsOf = (ms: number | undefined): number => (ms ?? 0) / 1_000;

/** Which rules are wanted. An empty list asks for nothing special. */
export interface RuleFilter {
  types: readonly ListedRule['type'][];
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
    tests.length === 0 ||
    tests.some((all) =>
      all.every(({ name, test }) => test(Object.hasOwn(labels, name) ? (labels[name] as string) : '')),
    );
  return groups
    .filter(({ name, file }) => isAsked(filter.groups, name) && isAsked(filter.files, file))
    .map((group) => ({
      ...group,
      rules: group.rules.filter(
        ({ type, name, labels }) => filter.types.includes(type) && isAsked(filter.names, name) && fits(labels),
      ),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** The name under which a page begins at a group. */
export function groupToken({ file, name }: Pick<ListedGroup, 'file' | 'name'>): string {
  return createHash('sha256').update(`${file};${name}`).digest('hex');
}
