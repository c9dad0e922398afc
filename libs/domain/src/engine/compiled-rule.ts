import { AlertTemplates } from '../groups/alert-templates.js';
import { NO_VALUE } from '../plan/series-store.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { isDerived, sourceOf } from '../rules/condition-source.js';
import { isJoining, leavesOf } from '../rules/condition-walk.js';
import type { Comparison, LeafCondition } from '../rules/condition.js';
import { durationMs } from '../rules/duration.js';
import type { Labels } from '../rules/labels.js';
import type { Holds } from './life-cycle.js';
import type { SeriesWindow } from './series-window.js';
import { compares, FALSE, type LogicTree, logicTreeOf, TRUE, type Truth, UNKNOWN } from './truth.js';

/** A number that many count up. */
export interface Tally {
  count: number;
}

/** A leaf condition of a rule, ready to be asked. */
export class CompiledLeaf {
  /** Number among all leaves of the engine; given when the rule is added. */
  slot = -1;
  /** How often leaves of its kind of rule were asked; its tenant's, given when the rule is added. */
  asked: Tally = { count: 0 };
  readonly metric: string;
  readonly labels: readonly (readonly [string, string])[];
  /** It is evaluated elsewhere over many series; a sample says that it holds, a marker of staleness that it does not. */
  readonly isDerived: boolean;
  /** The look-back of a change; 0 for conditions that need only the last sample. */
  readonly windowMs: number;
  /** How long after its last sample a series changes what this leaf says: an absence begins, a value is out of date. */
  readonly silenceMs: number;
  /** What is compared with what; null for what compares nothing. */
  readonly comparison: { operator: Comparison; threshold: number } | null;

  constructor(
    readonly rule: CompiledRule,
    /** Number within the rule. */
    readonly number: number,
    readonly path: string,
    readonly condition: LeafCondition,
    staleAfterMs: number,
  ) {
    const { metric, labels } = sourceOf(rule.rule.id, condition);
    this.metric = metric;
    this.labels = Object.entries(labels);
    this.isDerived = isDerived(condition);
    this.windowMs = condition.type === 'change' ? durationMs(condition.window) : 0;
    this.silenceMs = condition.type === 'absence' ? durationMs(condition.window) : staleAfterMs;
    this.comparison = comparisonOf(condition);
  }

  /** Whether a series of the leaf's metric carries the labels that the leaf asks for. */
  selects(labels: Labels): boolean {
    return this.labels.every(([name, value]) => labels[name] === value);
  }

  /**
   * What the leaf says of a series right after its sample; a marker of staleness says that there is no value from now on.
   *
   * @param before - what it said until now; a recovery threshold holds on to the truth
   * @param since - samples up to this time are not looked back on
   */
  truthOf(value: number, before: Truth, window: SeriesWindow | null, since: number): Truth {
    const { condition, comparison } = this;
    if (this.isDerived) return value === NO_VALUE ? FALSE : TRUE;
    if (condition.type === 'absence' || comparison === null) return FALSE;
    if (value === NO_VALUE) return UNKNOWN;
    const { operator, threshold } = comparison;
    if (condition.type === 'change') {
      const change = window === null ? null : this.changeIn(window, since);
      if (change === null) return UNKNOWN;
      return compares(change, operator, threshold) ? TRUE : FALSE;
    }
    const recovery = condition.type === 'threshold' ? condition.recovery_threshold : undefined;
    return compares(value, operator, before === TRUE ? (recovery ?? threshold) : threshold) ? TRUE : FALSE;
  }

  /** What the leaf says of a series that has been silent for as long as it waits; `last` is its last value. */
  truthInSilence(last: number): Truth {
    if (this.condition.type === 'absence') return TRUE;
    return this.isDerived && last === NO_VALUE ? FALSE : UNKNOWN;
  }

  /** The change over the look-back that ends at the last sample; null when there is none to speak of. */
  changeIn(window: SeriesWindow, since: number): number | null {
    const { condition } = this;
    const first = window.first(this.windowMs, since);
    if (condition.type !== 'change' || first < 0) return null;
    const from = window.valueAt(first);
    const difference = window.lastValue() - from;
    if (condition.mode === 'absolute') return difference;
    if (condition.mode === 'percent') return from === 0 ? null : (100 * difference) / Math.abs(from);
    return (1_000 * difference) / (window.lastTime() - window.timeAt(first));
  }
}

/** A rule as the engine runs it. */
export class CompiledRule {
  /** Number among all rules of the engine; given when the rule is added. */
  slot = -1;
  readonly leaves: readonly CompiledLeaf[];
  readonly tree: LogicTree;
  /** The tree is one leaf, so that what the leaf says is what the rule says. */
  readonly isSingleLeaf: boolean;
  /** All leaves read the same series: there is one alert instance for each of them, else one for each entity. */
  readonly isPerSeries: boolean;
  /** The version in which the rule began to ask what it asks. */
  readonly sinceVersion: number;
  /** Its derived leaves have been evaluated once: they hold for nobody of whom no sample says so. */
  isEvaluated = false;
  /** Alert instances of entities, by the entity's labels as text. */
  readonly entities = new Map<string, number>();
  holds: Holds;
  /** Fills in labels and annotations; null where there is nothing to fill in. */
  templates: AlertTemplates | null;

  constructor(
    public rule: AlertRule,
    staleAfterMs: number,
  ) {
    this.leaves = leavesOf(rule.conditions).map(
      ({ path, condition }, number) => new CompiledLeaf(this, number, path, condition, staleAfterMs),
    );
    this.tree = logicTreeOf(rule.conditions);
    this.isSingleLeaf = rule.conditions.length === 1 && !rule.conditions.some(isJoining);
    this.isPerSeries = new Set(this.leaves.map(selectorText)).size === 1;
    this.holds = holdsOf(rule);
    this.templates = templatesOf(rule);
    this.sinceVersion = rule.version;
  }

  /** Takes over everything but the conditions from a newer version of the rule. */
  adopt(rule: AlertRule): void {
    this.rule = rule;
    this.holds = holdsOf(rule);
    this.templates = templatesOf(rule);
  }

  /** Whether another version of the rule asks the same. */
  asksTheSame(rule: AlertRule): boolean {
    return JSON.stringify(rule.conditions) === JSON.stringify(this.rule.conditions);
  }
}

function comparisonOf(condition: LeafCondition): CompiledLeaf['comparison'] {
  if (condition.type === 'anomaly') return { operator: '>=', threshold: condition.score };
  return 'operator' in condition ? { operator: condition.operator, threshold: condition.threshold } : null;
}

function selectorText({ metric, labels }: CompiledLeaf): string {
  return JSON.stringify([metric, [...labels].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A decision must not hang on what else there is, so that these templates ask no queries. */
const withoutQueries = {
  externalLabels: {},
  externalUrl: '',
  query: () => ({ error: 'rules of conditions ask no queries; those of rule groups do' }),
};

function templatesOf(rule: AlertRule): AlertTemplates | null {
  const texts = [...Object.values(rule.labels), ...Object.values(rule.annotations)];
  return texts.some((text) => text.includes('{{')) ? new AlertTemplates(rule, withoutQueries) : null;
}

function holdsOf(rule: AlertRule): Holds {
  return { forMs: durationMs(rule.for), keepFiringForMs: durationMs(rule.keep_firing_for) };
}
