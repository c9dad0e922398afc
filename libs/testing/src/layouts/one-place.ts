import type { SamplesRecord } from '@tocsin/contracts/topics/samples';
import { runWhole } from '../promql/group-layouts.js';
import { ReferenceEvaluator } from '../reference-evaluator.js';
import type { LogicalEntry } from './logical-log.js';
import type { Outcome } from './outcome.js';

/**
 * What a log comes to when it is evaluated in one place, without partitions, batches or snapshots: rules by the naive
 * reference, each rule group by its evaluator alone.
 */
export function evaluateInOnePlace(log: readonly LogicalEntry[]): Outcome {
  const reference = new ReferenceEvaluator({ partition: 0 });
  const transitions = log.flatMap((entry, offset) => reference.apply(recordOf(entry), offset));
  const recorded = [];
  for (const entry of log) {
    if (entry.kind !== 'group') continue;
    const { tenant, group } = entry;
    const own = log.flatMap((one) =>
      one.kind === 'clock' || (one.kind === 'samples' && one.tenant === tenant) ? [one] : [],
    );
    const told = runWhole(group, own);
    transitions.push(...told.transitions);
    recorded.push(...told.recorded.map((sample) => ({ tenant, ...sample })));
  }
  return { transitions, recorded };
}

function recordOf(entry: LogicalEntry): SamplesRecord {
  if (entry.kind === 'group') return { ...entry, name: entry.group.name };
  if (entry.kind !== 'samples') return entry;
  const { tenant, key, time, value } = entry;
  const batch = {
    tenant,
    receivedAt: 0,
    series: [key],
    seriesIndex: Uint32Array.of(0),
    timestamps: Float64Array.of(time),
    values: Float64Array.of(value),
  };
  return { kind: 'samples', batch };
}
