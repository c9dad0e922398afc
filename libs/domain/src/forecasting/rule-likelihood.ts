import { Engine } from '../engine/engine.js';
import { type SampleBatch, seriesKey } from '../engine/sample-batch.js';
import type { AlertRule } from '../rules/alert-rule.js';
import type { LeafCondition } from '../rules/condition.js';
import { leavesOf } from '../rules/condition-walk.js';
import { durationMs } from '../rules/duration.js';
import type { Labels } from '../rules/labels.js';
import { metricOfPath } from '../rules/metric-path.js';
import type { GridView } from './grid.js';
import type { Paths } from './paths.js';

/** Why the chance of a rule is not told from the paths of one series. */
export type NoLikelihood =
  /** It asks for other series than this one, or for many at once. */
  | { readonly kind: 'reads_more' }
  /** It fires at the origin; one that fired and ended before does not count. */
  | { readonly kind: 'already_firing' };

export interface Likelihood {
  readonly kind: 'likelihood';
  /** The weight of the paths on which the rule fires, from 0 to 1; as it comes, not calibrated. */
  readonly share: number;
  /** When it has fired on half of all paths, ms from the origin; null when it does so on fewer. */
  readonly medianMs: number | null;
}

/** The past is shown to the rule as far as it looks back, and so many steps more. */
const STEPS_BEFORE = 2;
/** How long a value stands for the live engine. */
const STALE_MS = 15 * 60_000;
/** Numbers kept in 32 bits are taken for the threshold that they stand next to. */
const TOLERANCE = 1e-6;

/**
 * The chance that a rule fires on one series within the horizon: the rule is evaluated, by the live engine, on each path
 * behind the past of the series; each is a tenant of its own there.
 */
export function likelihoodOf(
  rule: AlertRule,
  series: { metric: string; labels: Labels },
  past: GridView,
  paths: Paths,
): Likelihood | NoLikelihood {
  const leaves = leavesOf(rule.conditions).map(({ condition }) => condition);
  if (!leaves.every((leaf) => isOf(leaf, series.metric))) return { kind: 'reads_more' };
  const { stepMs } = past;
  const origin = (past.last + 1) * stepMs;
  const columns = columnsFor(rule, leaves);
  const backMs = Math.max(durationMs(rule.for), ...leaves.map((leaf) => ('window' in leaf ? windowMsOf(leaf) : 0)));
  const snap = snapperFor(leaves);
  const key = seriesKey(series.metric, series.labels);
  // Labels and annotations may be templates, and say nothing of when it fires.
  const asked: AlertRule = { ...rule, status: 'active', labels: {}, annotations: {} };
  const kept = shownOf(past, columns, backMs + durationMs(rule.keep_firing_for), snap);
  if (firesAt(origin, asked, { key, stepMs, ...kept })) return { kind: 'already_firing' };
  const shown = shownOf(past, columns, backMs, snap);
  const begun = shown.times.length;
  const times = Float64Array.from({ length: begun + paths.steps }, (_, i) =>
    i < begun ? (shown.times[i] as number) : origin + (i - begun) * stepMs,
  );
  const engine = engineFor(stepMs);
  for (let path = 0; path < paths.count; path += 1) {
    const tenant = String(path);
    engine.applyRule(tenant, rule.id, { ...asked, tenant_id: tenant }, 0);
    const after = paths[columns].subarray(path * paths.steps, (path + 1) * paths.steps);
    const values = new Float64Array(times.length);
    values.set(shown.values);
    for (let i = 0; i < after.length; i += 1) values[begun + i] = snap(after[i] as number);
    engine.applySamples(knownOf({ tenant, key, receivedAt: origin, times, values }), 0);
  }
  engine.applyClock(times.at(-1) ?? origin, 0);
  engine.applyClock(origin + paths.steps * stepMs, 0);
  const firings: { at: number; weight: number }[] = [];
  const seen = new Set<string>();
  for (const { tenant_id: path, state, at } of engine.takeTransitions()) {
    if (state !== 'firing' || at < origin || seen.has(path)) continue;
    seen.add(path);
    firings.push({ at, weight: paths.weights[Number(path)] as number });
  }
  return { kind: 'likelihood', ...summed(firings, origin) };
}

