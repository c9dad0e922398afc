import { printDuration } from '../promql/duration-text.js';
import { withSelectors } from '../rule-templates/narrow.js';
import { type Comparison, type RuleCondition } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { upMetrics } from './concepts.js';
import { type ClauseContext, compared, only, promql, rawMetric, vagueOf, windowText } from './clause-condition.js';
import { asked, refused } from './decisions.js';
import { exceeds } from './write-comparison.js';
import { foreseen, runsOut } from './write-future.js';
import { containing } from './write-pattern.js';
import { comparison, exprOf, narrowed, operand, selectorOfMetric } from './expression.js';
import { matchersOf, measure, type Measured, metricsOf, type Narrowing, WINDOW_MS_USUAL } from './measured.js';
import { assertOfKind } from './kinds.js';
import { isLoose } from './loose-words.js';
import { oneForEach } from './one-for-each.js';
import { resolveSubject, type ResolvedSubject, type Subject } from './resolve-subject.js';
import type { Quantity } from './quantity.js';
import type { Predicate, SaidClause, SubjectPart, Target } from './said-rule.js';
import { thresholdOf } from './threshold.js';
import { isCounter, rounded, type Unit, units } from './unit.js';

/** How long something must change, or be silent, where nobody says. */
const CHANGE_MS_USUAL = 3_600_000;

export interface WrittenClause {
  readonly condition: RuleCondition;
  /** The hold became a window of the condition. */
  readonly usesHold: boolean;
  readonly subject: Subject;
  readonly category: 'availability' | null;
}

/** What a clause may say beside its predicate; whatever else was said would be lost. */
const heeded: Readonly<Record<Predicate['kind'], readonly (keyof SaidClause)[]>> = {
  compares: ['window', 'per', 'aggregate', 'by', 'future', 'unit', 'recovery'],
  between: ['window', 'per', 'aggregate', 'by', 'unit'],
  changes: ['window', 'aggregate', 'by', 'unit'],
  absent: ['window'],
  none: ['window', 'by'],
  down: [],
  anomaly: [],
  outlier: ['window', 'by'],
  full: ['window', 'future'],
  out: ['window', 'future'],
  exceeds: ['window', 'per', 'aggregate', 'by'],
  contains: ['window'],
  vague: ['window', 'per', 'aggregate', 'by', 'future', 'unit'],
};
const told: Readonly<Partial<Record<keyof SaidClause, string>>> = {
  window: 'a time to look back',
  per: 'a rate per time',
  aggregate: 'a way of putting values together',
  by: 'labels to group by',
  future: 'the future',
  unit: 'a unit',
  recovery: 'another value to end at',
};

/** Writes what a clause says as a condition. @throws NoRule */
export function writeClause(said: SaidClause, within: ClauseContext): WrittenClause {
  const { predicate: of } = said;
  for (const [field, name] of Object.entries(told) as [keyof SaidClause, string][])
    if (of !== null && said[field] !== null && !heeded[of.kind].includes(field))
      throw refused('not_used', `It names ${name}, which means nothing for what is said`);
  const context = { ...within, hold: said.hasHold ? within.hold : null };
  const each = oneForEach(said);
  if (each === null) return writtenClause(said, context);
  const written = each.map((clause) => writtenClause(clause, context));
  return {
    ...(written[0] as WrittenClause),
    condition: ConditionFactory.any(...written.map(({ condition }) => condition)),
  };
}

