import type { DurationExpr, Expr, Matcher } from '../promql/ast.js';
import { METRIC_NAME } from '../plan/label-set.js';
import { printDuration } from '../promql/duration-text.js';
import { printExpr } from '../promql/printer.js';
import { walkExpr } from '../promql/walk.js';
import type { RuleDraft } from '../rules/alert-rule.js';
import { isJoining, leavesOf } from '../rules/condition-walk.js';
import type { Comparison, LeafCondition, RuleCondition } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { labelsFrom } from '../rules/labels.js';
import { metricOfPath } from '../rules/metric-path.js';
import { asked, refused } from './decisions.js';
import { comparison, exprOf, labelsUsedIn, metricsIn, narrowed, selectorOfMetric } from './expression.js';
import type { MeasureWorld } from './measured.js';
import type { Quantity } from './quantity.js';
import { resolveTarget } from './resolve-target.js';
import type { SaidClause, SaidRule, Target } from './said-rule.js';
import { thresholdOf } from './threshold.js';
import { unitOfExpression } from './unit-of-expression.js';
import { unitOfMetric } from './unit.js';
import { assertSound, INTERVAL_USUAL, isClocked, writeRule } from './write-rule.js';

/** Whether a sentence that follows another one is a rule of its own. */
export const isNewRule = ({ clauses, hasCommand, isAlso, isInstead }: SaidRule): boolean =>
  hasCommand && !isAlso && !isInstead && clauses[0]?.join === null && isWhole(clauses[0].clause);

const isWhole = ({ subject, predicate }: SaidClause): boolean => subject.length > 0 && predicate !== null;

/** Changes a rule by a sentence that follows it. @throws NoRule when the sentence changes nothing that is there */
export function editRule(draft: RuleDraft, said: SaidRule, world: MeasureWorld): RuleDraft {
  const editor = new RuleEditor(draft, said, world);
  return editor.edited();
}

class RuleEditor {
  #conditions: RuleCondition[];
  #isChanged = false;
  #usesHold = false;

  constructor(
    private readonly draft: RuleDraft,
    private readonly said: SaidRule,
    private readonly world: MeasureWorld,
  ) {
    this.#conditions = draft.conditions;
  }

