import type { AlertRule } from '../rules/alert-rule.js';
import type { Labels } from '../rules/labels.js';
import { Engine } from './engine.js';
import { seriesKey } from './sample-batch.js';
import type { Transition } from './transition.js';

/** A series with samples as [time in ms since 1970, value], oldest first. */
export interface GivenSeries {
  metric: string;
  labels: Labels;
  samples: readonly (readonly [number, number])[];
}

/**
 * What a rule would have made of these samples: the transitions up to `now`, as live evaluation would have made them
 * with the samples coming in by their times. Samples at or before the last one of their series are left out.
 */
export function evaluateOnce(rule: AlertRule, series: readonly GivenSeries[], now: number): Transition[] {
  const engine = new Engine({ partition: 0, clockStepMsMax: Number.POSITIVE_INFINITY });
  engine.applyRule(rule.tenant_id, rule.id, { ...rule, status: 'active' }, 0);
  const keys = series.map(({ metric, labels }) => seriesKey(metric, labels));
  const samples = series.flatMap((one, index) => one.samples.map(([time, value]) => ({ index, time, value })));
  samples.sort((a, b) => a.time - b.time);
  let offset = 1;
  for (const { index, time, value } of samples) {
    if (time > now) break;
    engine.applyClock(time, offset);
    engine.applySamples(
      {
        tenant: rule.tenant_id,
        receivedAt: time,
        series: [keys[index] as string],
        seriesIndex: Uint32Array.of(0),
        timestamps: Float64Array.of(time),
        values: Float64Array.of(value),
      },
      offset,
    );
    offset += 1;
  }
  engine.applyClock(now, offset);
  return engine.takeTransitions();
}
