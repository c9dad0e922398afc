import { printDuration } from '../promql/duration-text.js';
import type { AlertCategory, AlertSeverity } from '../rules/alert-rule.js';
import type { RuleCondition } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { leavesOf } from '../rules/condition-walk.js';
import { contradictionOf } from './contradiction.js';
import { asked, refused } from './decisions.js';
import type { MeasureWorld } from './measured.js';
import { strangersOf } from './meeting.js';
import type { SaidClause, SaidRule, Target } from './said-rule.js';
import { strayNumber } from './stray-number.js';
import { writeClause, type WrittenClause } from './write-clause.js';

/** Longest time for which something must hold: what lasts longer is no alert. */
const HOLD_MS_MAX = 604_800_000;

/** What a sentence says of a rule; everything that it does not say is left open. */
export interface WrittenRule {
  readonly conditions: RuleCondition[];
  /** Ms; null: not said. */
  readonly hold: number | null;
  readonly category: AlertCategory;
}

/** What whoever asks says beside the sentence. */
export interface Beside {
  readonly severity: AlertSeverity;
  readonly targets: readonly Target[];
}

/** Makes conditions of the clauses of a sentence. @throws NoRule */
export function writeRule(said: SaidRule, beside: Pick<Beside, 'targets'>, world: MeasureWorld): WrittenRule {
  const { clauses, within } = withinOf(said, completed(said));
  const { hold } = said;
  if (said.limit !== null) throw refused('stray_number', strayNumber(said.limit, said.clauses));
  if (hold !== null && hold > HOLD_MS_MAX)
    throw refused(
      'hold_too_long',
      `It is to hold for ${printDuration(hold)}; ${printDuration(HOLD_MS_MAX)} is the most that makes sense for an alert`,
    );
  assertClear(said.clauses);
  const targets = [...said.targets, ...beside.targets];
  const written = clauses.map(({ clause }) => writeClause(clause, { ...world, targets, hold }));
  const conditions = joined({ ...said, within }, clauses, written, world);
  assertSound(conditions, world);
  const usesHold = written.some((one) => one.usesHold);
  return { conditions, hold: usesHold ? null : hold, category: categoryOf(written) };
}

/** @throws NoRule where conditions that must hold together cannot, or never meet */
export function assertSound(conditions: readonly RuleCondition[], { known }: MeasureWorld): void {
  const fault = contradictionOf(conditions);
  if (fault !== null) throw refused('contradiction', fault);
  const strangers = strangersOf(conditions, known);
  if (strangers !== null) throw refused('strangers', strangers);
}

/**
 * What is said of one of several clauses in a place where it may be meant of all of them, or of one alone, is not guessed.
 *
 * @throws NoRule
 */
function assertClear(clauses: Clauses): void {
  const said = clauses.filter(({ clause }) => clause.predicate !== null);
  for (const [i, { join, clause }] of said.entries()) {
    const later = said.slice(i + 1);
    const isSilence = clause.predicate?.kind === 'absent' || clause.predicate?.kind === 'none';
    if (clause.hasHold && !isSilence && later.some((one) => !one.clause.hasHold))
      throw refused(
        'hold_of_which',
        'It says for how long one part must hold, and a rule holds as a whole; say the time at the end if it is of all, or make two rules',
      );
    if (clause.hasHold && join === 'unless' && said.slice(0, i).some((one) => !one.clause.hasHold))
      throw refused(
        'hold_of_which',
        'It says behind "unless" for how long it must hold; say the time before that if it is of the rule',
      );
    if (clause.aggregate === null || clause.window !== null) continue;
    if (later.some((one) => one.clause.aggregate === null && one.clause.windowWord === 'over'))
      throw refused(
        'window_of_which',
        'It names a way of putting values together for one part and the time for another; say both for each part',
      );
  }
}

/** The last time that a sequence names is that within which its steps follow each other. */
function withinOf(said: SaidRule, clauses: Clauses): { clauses: Clauses; within: number | null } {
  const last = clauses.at(-1);
  if (!clauses.some(({ join }) => join === 'then') || last === undefined) {
    if (said.within !== null) throw refused('two_windows', 'It names two times to look back; say one of them');
    return { clauses, within: null };
  }
  if (said.within !== null || last.clause.window === null) return { clauses, within: said.within };
  const clause = { ...last.clause, window: null, windowWord: null };
  return { clauses: [...clauses.slice(0, -1), { ...last, clause }], within: last.clause.window };
}

type Clauses = readonly { readonly join: SaidRule['clauses'][number]['join']; readonly clause: SaidClause }[];