function writtenClause(clause: SaidClause, context: ClauseContext): WrittenClause {
  const { predicate } = clause;
  if (predicate === null) {
    const [first] = clause.subject;
    const { subject, targets } = resolveSubject(clause.subject, context.known, context.decisions, namedIn(clause));
    matchersOf(metricsOf(subject), targets, [...clause.targets, ...clause.trailing], context);
    throw asked(
      'no_predicate',
      `What of ${first === undefined ? 'it' : `"${clause.subject.map(({ text }) => text).join(' ')}"`}? Say when it is too much, such as "above 80".`,
    );
  }
  if (predicate.kind === 'down') return down(clause, context);
  if (predicate.kind === 'contains') {
    const { condition, metric } = containing(predicate, clause, context);
    return {
      condition,
      usesHold: false,
      category: null,
      subject: { kind: 'metric', text: metric, metric, concept: null },
    };
  }
  if (predicate.kind === 'absent' && clause.subject.every(({ labels }) => labels !== undefined))
    return silentTarget(clause, context);
  if (predicate.kind === 'absent' && isUnknownMetric(clause.subject, context)) return silentTarget(clause, context);
  const resolved = resolveSubject(clause.subject, context.known, context.decisions, namedIn(clause));
  const { subject } = resolved;
  if (clause.by === null && predicate.kind !== 'outlier') assertOfKind(resolved, context);
  if (clause.saysRate && clause.per === null && subject.kind === 'metric' && !isCounter(subject.metric))
    throw refused('not_counted', `${subject.metric} is a level, not a count; say by how much it changes in what time`);
  const narrowing: Narrowing = (metrics, taken) =>
    matchersOf(metrics, resolved.targets, [...clause.targets, ...clause.trailing, ...context.targets], context, taken);
  const written = (condition: RuleCondition, usesHold = false): WrittenClause => ({
    condition,
    usesHold,
    subject,
    category: null,
  });
  switch (predicate.kind) {
    case 'compares':
      if (clause.future !== null) return written(foreseen(predicate, subject, narrowing, clause, context));
      return written(compares(predicate, subject, narrowing, clause, context));
    case 'exceeds':
      return written(exceeds(predicate, subject, narrowing, clause, context));
    case 'between':
      return written(between(predicate, subject, narrowing, clause, context));
    case 'full':
    case 'out':
      return written(runsOut(predicate.kind, subject, narrowing, clause, context));
    case 'absent': {
      const window = clause.window ?? context.hold ?? usualSilence(context);
      const metric = metricsOf(subject)[0] as string;
      if (subject.kind === 'source') context.decisions.assume(`What is missing is ${metric}.`);
      return {
        ...written(
          ConditionFactory.absence(metric, windowText(window), only(narrowing([metric]))),
          clause.window === null && context.hold !== null,
        ),
        category: 'availability',
      };
    }
    case 'none':
      return none(subject, narrowing, clause, context);
    case 'changes':
      return written(changes(predicate, subject, narrowing, clause, context));
    case 'anomaly': {
      const metric = rawMetric(subject, 'anomaly scores');
      return written(ConditionFactory.anomaly(metric, scoreOf(predicate.score), only(narrowing([metric]))));
    }
    case 'outlier':
      return written(outlier(subject, narrowing, clause, context));
    case 'vague':
      throw vague(predicate.side, resolved);
  }
}

const namedIn = ({ targets, trailing }: SaidClause): readonly Target[] => [...targets, ...trailing];

function compares(
  { operator, quantity: said }: Predicate & { kind: 'compares' },
  subject: Subject,
  matchers: Narrowing,
  spoken: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const { quantity, clause } = settled(said, spoken);
  const measured = measure(subject, matchers, clause, quantity.unit?.dimension ?? null, quantity.value, context);
  const threshold = thresholdOf(quantity, measured, context.decisions);
  const recovery = clause.recovery === null ? null : thresholdOf(clause.recovery, measured, context.decisions);
  return compared(measured, operator, threshold, recovery);
}

/** What was said of units around a number, put to it: `in seconds`, `per minute`. */
function settled(said: Quantity, clause: SaidClause): { quantity: Quantity; clause: SaidClause } {
  if (said.unit === null) return { quantity: { ...said, unit: clause.unit }, clause };
  if (said.unit.dimension !== 'rate' || clause.per !== null) return { quantity: said, clause };
  return { quantity: said, clause: { ...clause, per: rounded(1 / said.unit.size) } };
}

function between(
  { isOutside, low, high }: Predicate & { kind: 'between' },
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const measured = measure(subject, matchers, clause, low.unit?.dimension ?? null, low.value, context);
  const [least, most] = [low, high].map((each) => thresholdOf(each, measured, context.decisions)) as [number, number];
  if (isOutside) return ConditionFactory.any(compared(measured, '<', least), compared(measured, '>', most));
  return ConditionFactory.all(compared(measured, '>=', least), compared(measured, '<=', most));
}

