import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { printRuleFile } from '@tocsin/domain/groups/print-rule-file';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { GroupRule, RuleGroup } from '@tocsin/domain/groups/rule-group';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { explainPlan, StandingQueries } from '@tocsin/domain/plan/plan';
import { SeriesStore } from '@tocsin/domain/plan/series-store';
import type { Expr, Matcher } from '@tocsin/domain/promql/ast';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { sameExpr } from '@tocsin/domain/promql/same-expr';
import { walkExpr } from '@tocsin/domain/promql/walk';

/** What came of one rule of a file. */
export interface PublishedRule {
  file: string;
  name: string;
  kind: GroupRule['kind'];
  /** What is wrong; null for nothing. */
  problem: string | null;
  /** Operators of its plan that look at more than what has changed, and why. */
  slow: string[];
}

const TICKS = 8;
const INTERVAL_MS = 60_000;

/** Loads, plans, evaluates and prints each rule of the files in a folder, on series made of what the rules select. */
export function checkPublishedRules(folder: string): PublishedRule[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((file) => checkFile(file, readFileSync(join(folder, file), 'utf8')));
}

function checkFile(file: string, text: string): PublishedRule[] {
  const parsed = parseRuleFile(text);
  if (parsed.kind === 'refused') {
    const problem = parsed.findings.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('; ');
    return [{ file, name: '', kind: 'alerting', problem, slow: [] }];
  }
  const again = parseRuleFile(printRuleFile(parsed.groups));
  return parsed.groups.flatMap((group, g) => {
    const printed = again.kind === 'parsed' ? again.groups[g]?.rules : undefined;
    return group.rules.map((rule, r) => ({
      file,
      name: rule.name,
      kind: rule.kind,
      problem: evaluationError(group, rule) ?? differenceOf(rule, printed?.[r]),
      slow: explainPlan(rule.expr, new SeriesStore())
        .filter(({ why }) => why !== null)
        .map(({ text: what, why }) => `${what}: ${why ?? ''}`),
    }));
  });
}

function differenceOf(rule: GroupRule, printed: GroupRule | undefined): string | null {
  if (printed === undefined) return 'is not there when it is printed and read again';
  const plain = ({ expr: _, text: __, ...rest }: GroupRule): string => JSON.stringify(rest);
  return sameExpr(rule.expr, printed.expr) && plain(rule) === plain(printed)
    ? null
    : 'is another rule when it is printed and read again';
}

/** Evaluates a rule of a group alone: on the series of all of them, Prometheus would refuse some as well. */
function evaluationError(group: RuleGroup, rule: GroupRule): string | null {
  const store = new SeriesStore();
  const evaluator = new GroupEvaluator({ ...group, rules: [rule] }, new StandingQueries(store), {
    externalLabels: {},
    externalUrl: 'http://localhost',
    query: () => [],
  });
  const series = seriesFor(rule.expr).map((labels) => store.series(labels));
  for (let tick = 1; tick <= TICKS; tick += 1) {
    series.forEach((one, i) => store.append(one, tick * INTERVAL_MS, 50 + 30 * Math.sin(tick + i)));
    const [report] = evaluator.evaluate(tick * INTERVAL_MS);
    if (report !== undefined && report.error !== null) return report.error;
  }
  return null;
}

/** A series for each selector of an expression that no other one's series fits. */
function seriesFor(expr: Expr): LabelSet[] {
  const series: LabelSet[] = [];
  walkExpr(expr, (node) => {
    if (node.kind !== 'vector_selector') return;
    const tests = node.matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
    if (series.some((one) => tests.every(({ name, test }) => test(one.get(name))))) return;
    const labels = new Map([
      ['instance', 'host-1'],
      ['job', 'job-1'],
    ]);
    for (const name of new Set(node.matchers.map((matcher) => matcher.name)))
      labels.set(name, fittingValue(node.matchers.filter((matcher) => matcher.name === name)));
    series.push(LabelSet.fromEntries([...labels]));
  });
  return series;
}

/** A value that fits all matchers of one label; the first guess where none of the guesses does. */
function fittingValue(matchers: readonly Matcher[]): string {
  const tests = matchers.map(compileMatcher);
  const guesses = matchers.flatMap(({ value }) => [
    value,
    ...value.replaceAll(/[()^$]/g, '').split('|'),
    value.replaceAll(/\.[*+]/g, 'x').replaceAll(/[\\^$()]/g, ''),
  ]);
  return [...guesses, 'x', 'host-1', '1'].find((guess) => tests.every((test) => test(guess))) ?? (guesses[0] as string);
}
