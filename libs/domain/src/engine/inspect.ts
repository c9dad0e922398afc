import { NO_VALUE } from '../plan/series-store.js';
import type { Labels } from '../rules/labels.js';
import type { EngineState } from './engine-state.js';
import type { Judge } from './judge.js';
import { inactive, type LifeCycle } from './life-cycle.js';
import { seriesKey } from './sample-batch.js';
import type { ConditionEvidence } from './transition.js';

/** Samples of one series, oldest first: time in ms since 1970 and value; null is a marker of staleness. */
export interface InspectedSeries {
  readonly metric: string;
  readonly labels: Labels;
  readonly samples: readonly (readonly [number, number | null])[];
}

/** One alert instance of a rule as it stands. */
export interface InspectedAlert {
  /** The series, or the entity, that it speaks of. */
  readonly labels: Labels;
  /** What the conditions say together; null while that is not known. */
  readonly holds: boolean | null;
  readonly evidence: readonly ConditionEvidence[];
  /** The event time that it lives in; ms since 1970. */
  readonly now: number;
  readonly life: LifeCycle;
  /** The samples that its conditions look at. */
  readonly inputs: readonly InspectedSeries[];
}

/** Looks at an alert instance, which changes nothing. */
export function inspectAlert(state: EngineState, judge: Judge, instance: number): InspectedAlert {
  const { labels, holds, evidence } = judge.inspect(instance);
  return {
    labels,
    holds,
    evidence,
    now: state.nowOf(instance),
    life: state.lives.get(instance) ?? inactive,
    inputs: inputsOf(state, instance, evidence),
  };
}

function inputsOf(state: EngineState, instance: number, evidence: readonly ConditionEvidence[]): InspectedSeries[] {
  const tenant = state.tenant(state.ruleOf(instance).rule.tenant_id);
  const windows = new Map(state.ruleOf(instance).leaves.map(({ path, windowMs }) => [path, windowMs]));
  const inputs = new Map<string, InspectedSeries>();
  for (const { path, metric, labels, sampled_at } of evidence) {
    const key = seriesKey(metric, labels);
    const row = tenant.seriesByKey.get(key);
    if (row === undefined || sampled_at === null) continue;
    const samples = samplesOf(state, row, windows.get(path) ?? 0);
    if (samples.length > (inputs.get(key)?.samples.length ?? 0)) inputs.set(key, { metric, labels, samples });
  }
  return [...inputs.values()];
}

/** The samples of a series that a look-back holds; the last one alone where there is none. */
function samplesOf({ series }: EngineState, row: number, windowMs: number): [number, number | null][] {
  const [time, value] = [series.lastTime[row] as number, series.lastValue[row] as number];
  const last: [number, number | null] = [time, value === NO_VALUE ? null : value];
  const window = series.windows[row];
  if (windowMs === 0 || window === undefined || window === null) return [last];
  const { samples } = window.dump();
  const found: [number, number | null][] = [];
  for (let i = 0; i < samples.length; i += 2)
    if ((samples[i] as number) > time - windowMs) found.push([samples[i] as number, samples[i + 1] as number]);
  return value === NO_VALUE ? [...found, last] : found;
}
