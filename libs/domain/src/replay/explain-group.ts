import type { Transition } from '../engine/transition.js';
import { groupRuleId } from '../groups/group-transitions.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import { explainInstant } from '../plan/plan.js';
import { mayConcern, planText } from '../plan/explain.js';
import { LabelSet } from '../plan/label-set.js';
import { type Decision, decisionOf, type Seen, writtenInputs, writtenOperators } from './explanation.js';
import { timersOf } from './explain-rule.js';
import { GroupSamples } from './group-samples.js';
import type { LogEntry } from './log-entry.js';
import { Replay, type ReplayOptions } from './replay.js';

export interface ExplainGroupOptions extends Omit<ReplayOptions, 'subject'> {
  /** The transitions of one episode, in their order. */
  readonly recorded: readonly Transition[];
  /** The group as it stood for the last of them. */
  readonly document: RuleGroupDocument;
}

/** How long a rule of a group makes alerts wait, and stay. */
export function holdsOf(rule: RuleGroupDocument['rules'][number] | undefined): Parameters<typeof timersOf>[1] {
  if (rule === undefined || !('alert' in rule)) return { for: '0', keep_firing_for: '0' };
  return { for: rule.for ?? '0', keep_firing_for: rule.keep_firing_for ?? '0' };
}

/** The place of an alerting rule among its group's rules; -1 when the group has no such rule. */
export function placeOfRule(document: RuleGroupDocument, ruleId: string): number {
  return document.rules.findIndex((rule, place) => 'alert' in rule && groupRuleId(document, place) === ruleId);
}

/**
 * Decides the transitions of a group's alert again by the group's two stages, and evaluates its expression once more in
 * one place, so that each operator shows what it gave.
 */
export class ExplainGroup {
  readonly #replay: Replay;
  readonly #replayed = new Map<string, Transition>();
  readonly #samples: ReadonlyMap<string, GroupSamples>;

  constructor(private readonly options: ExplainGroupOptions) {
    const { recorded, document, tenant } = options;
    this.#replay = new Replay({ ...options, subject: { kind: 'group', name: document.name } });
    this.#samples = new Map(
      recorded.flatMap(({ id, at, rule_id }) => {
        const place = placeOfRule(document, rule_id);
        return place < 0 ? [] : [[id, new GroupSamples(tenant, document, place, at)] as const];
      }),
    );
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    for (const samples of this.#samples.values()) samples.apply(partition, entry);
    this.#replay.apply(partition, offset, entry);
  }

  /** To be called now and then: it finishes what all partitions have reached. */
  settle(): void {
    this.#replay.settle();
    for (const report of this.#replay.takeReports())
      for (const samples of this.#samples.values()) samples.takeRecorded(report);
    for (const transition of this.#replay.takeTransitions()) this.#replayed.set(transition.id, transition);
  }

  answer(): Decision[] {
    this.settle();
    return this.options.recorded.map((transition) =>
      decisionOf(transition, this.#replayed.get(transition.id), this.#seenOf(transition)),
    );
  }

  #seenOf(transition: Transition): Seen {
    const { document } = this.options;
    const rule = document.rules[placeOfRule(document, transition.rule_id)];
    const timers = timersOf(transition, holdsOf(rule));
    const samples = this.#samples.get(transition.id);
    const conditions = transition.evidence;
    if (samples === undefined) return { timers, conditions, operators: [], plan: null, inputs: [] };
    const about = LabelSet.of(conditions[0]?.labels ?? {});
    const { steps } = explainInstant(samples.expr, samples.store, samples.at, (labels) => mayConcern(labels, about));
    return {
      timers,
      conditions,
      operators: writtenOperators(steps),
      plan: planText(steps),
      inputs: writtenInputs(samples.inputs(about)),
    };
  }
}