function changes(
  said: Predicate & { kind: 'changes' },
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  context: ClauseContext,
): RuleCondition {
  const { direction, isMore, quantity, isPoints } = said;
  const isPercent = quantity.unit?.dimension === 'share' && !isPoints;
  const window = clause.window ?? CHANGE_MS_USUAL;
  if (clause.window === null) context.decisions.assume(`The change is looked at over ${printDuration(window)}.`);
  const own: SaidClause = { ...clause, window: null };
  if (subject.kind === 'metric' && isCounter(subject.metric)) {
    if (isPercent) return grew(said, subject, matchers, clause, window, context);
    if (direction !== 1)
      throw refused('not_a_level', `${subject.metric} counts up for good; say how many of it in what time`);
    return compares(
      { kind: 'compares', operator: isMore ? '>' : '>=', quantity },
      subject,
      matchers,
      { ...clause, window },
      context,
    );
  }
  const dimension = isPercent ? null : (quantity.unit?.dimension ?? null);
  const measured = measure(subject, matchers, own, dimension, quantity.value, context);
  if (isPercent) context.decisions.assume(`The change is in percent of what it was ${printDuration(window)} before.`);
  const amount = isPercent
    ? rounded(quantity.value * (quantity.unit?.size ?? 1) * 100)
    : Math.abs(
        thresholdOf(
          isPoints ? { value: quantity.value, unit: pointsOf(measured.unit) } : quantity,
          measured,
          context.decisions,
        ),
      );
  const one = (sign: 1 | -1): RuleCondition => {
    const operator = `${sign > 0 ? '>' : '<'}${isMore ? '' : '='}` as Comparison;
    return changed(measured, window, isPercent, operator, sign * amount);
  };
  return direction === 0 ? ConditionFactory.any(one(1), one(-1)) : one(direction);
}

/** How many of a counter came in a time, beside how many came in the time before it. */
function grew(
  { direction, isMore, quantity }: Predicate & { kind: 'changes' },
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  window: number,
  context: ClauseContext,
): RuleCondition {
  const measured = measure(subject, matchers, { ...clause, window }, 'count', 0, context);
  context.decisions.assume(
    `What comes in ${printDuration(window)} is compared with the ${printDuration(window)} before.`,
  );
  const amount = rounded(quantity.value * (quantity.unit?.size ?? 1) * 100);
  const one = (sign: 1 | -1): RuleCondition =>
    changed(measured, window, true, `${sign > 0 ? '>' : '<'}${isMore ? '' : '='}` as Comparison, sign * amount);
  return direction === 0 ? ConditionFactory.any(one(1), one(-1)) : one(direction);
}

/** Points of a share are percent of the whole. */
const pointsOf = (unit: Unit | null): Unit | null => (unit?.dimension === 'share' ? units.percent : null);

function changed(
  { series, expr }: Measured,
  ms: number,
  isPercent: boolean,
  operator: Comparison,
  threshold: number,
): RuleCondition {
  if (series !== null && series.matchers.every((one) => one.operator === '='))
    return ConditionFactory.change(series.metric, windowText(ms), operator, threshold, {
      mode: isPercent ? 'percent' : 'absolute',
      ...only(series.matchers),
    });
  const offset = exprOf(`x offset ${printDuration(ms)}`);
  if (offset.kind !== 'vector_selector') throw new TypeError('an offset is part of a selector');
  const before = withSelectors(expr, (selector) => ({ ...selector, offset: offset.offset }));
  const change = isPercent
    ? exprOf(`${operand(expr)} / ${operand(before)} - 1`)
    : exprOf(`${operand(expr)} - ${operand(before)}`);
  return promql(comparison(change, operator, isPercent ? rounded(threshold / 100) : threshold));
}

/** Nothing is counted, or nothing is heard of a level. */
function none(subject: Subject, matchers: Narrowing, clause: SaidClause, context: ClauseContext): WrittenClause {
  const window = clause.window ?? context.hold ?? usualSilence(context);
  const usesHold = clause.window === null && context.hold !== null;
  const isCounted = subject.kind === 'source' ? subject.source.measures.count !== undefined : isCounter(subject.metric);
  const base = { usesHold, subject, category: 'availability' as const };
  if (!isCounted && subject.kind === 'metric')
    return {
      ...base,
      condition: ConditionFactory.absence(subject.metric, windowText(window), only(matchers([subject.metric]))),
    };
  if (!isCounted)
    throw refused('not_counted', `"${subject.text}" is nothing that is counted, so that there is always some of it`);
  const measured = measure(subject, matchers, { ...clause, window }, 'count', 0, context);
  return { ...base, condition: compared(measured, '==', 0) };
}

