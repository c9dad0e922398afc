import type { InspectedSeries } from '../engine/inspect.js';
import { type SampleBatch, seriesKey } from '../engine/sample-batch.js';
import { NO_VALUE } from '../plan/series-store.js';
import type { Transition } from '../engine/transition.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { durationMs } from '../rules/duration.js';
import { type Decision, decisionOf, type Timers, writtenInputs } from './explanation.js';
import type { LogEntry } from './log-entry.js';
import { Replay, type ReplayOptions } from './replay.js';

export interface ExplainRuleOptions extends Omit<ReplayOptions, 'subject'> {
  /** The transitions of one episode, in their order. */
  readonly recorded: readonly Transition[];
  /** The rule as it stood for the last of them. */
  readonly rule: Pick<AlertRule, 'for' | 'keep_firing_for'>;
}

/** The samples of one series that a condition looked at, up to the one that decided. */
interface Wanted extends InspectedSeries {
  readonly samples: [number, number | null][];
  readonly after: number;
  readonly upTo: number;
}

/** Decides the transitions of a rule's alert again and gathers the samples that their conditions looked at. */
export class ExplainRule {
  readonly #replay: Replay;
  readonly #replayed = new Map<string, Transition>();
  /** Of each transition, the series of its conditions by their keys. */
  readonly #inputs: ReadonlyMap<string, ReadonlyMap<string, Wanted>>;

  constructor(private readonly options: ExplainRuleOptions) {
    const [first] = options.recorded;
    if (first === undefined) throw new TypeError('there is nothing to explain');
    this.#replay = new Replay({ ...options, subject: { kind: 'rule', id: first.rule_id } });
    this.#inputs = new Map(options.recorded.map((one) => [one.id, wantedBy(one)]));
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    if (entry.kind === 'samples' && entry.batch.tenant === this.options.tenant)
      for (const wanted of this.#inputs.values()) gather(wanted, entry.batch);
    this.#replay.apply(partition, offset, entry);
    for (const transition of this.#replay.takeTransitions()) this.#replayed.set(transition.id, transition);
  }

  answer(): Decision[] {
    const { recorded, rule } = this.options;
    return recorded.map((transition) =>
      decisionOf(transition, this.#replayed.get(transition.id), {
        timers: timersOf(transition, rule),
        conditions: transition.evidence,
        operators: [],
        plan: null,
        inputs: writtenInputs([...(this.#inputs.get(transition.id)?.values() ?? [])]),
      }),
    );
  }
}

function wantedBy({ evidence }: Transition): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { metric, labels, sampled_at, type, window } of evidence) {
    if (sampled_at === null) continue;
    const key = seriesKey(metric, labels);
    const after = sampled_at - (window === undefined || type === 'absence' ? 1 : durationMs(window));
    if (after < (wanted.get(key)?.after ?? Number.POSITIVE_INFINITY))
      wanted.set(key, { metric, labels, samples: [], after, upTo: sampled_at });
  }
  return wanted;
}

function gather(wanted: ReadonlyMap<string, Wanted>, { series, seriesIndex, timestamps, values }: SampleBatch): void {
  for (let i = 0; i < seriesIndex.length; i += 1) {
    const own = wanted.get(series[seriesIndex[i] as number] as string);
    const [time, value] = [timestamps[i] as number, values[i] as number];
    if (own === undefined || time > own.upTo || time <= Math.max(own.after, own.samples.at(-1)?.[0] ?? own.after))
      continue;
    own.samples.push([time, value === NO_VALUE ? null : value]);
  }
}

/** The timers of an alert in the moment of one of its transitions. */
export function timersOf(
  { state, episode_start, at, reason }: Pick<Transition, 'state' | 'episode_start' | 'at' | 'reason'>,
  rule: Pick<AlertRule, 'for' | 'keep_firing_for'>,
): Timers {
  const elapsed = reason === 'keep_firing_elapsed' ? at - durationMs(rule.keep_firing_for) : null;
  return {
    for: rule.for,
    keep_firing_for: rule.keep_firing_for,
    holds_since: episode_start,
    fires_at: state === 'inactive' ? null : episode_start + durationMs(rule.for),
    ceased_at: state === 'resolved' ? (elapsed ?? at) : null,
    ends_at: state === 'resolved' ? at : null,
  };
}
