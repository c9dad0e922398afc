import { LabelSet } from '../plan/label-set.js';
import { NO_VALUE } from '../plan/series-store.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { isDerived } from '../rules/condition-source.js';
import { derivedQuery } from '../rules/rule-query.js';
import { leadOn, type StepPast, untouched } from './sequence.js';
import { FALSE, type SequenceTree, TRUE, type Truth, truthOfTree, UNKNOWN } from './truth.js';
import { goneKey, type EngineState } from './engine-state.js';
import { hash128, transitionId } from './hash.js';
import { inactive, type Observation, reduce, type StateChange } from './life-cycle.js';
import { entityOf, parseSeriesKey } from './sample-batch.js';
import { type ConditionEvidence, inOrderOfTelling, type Transition } from './transition.js';

/** Decides what alert instances say, leads their lives, and writes down what became visible. */
export class Judge {
  /** The record that is being evaluated; transitions name it as their source. */
  offset = 0;
  #transitions: Transition[] = [];

  constructor(
    private readonly state: EngineState,
    private readonly partition: number,
  ) {}

  /** What became visible since the last call; in an order that hangs on nothing but the records. */
  takeTransitions(): Transition[] {
    const taken = this.#transitions;
    this.#transitions = [];
    return taken.sort(inOrderOfTelling);
  }

  /** Looks again at an alert instance after something that it depends on has changed at event time `at`. */
  reconsider(instance: number, at: number): void {
    const truth = this.#truthOf(instance, at);
    if (truth === TRUE) this.observe(instance, { kind: 'holds', at, reason: 'conditions_hold' });
    else if (this.state.lives.has(instance)) {
      this.observe(instance, {
        kind: 'ceases',
        at,
        reason: truth === UNKNOWN ? 'conditions_unknown' : 'conditions_cease',
      });
    }
  }

  /** Leads an alert instance's life on. Nothing becomes visible before what was visible already. */
  observe(instance: number, observation: Observation): void {
    const { lives, pasts, timelines } = this.state;
    const life = lives.get(instance) ?? inactive;
    const past = pasts.get(instance);
    let { at } = observation;
    if (past !== undefined) {
      at = Math.max(at, past.at);
      if (observation.kind === 'holds' && life.phase === 'inactive') at = Math.max(at, past.episodeStart + 1);
    }
    const next = reduce(life, { ...observation, at }, this.state.ruleOf(instance).holds);
    if (next.life !== life) {
      if (next.life.phase === 'inactive') lives.delete(instance);
      else lives.set(instance, next.life);
      timelines.lifeDue[this.state.timelineOf(instance)] = Number.NaN;
    }
    if (next.change === null) return;
    pasts.set(instance, { at: next.change.at, episodeStart: next.change.episodeStart });
    this.#transitions.push(this.#transition(instance, next.change));
  }

