import { hash128 } from '../engine/hash.js';
import { METRIC_NAME } from '../plan/label-set.js';
import type { VectorSelector } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import { printExpr } from '../promql/printer.js';
import { groupIntervalMs } from './group-share.js';
import type { RuleGroup } from './rule-group.js';
import { type RuleGroupDocument, ruleGroupOf } from './rule-group-document.js';
import { type SharedPart, splitExpression } from './split-expression.js';
import { type AskedSeries, seriesOfTemplates } from './template-selectors.js';

/** Metrics that alerts themselves write. */
const alertMetrics = ['ALERTS', 'ALERTS_FOR_STATE'];

/** A group and the parts of its expressions that partitions evaluate. */
export interface GroupPlan {
  readonly group: RuleGroup;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** Where the group's grid of ticks begins; see `lastTick`. */
  readonly hash: number;
  /** By their text, each once; samples, which may be of a selector whose elements are shared too, by more than that. */
  readonly parts: ReadonlyMap<string, SharedPart>;
  /** Of each rule: the keys of the parts that it is finished of. */
  readonly partsOfRules: readonly (readonly string[])[];
  /** Of each part: the place of the first rule that needs it. */
  readonly firstUsers: ReadonlyMap<string, number>;
  /** What the rules' templates may ask for; their samples are among the parts. */
  readonly asked: readonly AskedSeries[];
}

export function planGroup(document: RuleGroupDocument): GroupPlan {
  const group = ruleGroupOf(document);
  const recorded = group.rules.flatMap(({ kind, name }) => (kind === 'recording' ? [name] : []));
  const isKept = (selector: VectorSelector): boolean => mayRead(selector, [...recorded, ...alertMetrics]);
  const parts = new Map<string, SharedPart>();
  const firstUsers = new Map<string, number>();
  const need = (part: SharedPart, place: number): string => {
    const key = partKey(part);
    parts.set(key, part);
    if (!firstUsers.has(key)) firstUsers.set(key, place);
    return key;
  };
  const partsOfRules = group.rules.map(({ expr }, place) =>
    splitExpression(expr, isKept).map((part) => need(part, place)),
  );
  const asked = group.rules.flatMap((rule, place) => {
    const own = seriesOfTemplates(rule).filter(({ selector }) => !isKept(selector));
    for (const { selector } of own) need({ kind: 'samples', expr: selector }, place);
    return own;
  });
  return {
    group,
    intervalMs: groupIntervalMs(document),
    queryOffsetMs: group.queryOffsetMs ?? 0,
    hash: gridHash(document),
    parts,
    partsOfRules,
    firstUsers,
    asked,
  };
}

/** Where a group's grid of ticks begins, so that not all are evaluated at once; see `lastTick`. */
export const gridHash = ({ tenant_id, name }: Pick<RuleGroupDocument, 'tenant_id' | 'name'>): number =>
  Number.parseInt(hash128(JSON.stringify([tenant_id, name])).slice(0, 8), 16);

const partKey = ({ kind, expr }: SharedPart): string =>
  kind === 'samples' ? `samples of ${printExpr(expr)}` : printExpr(expr);

/** Whether a selector may find series of one of the metrics. */
function mayRead({ matchers }: VectorSelector, metrics: readonly string[]): boolean {
  const tests = matchers.filter(({ name }) => name === METRIC_NAME).map(compileMatcher);
  return metrics.some((metric) => tests.every((test) => test(metric)));
}
