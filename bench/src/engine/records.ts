import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { ruleWith } from '@tocsin/testing/rules';
import { groupsOf, labelsOf } from './world.js';

export const TENANT = 'bench';
/** Samples of one record, as a gateway packs what a remote writer sends. */
const RECORD_SAMPLES = 500;

/** Rules that are decided at each sample; the first few of their thresholds are crossed by some series. */
export const typedRules = (count: number): AlertRule[] =>
  Array.from({ length: count }, (_, i) =>
    ruleWith(`r${i}`, TENANT, {
      conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 89.5 + i }],
    }),
  );

/** Rule groups of each kind, as they stand in the log. */
export const groupDocuments = (rulesOfKind: number): RuleGroupDocument[] =>
  groupsOf(rulesOfKind).map((group) => ({ ...group, tenant_id: TENANT, version: 1, created_at: 0, updated_at: 0 }));

/** One sample for each of so many series at a time (ms since 1970), in batches. */
export function* batchesOf(
  time: number,
  count: number,
  seriesOf: (n: number) => number,
  values: Float64Array,
): Generator<SampleBatch> {
  for (let first = 0; first < count; first += RECORD_SAMPLES) {
    const length = Math.min(RECORD_SAMPLES, count - first);
    const own = Array.from({ length }, (_, n) => seriesOf(first + n));
    yield {
      tenant: TENANT,
      receivedAt: time,
      series: own.map((i) => seriesKey('cpu', labelsOf(i))),
      seriesIndex: Uint32Array.from({ length }, (_, n) => n),
      timestamps: new Float64Array(length).fill(time),
      values: Float64Array.from(own, (i) => values[i] as number),
    };
  }
}