  edited(): RuleDraft {
    const { said, draft } = this;
    const whole = said.clauses.filter(({ clause }) => isWhole(clause) || clause.subject.length > 0);
    const parts = said.clauses.filter(({ clause }) => !isWhole(clause) && clause.subject.length === 0);
    for (const { clause } of parts) this.#part(clause);
    if (said.limit !== null && !this.#limitIsHold(said.limit)) this.#limit(null, said.limit);
    if (whole.length > 0) this.#combine({ ...said, clauses: whole, targets: [] });
    for (const target of said.targets) this.#narrow(target);
    const hold = this.#hold();
    const fields = {
      ...(said.severity === null ? {} : { severity: said.severity }),
      ...(said.name === null ? {} : { name: said.name }),
      ...(said.keep === null ? {} : { keep_firing_for: printDuration(said.keep) }),
      ...(said.every === null ? {} : { interval: printDuration(said.every) }),
      ...(said.labels.length === 0 ? {} : { labels: labelsFrom([...Object.entries(draft.labels), ...said.labels]) }),
      ...(hold === null ? {} : { for: hold === 0 ? '0' : printDuration(hold) }),
    };
    if (!this.#isChanged && Object.keys(fields).length === 0 && said.leftOut.length === 0)
      throw refused(
        'nothing_changed',
        'It changes nothing of the rule; say "only in production", "make it critical", "for 10 minutes instead" or "also when …"',
      );
    if (this.#isChanged) assertSound(this.#conditions, this.world);
    const interval = isClocked(this.#conditions) && draft.interval === undefined ? { interval: INTERVAL_USUAL } : {};
    return { ...draft, ...interval, conditions: this.#conditions, ...fields };
  }

  /** "Make it 10 minutes", of a rule whose limit is no time, is how long it must hold. */
  #limitIsHold({ unit }: Quantity): boolean {
    if (unit?.dimension !== 'time') return false;
    return !leavesOf(this.#conditions).some(({ condition }) => {
      if (limitOf(condition) === null) return false;
      const own =
        condition.type === 'promql'
          ? unitOfExpression(exprOf(condition.expr))
          : 'metric_path' in condition
            ? unitOfMetric(metricOfPath(condition.metric_path) ?? '')
            : null;
      return own === null || own.dimension === 'time';
    });
  }

  #saidHold(): number | null {
    const { hold, limit } = this.said;
    return (
      hold ??
      (limit !== null && this.#limitIsHold(limit) ? Math.round(limit.value * (limit.unit?.size ?? 1) * 1_000) : null)
    );
  }

  /** What is silent is silent for its window; all else holds. */
  #hold(): number | null {
    const hold = this.#saidHold();
    if (this.#usesHold) return null;
    if (hold === null || hold === 0) return hold;
    const [first] = this.#conditions;
    if (this.#conditions.length !== 1 || first?.type !== 'absence') return hold;
    this.#set([{ ...first, window: printDuration(hold) }]);
    return null;
  }

  #part(clause: SaidClause): void {
    const { predicate, window, aggregate, by, isEverywhere, per, future } = clause;
    if (per !== null || future !== null || by !== null)
      throw refused('not_editable', 'It changes how a value is calculated; say the whole rule anew');
    if (predicate !== null) {
      if (predicate.kind !== 'compares')
        throw refused(
          'not_editable',
          'It says what a metric does without saying which; name the metric, or say the rule anew',
        );
      this.#limit(predicate.operator, predicate.quantity);
    }
    if (window !== null) this.#window(window);
    if (aggregate !== null) this.#aggregate(aggregate);
    if (isEverywhere) this.#widen();
    for (const target of [...clause.targets, ...clause.trailing]) this.#narrow(target);
  }

  #set(conditions: RuleCondition[]): void {
    if (JSON.stringify(conditions) !== JSON.stringify(this.#conditions)) this.#isChanged = true;
    this.#conditions = conditions;
  }

  #each(change: (leaf: LeafCondition) => RuleCondition): void {
    const walk = (condition: RuleCondition): RuleCondition =>
      isJoining(condition) ? { ...condition, conditions: condition.conditions.map(walk) } : change(condition);
    this.#set(this.#conditions.map(walk));
  }

  /** Another limit, and where it was said another comparison, for the one condition that has one. */
  #limit(operator: Comparison | null, quantity: Quantity): void {
    const limited = leavesOf(this.#conditions).filter(({ condition }) => limitOf(condition) !== null);
    if (limited.length !== 1) {
      if (limited.length === 0) throw refused('no_limit', 'It changes a limit, and the rule has none');
      throw asked('which_limit', 'Which of the limits is meant? Say the rule anew with all of them.');
    }
    this.#each((leaf) => (leaf === limited[0]?.condition ? this.#limited(leaf, operator, quantity) : leaf));
    this.#isChanged = true;
  }

  #limited(leaf: LeafCondition, said: Comparison | null, quantity: Quantity): LeafCondition {
    const { decisions } = this.world;
    if (leaf.type === 'promql') {
      const expr = exprOf(leaf.expr) as Expr & { kind: 'binary' };
      const measured = { unit: unitOfExpression(expr.left), text: 'the value' };
      const operator = said ?? expr.operator;
      return ConditionFactory.promql(
        printExpr(comparison(expr.left, operator, thresholdOf(quantity, measured, decisions))),
      );
    }
    if (leaf.type === 'anomaly') return { ...leaf, score: quantity.value };
    if (leaf.type === 'change') {
      const isPercent = leaf.mode === 'percent';
      const amount = isPercent
        ? quantity.unit === null
          ? quantity.value
          : thresholdOf(
              quantity,
              { unit: { dimension: 'share', size: 0.01, name: '%' }, text: 'the change' },
              decisions,
            )
        : thresholdOf(quantity, measuredOf(leaf), decisions);
      return { ...leaf, threshold: Math.sign(leaf.threshold || 1) * Math.abs(amount) };
    }
    if (leaf.type !== 'threshold' && leaf.type !== 'forecast')
      throw refused('no_limit', 'It changes a limit, and the rule has none');
    const { recovery_threshold: _recovery, ...rest } = leaf as LeafCondition & { recovery_threshold?: number };
    if (_recovery !== undefined) decisions.assume('It ends again at the limit itself.');
    return {
      ...(rest as typeof leaf),
      operator: said ?? leaf.operator,
      threshold: thresholdOf(quantity, measuredOf(leaf), decisions),
    };
  }

  #window(ms: number): void {
    const window = printDuration(ms);
    let changed = 0;
    this.#each((leaf) => {
      if (leaf.type === 'promql') {
        const expr = exprOf(leaf.expr);
        const ranges = rangesIn(expr);
        changed += ranges;
        return ranges === 0 ? leaf : ConditionFactory.promql(printExpr(withRange(expr, ms)));
      }
      if (!('window' in leaf) && leaf.type !== 'outlier') return leaf;
      changed += 1;
      return { ...leaf, window };
    });
    if (changed === 0)
      throw refused(
        'no_window',
        `It speaks of the last ${window}, and the rule looks at single values; say the rule anew with an average`,
      );
    this.#isChanged = true;
  }

  #aggregate(aggregate: NonNullable<SaidClause['aggregate']>): void {
    let changed = 0;
    this.#each((leaf) => {
      if (leaf.type !== 'promql' || typeof aggregate === 'string') return leaf;
      const expr = mapCalls(exprOf(leaf.expr), (call) => {
        if (call.func !== 'histogram_quantile' && call.func !== 'quantile_over_time') return call;
        changed += 1;
        return { ...call, args: [exprOf(String(aggregate.quantile)), ...call.args.slice(1)] };
      });
      return ConditionFactory.promql(printExpr(expr));
    });
    if (changed === 0)
      throw refused('not_editable', 'It asks for another way of putting values together; say the whole rule anew');
    this.#isChanged = true;
  }

  #narrow(target: Target): void {
    const { known, decisions } = this.world;
    this.#each((leaf) => {
      if (leaf.type === 'promql') {
        const expr = exprOf(leaf.expr);
        const matcher = resolveTarget(target, metricsIn(expr), known, decisions, false, labelsNeededBy(expr, target));
        return matcher === null
          ? leaf
          : ConditionFactory.promql(printExpr(narrowed(withoutLabel(expr, matcher), [matcher])));
      }
      const metric = metricOfPath(leaf.metric_path) ?? '';
      const matcher = resolveTarget(target, [metric], known, decisions);
      if (matcher === null) return leaf;
      if (matcher.operator === '=')
        return { ...leaf, labels: labelsFrom(Object.entries({ ...leaf.labels, [matcher.name]: matcher.value })) };
      if (leaf.type !== 'threshold' || leaf.recovery_threshold !== undefined)
        throw refused(
          'exception',
          'It leaves out some series, which this kind of condition cannot; say which series are meant instead',
        );
      const own = Object.entries(leaf.labels ?? {}).map(([name, value]): Matcher => ({ name, operator: '=', value }));
      const expr = narrowed(selectorOfMetric(metric), [...own, matcher]);
      return ConditionFactory.promql(printExpr(comparison(expr, leaf.operator, leaf.threshold)));
    });
    this.#isChanged = true;
  }

  #widen(): void {
    this.#each((leaf) => {
      if (leaf.type === 'promql')
        throw refused(
          'not_editable',
          'It takes back which series are meant, which an expression does not tell apart from what it needs; say the rule anew',
        );
      const { labels: _labels, ...rest } = leaf;
      return rest as LeafCondition;
    });
    this.#isChanged = true;
  }

  #combine(said: SaidRule): void {
    const { join } = said.clauses[0] ?? { join: null };
    const positive: SaidRule = {
      ...said,
      clauses: said.clauses.map((one, i) => (i === 0 ? { ...one, join: null } : one)),
    };
    const { conditions, hold } = writeRule({ ...positive, limit: null }, { targets: [] }, this.world);
    // A time that is the window of what is silent is not that of the rule.
    if (said.hold !== null && hold === null) this.#usesHold = true;
    this.#isChanged = true;
    const how = join === null && said.isAlso ? 'or' : join === null && said.isInstead ? 'instead' : join;
    const before = this.#conditions;
    const whole = (list: readonly RuleCondition[]): RuleCondition =>
      list.length === 1 ? (list[0] as RuleCondition) : ConditionFactory.all(...list);
    const readings = {
      and: () => [...before, ...conditions],
      or: () => [
        ConditionFactory.any(
          ...(before.length === 1 && before[0]?.type === 'composite' && before[0].match === 'any'
            ? before[0].conditions
            : [whole(before)]),
          whole(conditions),
        ),
      ],
      unless: () => [...before, ConditionFactory.not(whole(conditions))],
      instead: () => conditions,
    };
    if (how === 'then') throw refused('not_editable', 'It makes a sequence of the rule; say it anew with both steps');
    const chosen =
      how ??
      this.world.decisions.choose(
        'How does it belong to the rule?',
        ['and', 'or', 'instead'] as const,
        (one) =>
          ({ and: 'both must hold', or: 'either is enough', instead: 'it takes the place of what was there' })[one],
      );
    if (chosen !== 'instead') this.#tellScope(before, conditions);
    this.#set(readings[chosen]());
  }

  /** What is added has the labels that its own words say, which need not be those that the rule was narrowed to. */
  #tellScope(before: readonly RuleCondition[], added: readonly RuleCondition[]): void {
    const own = scopeOf(added);
    const lost = [...scopeOf(before)].filter(([name]) => !own.has(name));
    if (lost.length === 0) return;
    const scope = lost.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
    this.world.decisions.assume(
      `What was added is not narrowed to ${scope}, as the rest of the rule is; name it in the words for that, too.`,
    );
  }
}