/** What a clause leaves unsaid is what the one beside it says: its subject, its predicate, its targets. */
export function completed({ clauses }: Pick<SaidRule, 'clauses'>): Clauses {
  const whole: { join: Clauses[number]['join']; clause: SaidClause }[] = [];
  for (const { join, clause } of clauses) {
    const before = whole.at(-1)?.clause;
    const isBare = clause.subject.length === 0 && clause.predicate !== null && before !== undefined;
    const own = isBare
      ? { ...clause, subject: before.subject, targets: [...before.targets, ...clause.targets] }
      : clause;
    whole.push({ join, clause: own });
  }
  for (let i = whole.length - 2; i >= 0; i -= 1) {
    const [one, next] = [whole[i], whole[i + 1]];
    if (one === undefined || next === undefined || one.clause.predicate !== null || next.clause.predicate === null)
      continue;
    const { predicate, window, windowWord, per, future, hasHold } = next.clause;
    one.clause = {
      ...one.clause,
      predicate,
      targets:
        one.clause.targets.length > 0 || one.clause.trailing.length > 0 ? one.clause.targets : next.clause.targets,
      window: one.clause.window ?? window,
      windowWord: one.clause.windowWord ?? windowWord,
      per: one.clause.per ?? per,
      future,
      hasHold: one.clause.hasHold || hasHold,
    };
  }
  // What stands behind the last predicate narrows those before it, too, unless they have targets of their own.
  const trailing = whole.at(-1)?.clause.trailing ?? [];
  if (trailing.length > 0 && whole.length > 1)
    for (const one of whole.slice(0, -1))
      if (one.clause.targets.length === 0 && one.clause.trailing.length === 0) one.clause = { ...one.clause, trailing };
  return whole;
}

function joined(
  said: SaidRule,
  clauses: Clauses,
  written: readonly WrittenClause[],
  { decisions }: MeasureWorld,
): RuleCondition[] {
  const conditions = written.map(({ condition }) => condition);
  if (said.atLeast !== null) {
    const { atLeast } = said;
    if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > conditions.length)
      throw refused('never_true', `It asks for ${atLeast} of ${conditions.length} conditions`);
    return [ConditionFactory.atLeast(atLeast, ...conditions)];
  }
  const joins = clauses.slice(1).map(({ join }) => join ?? 'and');
  if (joins.includes('then')) {
    if (joins.some((join) => join !== 'then'))
      throw refused('mixed_sequence', 'It mixes a sequence with "and" or "or"; make two rules of it');
    const { within } = said;
    if (within === null)
      throw asked('no_time', 'Within what time must one come after the other? Say "within 10 minutes".');
    return [ConditionFactory.sequence(printDuration(within), ...conditions)];
  }
  const unless = joins.indexOf('unless');
  const positive = unless === -1 ? conditions : conditions.slice(0, unless + 1);
  const negative = unless === -1 ? [] : conditions.slice(unless + 1);
  const before = unless === -1 ? joins : joins.slice(0, unless);
  const after = unless === -1 ? [] : joins.slice(unless + 1);
  const list = allOrAny(positive, before, decisions);
  if (negative.length === 0) return list;
  if (after.includes('and') && after.includes('or'))
    throw refused('mixed_joins', 'It mixes "and" and "or" behind "unless"; make two rules of it');
  return [
    ...list,
    after.includes('and') ? ConditionFactory.not(ConditionFactory.all(...negative)) : ConditionFactory.not(...negative),
  ];
}

function allOrAny(
  conditions: readonly RuleCondition[],
  joins: readonly string[],
  decisions: MeasureWorld['decisions'],
): RuleCondition[] {
  if (!joins.includes('or'))
    return conditions.flatMap((one) => (one.type === 'composite' && one.match === 'all' ? one.conditions : [one]));
  if (!joins.includes('and')) return [ConditionFactory.any(...conditions)];
  const groups: RuleCondition[][] = [[conditions[0] as RuleCondition]];
  const ands: RuleCondition[][] = [[conditions[0] as RuleCondition]];
  joins.forEach((join, i) => {
    const next = conditions[i + 1] as RuleCondition;
    if (join === 'or') groups.push([next]);
    else groups.at(-1)?.push(next);
    if (join === 'and') ands.push([next]);
    else ands.at(-1)?.push(next);
  });
  const whole = (list: readonly RuleCondition[], how: 'all' | 'any'): RuleCondition =>
    list.length === 1 ? (list[0] as RuleCondition) : ConditionFactory[how](...list);
  const readings = [
    {
      told: 'the parts with "and" belong together',
      conditions: [ConditionFactory.any(...groups.map((group) => whole(group, 'all')))],
    },
    { told: 'the parts with "or" belong together', conditions: ands.map((group) => whole(group, 'any')) },
  ];
  return decisions.choose('Which parts belong together?', readings, ({ told }) => told).conditions;
}

const categories: ReadonlyMap<string, AlertCategory> = new Map([
  ['latency', 'performance'],
  ['cpu', 'performance'],
  ['load', 'performance'],
  ['event-loop', 'performance'],
  ['errors', 'application'],
  ['success', 'availability'],
  ['requests', 'application'],
  ['certificate', 'security'],
  ['probe-duration', 'performance'],
]);

function categoryOf(written: readonly WrittenClause[]): AlertCategory {
  const [first] = written;
  return (
    first?.category ??
    categories.get(first?.subject.concept?.id ?? '') ??
    (first?.subject.concept === null ? 'application' : 'infrastructure')
  );
}

/** Conditions that are decided over many series at once are evaluated once a minute unless a rule says otherwise. */
export const INTERVAL_USUAL = '1m';

/** Whether some of the conditions are evaluated by the clock. */
export const isClocked = (conditions: readonly RuleCondition[]): boolean =>
  leavesOf(conditions).some(
    ({ condition }) => condition.type === 'promql' || condition.type === 'outlier' || condition.type === 'pattern',
  );