/** The last of the past, so far back, as samples. */
function shownOf(
  past: GridView,
  columns: 'mean' | 'low' | 'high',
  backMs: number,
  snap: (value: number) => number,
): { times: number[]; values: number[] } {
  const { stepMs, last } = past;
  const begin = Math.max(0, past.mean.length - Math.ceil(backMs / stepMs) - STEPS_BEFORE);
  const values = Array.from(past[columns].subarray(begin), snap);
  const times = values.map((_, i) => (last + 1 + i - values.length) * stepMs);
  if (columns === 'mean') return { times, values };
  // Where the last step ended says what holds at its end; when in the step it came to its extreme is not known.
  return { times: [...times, (last + 0.5) * stepMs], values: [...values, snap(past.ended)] };
}

/** A live engine for samples of steps: each says what is until the next one begins, however long it is. */
function engineFor(stepMs: number): Engine {
  const staleAfterMs = Math.max(STALE_MS, 2 * stepMs);
  return new Engine({ partition: 0, clockStepMsMax: Number.POSITIVE_INFINITY, staleAfterMs });
}

/** Whether the live engine has the rule firing at the end of these samples. */
function firesAt(
  origin: number,
  rule: AlertRule,
  { key, stepMs, times, values }: { key: string; stepMs: number; times: number[]; values: number[] },
): boolean {
  const engine = engineFor(stepMs);
  const { tenant_id: tenant } = rule;
  engine.applyRule(tenant, rule.id, rule, 0);
  const samples = { times: Float64Array.from(times), values: Float64Array.from(values) };
  engine.applySamples(knownOf({ tenant, key, receivedAt: origin, ...samples }), 0);
  engine.applyClock(times.at(-1) ?? origin, 0);
  engine.applyClock(origin, 0);
  const changes = engine.takeTransitions().filter(({ state }) => state === 'firing' || state === 'resolved');
  return changes.at(-1)?.state === 'firing';
}

/** One path as a batch; steps of which nothing is known send nothing. */
function knownOf(path: {
  tenant: string;
  key: string;
  receivedAt: number;
  times: Float64Array;
  values: Float64Array;
}): SampleBatch {
  const { tenant, key, receivedAt, times, values } = path;
  if (!values.some(Number.isNaN))
    return { tenant, receivedAt, series: [key], seriesIndex: new Uint32Array(times.length), timestamps: times, values };
  const isKnown = (_: number, i: number): boolean => !Number.isNaN(values[i]);
  const timestamps = times.filter(isKnown);
  const seriesIndex = new Uint32Array(timestamps.length);
  return { tenant, receivedAt, series: [key], seriesIndex, timestamps, values: values.filter(isKnown) };
}

/** The chance that paths tell: each fires once, at some time, and has a weight. */
export function summed(firings: { at: number; weight: number }[], origin: number): Omit<Likelihood, 'kind'> {
  const share = firings.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { at, weight } of firings.toSorted((a, b) => a.at - b.at)) {
    passed += weight;
    if (passed >= 0.5) return { share: Math.min(1, share), medianMs: at - origin };
  }
  return { share: Math.min(1, share), medianMs: null };
}

function isOf(leaf: LeafCondition, metric: string): boolean {
  return (leaf.type === 'threshold' || leaf.type === 'change') && metricOfPath(leaf.metric_path) === metric;
}

/**
 * A condition that need not hold for long is decided by the extremes of each step; all others by its mean, since a step
 * is rarely at its extreme throughout.
 */
function columnsFor(rule: AlertRule, leaves: readonly LeafCondition[]): 'mean' | 'low' | 'high' {
  const [leaf, ...others] = leaves;
  if (leaf?.type !== 'threshold' || others.length > 0 || durationMs(rule.for) > 0) return 'mean';
  return leaf.operator.startsWith('>') ? 'high' : leaf.operator.startsWith('<') ? 'low' : 'mean';
}

function windowMsOf({ window }: { window?: string | undefined }): number {
  return window === undefined ? 0 : durationMs(window);
}

function snapperFor(leaves: readonly LeafCondition[]): (value: number) => number {
  const limits = leaves.flatMap((leaf) => {
    if (leaf.type !== 'threshold') return [];
    return leaf.recovery_threshold === undefined ? [leaf.threshold] : [leaf.threshold, leaf.recovery_threshold];
  });
  return (value) => limits.find((limit) => Math.abs(value - limit) <= TOLERANCE * Math.abs(limit)) ?? value;
}