/** The labels that each of the conditions asks for, with the same value. */
function scopeOf(conditions: readonly RuleCondition[]): Map<string, string> {
  const [first = [], ...others] = leavesOf(conditions).map(({ condition }) => labelsAskedBy(condition));
  return new Map(
    first.filter(([name, value]) => others.every((own) => own.some(([n, v]) => n === name && v === value))),
  );
}

function labelsAskedBy(condition: LeafCondition): [string, string][] {
  if (condition.type !== 'promql') return Object.entries(condition.labels ?? {});
  const asked: [string, string][] = [];
  walkExpr(exprOf(condition.expr), (part) => {
    if (part.kind !== 'vector_selector') return;
    for (const { name, operator, value } of part.matchers)
      if (operator === '=' && name !== METRIC_NAME && !needed.has(name)) asked.push([name, value]);
  });
  return asked;
}

function limitOf(condition: LeafCondition): number | null {
  if (condition.type === 'threshold' || condition.type === 'change' || condition.type === 'forecast')
    return condition.threshold;
  if (condition.type === 'anomaly') return condition.score;
  if (condition.type !== 'promql') return null;
  const expr = exprOf(condition.expr);
  const isCompared = expr.kind === 'binary' && ['>', '>=', '<', '<=', '==', '!='].includes(expr.operator);
  return isCompared && expr.right.kind === 'number' ? expr.right.value : null;
}