/** Something is not up: by the metric that is asked of its kind. */
function down(clause: SaidClause, context: ClauseContext): WrittenClause {
  if (clause.isOfAll)
    throw asked(
      'all_at_once',
      'Is it enough that one of them is down, or must all be so at once? Say "any of them"; for all at once, write PromQL.',
    );
  const parts = clause.subject.filter(
    ({ words, labels: of }) => of !== undefined || words.some((word) => !isLoose(word)),
  );
  const own = upMetrics.find(({ words }) => parts.some((part) => part.words.some((word) => words.includes(word))));
  const metric = own?.metric ?? 'up';
  const names = parts.filter(
    (part) => part.labels === undefined && !(own !== undefined && part.words.some((word) => own.words.includes(word))),
  );
  const labels = parts.find((part) => part.labels !== undefined)?.labels ?? null;
  const value = names.map(({ text }) => text).join(' ');
  const carried = context.known.get(metric)?.labels;
  if (value === '' && labels !== null && carried !== undefined && !labels.some((label) => carried.has(label)))
    throw refused('unknown_label', `It asks whether each ${labels[0]} is up, and ${metric} is not told apart by that`);
  const isMetric = names.length === 1 && context.known.has(value) && !context.known.isEmpty;
  const subject: Subject = {
    kind: 'metric',
    text: isMetric ? value : metric,
    metric: isMetric ? value : metric,
    concept: null,
  };
  const targets: Target[] = value === '' || isMetric ? [] : [{ value, labels, isExact: false, isNegative: false }];
  if (!context.known.has(subject.metric))
    context.decisions.assume(`Whether it is up is read from ${subject.metric}, of which nothing has come yet.`);
  const matchers = matchersOf(
    [subject.metric],
    [],
    [...targets, ...clause.targets, ...clause.trailing, ...context.targets],
    context,
  );
  const expr = narrowed(selectorOfMetric(subject.metric), matchers);
  const measured: Measured = {
    expr,
    unit: units.count,
    series: { metric: subject.metric, matchers },
    text: subject.text,
  };
  return { condition: compared(measured, '==', 0), usesHold: false, subject, category: 'availability' };
}

const isUnknownMetric = (parts: readonly SubjectPart[], { known }: ClauseContext): boolean =>
  parts.length === 1 &&
  parts[0]?.concept === undefined &&
  !known.isEmpty &&
  parts.every(
    ({ text, words }) => !known.has(text) && known.named(words).length === 0 && known.holding(words).length === 0,
  );

/** No data from a host: what is asked whether it is up is silent. */
function silentTarget(clause: SaidClause, context: ClauseContext): WrittenClause {
  const subject: Subject = { kind: 'metric', text: 'up', metric: 'up', concept: null };
  if (clause.subject.length + clause.targets.length + clause.trailing.length === 0)
    throw refused('no_subject', 'It does not say of what nothing is to be heard');
  if (!context.known.has('up') && clause.subject.some(({ labels }) => labels === undefined))
    resolveSubject(clause.subject, context.known, context.decisions);
  if (!context.known.has('up')) throw asked('no_subject', 'Which metric is missing? Name it, such as "heartbeat".');
  const names = clause.subject.filter(({ labels }) => labels === undefined);
  const targets = names.map(({ text }): Target => ({ value: text, labels: null, isExact: false, isNegative: false }));
  const matchers = matchersOf(
    [subject.metric],
    [],
    [...targets, ...clause.targets, ...clause.trailing, ...context.targets],
    context,
  );
  const window = clause.window ?? context.hold ?? usualSilence(context);
  context.decisions.assume('Whether data comes is read from "up".');
  const condition = ConditionFactory.absence('up', windowText(window), only(matchers));
  return { condition, usesHold: clause.window === null && context.hold !== null, subject, category: 'availability' };
}

function outlier(
  subject: Subject,
  matchers: Narrowing,
  clause: SaidClause,
  { known, decisions }: ClauseContext,
): RuleCondition {
  const metric = rawMetric(subject, 'outliers');
  const labels = known.get(metric)?.labels;
  const by = (clause.by ?? []).map((names) => {
    const found = names.find((name) => labels === undefined || labels.has(name));
    if (found === undefined)
      throw refused('unknown_label', `It groups peers by "${names[0]}", which ${metric} does not carry`);
    return found;
  });
  decisions.assume('An outlier is further from the median of its peers than three scaled median absolute deviations.');
  const window = clause.window === null ? {} : { window: windowText(clause.window) };
  return ConditionFactory.outlier(metric, { ...only(matchers([metric])), by, ...window });
}

function scoreOf(score: number | null): number {
  if (score === null) return 0.8;
  if (score < 0 || score > 1)
    throw refused('unit_misfit', `It asks for an anomaly score of ${score}; scores go from 0 to 1`);
  return score;
}

function vague(side: 'high' | 'low' | 'changes', { subject }: ResolvedSubject) {
  if (side === 'changes')
    return asked(
      'no_number',
      `By how much must "${subject.text}" change, and within what time? Say "by 20 % within 10 minutes".`,
    );
  return vagueOf(subject.concept, subject.text);
}

function usualSilence({ decisions }: ClauseContext): number {
  decisions.assume(`Silence of ${printDuration(WINDOW_MS_USUAL)} is meant.`);
  return WINDOW_MS_USUAL;
}