  /** Gives a new alert instance the past of an equal one that is gone. */
  remember(instance: number): void {
    if (this.state.gone.size === 0) return;
    const past = this.state.gone.get(this.#goneKeyOf(instance));
    if (past !== undefined) this.state.pasts.set(instance, { at: past.at, episodeStart: past.episodeStart });
  }

  /** Forgets an alert instance, but not when it was last visible. Its bindings must still be there. */
  bury(instance: number): void {
    const { lives, pasts, gone, clock } = this.state;
    const past = pasts.get(instance);
    if (past !== undefined) gone.set(this.#goneKeyOf(instance), { ...past, clock });
    lives.delete(instance);
    pasts.delete(instance);
    this.state.sequences.delete(instance);
  }

  /** What an alert instance speaks of, and what its conditions say at its own time; leads nothing on. */
  inspect(instance: number): { labels: Labels; holds: boolean | null; evidence: ConditionEvidence[] } {
    const { state } = this;
    const at = state.nowOf(instance);
    const past = ({ number, parts }: SequenceTree): StepPast[] =>
      (state.sequences.get(instance)?.[number] ?? untouched(parts.length)).map((step) => ({ ...step }));
    const truth = truthOfTree(
      state.ruleOf(instance).tree,
      (leaf) => this.#truthOfLeaf(instance, leaf),
      (sequence, steps) => leadOn(past(sequence), steps, at, sequence.withinMs),
    );
    const holds = truth === UNKNOWN ? null : truth === TRUE;
    return { labels: this.#labelsOf(instance), holds, evidence: this.#evidence(instance, at) };
  }

  /** Sequences are led on by it, so it is asked whenever something has changed. */
  #truthOf(instance: number, at: number): Truth {
    const { instances, bindings } = this.state;
    const rule = this.state.ruleOf(instance);
    if (rule.isSingleLeaf && rule.isPerSeries) return bindings.truthOf(instances.firstBinding[instance] as number);
    return truthOfTree(
      rule.tree,
      (leaf) => this.#truthOfLeaf(instance, leaf),
      (sequence, steps) => leadOn(this.#pastOf(instance, sequence), steps, at, sequence.withinMs),
    );
  }

  #pastOf(instance: number, { number, parts }: SequenceTree): StepPast[] {
    const { sequences } = this.state;
    const known = sequences.get(instance) ?? [];
    sequences.set(instance, known);
    return (known[number] ??= untouched(parts.length));
  }

  /**
   * A leaf holds for an entity when it holds for one of its series; while none has been seen it is unknown, or holds not
   * if it has been evaluated.
   */
  #truthOfLeaf(instance: number, number: number): Truth {
    let truth: Truth | null = null;
    for (const binding of this.state.bindingsOfInstance(instance)) {
      if (this.state.leafOf(binding).number !== number) continue;
      const one = this.state.bindings.truthOf(binding);
      if (one === TRUE) return TRUE;
      truth = truth === UNKNOWN ? UNKNOWN : one;
    }
    if (truth !== null) return truth;
    const rule = this.state.ruleOf(instance);
    return rule.isEvaluated && rule.leaves[number]?.isDerived === true ? FALSE : UNKNOWN;
  }

  #goneKeyOf(instance: number): string {
    const { rule } = this.state.ruleOf(instance);
    return goneKey(rule.tenant_id, rule.id, fingerprintOf(this.#labelsOf(instance)));
  }

  #labelsOf(instance: number): Labels {
    const { series, bindings, instances } = this.state;
    const first = bindings.series[instances.firstBinding[instance] as number] as number;
    const { labels } = parseSeriesKey(series.keys[first] as string);
    return this.state.ruleOf(instance).isPerSeries ? labels : entityOf(labels);
  }

  #transition(instance: number, { state, episodeStart, at, reason }: StateChange): Transition {
    const { rule, templates } = this.state.ruleOf(instance);
    const labels = this.#labelsOf(instance);
    const fingerprint = fingerprintOf(labels);
    const evidence = this.#evidence(instance, at);
    const value = (evidence.find(({ holds }) => holds === true) ?? evidence[0])?.value ?? null;
    const source = LabelSet.of(labels);
    const filled = templates?.labels(source, value ?? Number.NaN, at).toLabels() ?? { ...labels, ...rule.labels };
    return {
      id: transitionId(rule.tenant_id, rule.id, fingerprint, episodeStart, state),
      tenant_id: rule.tenant_id,
      rule_id: rule.id,
      rule_name: rule.name,
      rule_version: rule.version,
      severity: rule.severity,
      category: rule.category,
      state,
      fingerprint,
      labels: labelsFrom(Object.entries({ ...filled, alertname: rule.name })),
      annotations: templates?.annotations(source, value ?? Number.NaN, at) ?? rule.annotations,
      episode_start: episodeStart,
      at,
      value,
      reason,
      evidence,
      source: { partition: this.partition, offset: this.offset },
    };
  }

  #evidence(instance: number, at: number): ConditionEvidence[] {
    return this.state.ruleOf(instance).leaves.map(({ number, path, condition, metric, comparison }) => {
      const truth = this.#truthOfLeaf(instance, number);
      const binding = this.#decider(instance, number, truth);
      const held = { path, type: condition.type, metric, holds: truth === UNKNOWN ? null : truth !== FALSE };
      const asked = {
        ...(comparison ?? {}),
        ...('window' in condition && condition.window !== undefined ? { window: condition.window } : {}),
        ...(isDerived(condition) ? { expr: derivedQuery(condition) } : {}),
      };
      if (binding === null) return { ...held, ...asked, labels: {}, value: null, sampled_at: null };
      const { series } = this.state;
      const row = this.state.bindings.series[binding] as number;
      const { labels } = parseSeriesKey(series.keys[row] as string);
      return {
        ...held,
        ...asked,
        labels,
        value: this.#valueOf(binding, row, at),
        sampled_at: series.lastTime[row] as number,
      };
    });
  }

  /** Of the series that say what the leaf says, the one whose key comes first. */
  #decider(instance: number, leaf: number, truth: Truth): number | null {
    const { series, bindings } = this.state;
    let decider: number | null = null;
    for (const binding of this.state.bindingsOfInstance(instance)) {
      if (this.state.leafOf(binding).number !== leaf || bindings.truthOf(binding) !== truth) continue;
      const key = series.keys[bindings.series[binding] as number] as string;
      if (decider === null || key < (series.keys[bindings.series[decider] as number] as string)) decider = binding;
    }
    return decider;
  }

  /** What the leaf compared: the last value, the change over the window, or the seconds of silence; null for no value. */
  #valueOf(binding: number, series: number, at: number): number | null {
    const { state } = this;
    const leaf = state.leafOf(binding);
    if (leaf.condition.type === 'absence') return Math.max(0, at - (state.series.lastTime[series] as number)) / 1_000;
    const last = state.series.lastValue[series] as number;
    if (leaf.condition.type !== 'change' || last === NO_VALUE) return last === NO_VALUE ? null : last;
    const window = state.series.windows[series] ?? null;
    return window === null ? null : leaf.changeIn(window, state.lookBackSince.get(binding) ?? Number.NEGATIVE_INFINITY);
  }
}

/** The name of an alert instance among those of its rule. */
export function fingerprintOf(labels: Labels): string {
  return hash128(JSON.stringify(Object.entries(labels)));
}