function measuredOf({ metric_path }: { metric_path: string }): { unit: ReturnType<typeof unitOfMetric>; text: string } {
  const metric = metricOfPath(metric_path) ?? metric_path;
  return { unit: unitOfMetric(metric), text: metric };
}

/** Labels that the rule's measure needs as they are: patterns, and those that it sums over. */
function labelsNeededBy(expr: Expr, { isExact }: Target): ReadonlySet<string> {
  if (isExact) return new Set();
  const used = labelsUsedIn(expr);
  walkExpr(expr, (part) => {
    if (part.kind === 'vector_selector')
      for (const { name, operator } of part.matchers) if (operator === '=' && !needed.has(name)) used.delete(name);
  });
  return used;
}

/** Labels by which measures tell apart what they count, never whose it is. */
const needed: ReadonlySet<string> = new Set(['mode', 'code', 'status', 'http_response_status_code', 'area']);

/** Without what was asked of a label before. */
const withoutLabel = (expr: Expr, { name, operator }: Matcher): Expr =>
  operator !== '='
    ? expr
    : mapSelectors(expr, (matchers) => matchers.filter((one) => one.name !== name || one.operator !== '='));

function mapSelectors(expr: Expr, change: (matchers: readonly Matcher[]) => readonly Matcher[]): Expr {
  return mapExpr(expr, (part) =>
    part.kind === 'vector_selector' ? { ...part, matchers: change(part.matchers) } : part,
  );
}

const mapCalls = (expr: Expr, change: (call: Expr & { kind: 'call' }) => Expr): Expr =>
  mapExpr(expr, (part) => (part.kind === 'call' ? change(part) : part));

const rangesIn = (expr: Expr): number => {
  let count = 0;
  walkExpr(expr, (part) => {
    if (part.kind === 'matrix_selector' || part.kind === 'subquery') count += 1;
  });
  return count;
};

const withRange = (expr: Expr, ms: number): Expr => {
  const model = exprOf(`x[${printDuration(ms)}]`);
  const range: DurationExpr | null = model.kind === 'matrix_selector' ? model.range : null;
  if (range === null) throw new TypeError('a range is part of a selector');
  return mapExpr(expr, (part) =>
    part.kind === 'matrix_selector' || part.kind === 'subquery' ? { ...part, range } : part,
  );
};

/** An expression with each of its parts changed, the inner ones first. */
function mapExpr(expr: Expr, change: (part: Expr) => Expr): Expr {
  const inner = (part: Expr): Expr => mapExpr(part, change);
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'vector_selector':
      return change(expr);
    case 'matrix_selector': {
      const vector = inner(expr.vector);
      return change(vector.kind === 'vector_selector' ? { ...expr, vector } : expr);
    }
    case 'subquery':
    case 'paren':
    case 'unary':
    case 'aggregate':
      return change({ ...expr, expr: inner(expr.expr) });
    case 'binary':
      return change({ ...expr, left: inner(expr.left), right: inner(expr.right) });
    case 'call':
      return change({ ...expr, args: expr.args.map(inner) });
  }
}
