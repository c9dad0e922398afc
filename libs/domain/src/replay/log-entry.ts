import type { SampleBatch } from '../engine/sample-batch.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import type { AlertRule } from '../rules/alert-rule.js';

/** One record of a partition of the samples: everything that the engine's answer depends on, in one order. */
export type LogEntry =
  | { kind: 'samples'; batch: SampleBatch }
  /** The wall time of the partition's owner; carries idle series on. */
  | { kind: 'clock'; at: number }
  /** A rule as it stands from here on; null when it was deleted. */
  | { kind: 'rule'; tenant: string; ruleId: string; rule: AlertRule | null }
  /** A rule group as it stands from here on; null when it was deleted. */
  | { kind: 'group'; tenant: string; name: string; group: RuleGroupDocument | null }
  /** A rule's conditions over many series, as they stand in its version, have been evaluated for the first time. */
  | { kind: 'evaluated'; tenant: string; ruleId: string; version: number }
  /** How many series a tenant may have on all partitions together, from here on. */
  | { kind: 'series_quota'; tenant: string; seriesMax: number }
  /** How many series of a tenant another partition holds; told to those where the tenant has a quota. */
  | { kind: 'series_elsewhere'; tenant: string; partition: number; series: number };
