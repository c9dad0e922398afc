import type { SampleBatch } from '../engine/sample-batch.js';
import { parseSeriesKey } from '../engine/sample-batch.js';
import { LabelSet } from '../plan/label-set.js';
import { StandingQueries } from '../plan/plan.js';
import { type Series, SeriesStore } from '../plan/series-store.js';
import { durationOf } from '../plan/durations.js';
import type { VectorSelector } from '../promql/ast.js';
import { type GroupPlan, planGroup } from './group-plan.js';
import { type GroupShare, lastTick, type SharePart } from './group-share.js';
import type { RuleGroupDocument } from './rule-group-document.js';
import type { SharedPart } from './split-expression.js';

/** How long after its time a sample may come and still be shared as it is; ms. */
const LATENESS_MS = 600_000;

/** A group as one partition evaluates its share of it. */
interface SharedGroup {
  readonly document: RuleGroupDocument;
  readonly plan: GroupPlan;
  readonly parts: readonly ((time: number) => SharePart)[];
  /** Null until the clock has been heard once. */
  tick: number | null;
  /** The document has been told to whoever finishes the group. */
  isTold: boolean;
}

interface SharingTenant {
  readonly store: SeriesStore;
  readonly queries: StandingQueries;
  readonly groups: Map<string, SharedGroup>;
  /** Series by the keys of batches; null for those that no group asks for. */
  readonly known: Map<string, Series | null>;
}

/**
 * Evaluates, on one partition of the samples, what each group of rules needs of the series that are there, whenever the
 * clock reaches one of the group's ticks. What it says is put together where the group is finished.
 */
export class GroupSharer {
  readonly #tenants = new Map<string, SharingTenant>();
  #shares: GroupShare[] = [];

  constructor(
    private readonly partition: number,
    /** How many partitions there are. */
    private readonly of: number,
  ) {}

  /** Takes a group as it stands from here on; null takes it away. */
  applyGroup(tenantId: string, name: string, document: RuleGroupDocument | null): void {
    const tenant = this.#tenant(tenantId);
    const known = tenant.groups.get(name);
    tenant.known.clear();
    if (document === null) {
      tenant.groups.delete(name);
      if (known === undefined) return;
      const { version } = known.document;
      this.#shares.push(this.#share(tenantId, name, version, { tick: known.tick ?? 0, isGone: true }));
      return;
    }
    const plan = planGroup(document);
    tenant.groups.set(name, {
      document,
      plan,
      parts: [...plan.parts].map(([key, part]) => makePart(tenant.queries, key, part)),
      tick: known?.plan.intervalMs === plan.intervalMs ? known.tick : null,
      isTold: false,
    });
  }

  applySamples(batch: SampleBatch): void {
    const tenant = this.#tenants.get(batch.tenant);
    if (tenant === undefined || tenant.groups.size === 0) return;
    const { store } = tenant;
    const rows = batch.series.map((key) => seriesOf(tenant, key));
    const { seriesIndex, timestamps, values } = batch;
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const series = rows[seriesIndex[i] as number] as Series | null;
      if (series !== null) store.append(series, timestamps[i] as number, values[i] as number);
    }
  }

  /** Evaluates the groups that have reached a tick; `at` is the wall time that the partition's owner saw. */
  applyClock(at: number): void {
    for (const [tenantId, tenant] of this.#tenants) {
      let evaluatedAt = at;
      for (const [name, group] of tenant.groups) {
        const { plan, document } = group;
        const tick = lastTick(at, plan.intervalMs, plan.hash);
        if (group.tick === null) group.tick = tick;
        evaluatedAt = Math.min(evaluatedAt, tick - plan.queryOffsetMs);
        if (tick <= group.tick) continue;
        group.tick = tick;
        const parts = group.parts.map((part) => part(tick - plan.queryOffsetMs));
        const told = group.isTold ? null : document;
        group.isTold = true;
        this.#shares.push(this.#share(tenantId, name, document.version, { tick, parts, document: told }));
      }
      tenant.store.evaluatedAt = evaluatedAt;
    }
  }

  /** What became due since the last call, in the order in which it did. */
  takeShares(): GroupShare[] {
    const shares = this.#shares;
    this.#shares = [];
    return shares;
  }

  #share(
    tenant: string,
    group: string,
    version: number,
    said: Partial<GroupShare> & Pick<GroupShare, 'tick'>,
  ): GroupShare {
    const { partition, of } = this;
    return { tenant, group, version, document: null, isGone: false, parts: [], ...said, partition, of };
  }

  #tenant(id: string): SharingTenant {
    let tenant = this.#tenants.get(id);
    if (tenant === undefined) {
      const store = new SeriesStore();
      tenant = { store, queries: new StandingQueries(store), groups: new Map(), known: new Map() };
      this.#tenants.set(id, tenant);
    }
    return tenant;
  }
}

function seriesOf({ store, known }: SharingTenant, key: string): Series | null {
  const found = known.get(key);
  if (found !== undefined) return found;
  const { metric, labels } = parseSeriesKey(key);
  const own = LabelSet.of(labels, metric);
  const series = store.isWanted(own) ? store.series(own) : null;
  // A key that was cut out of a batch's text would keep all of it; a copy of its own does not.
  known.set(JSON.stringify(JSON.parse(key)), series);
  return series;
}

function makePart(queries: StandingQueries, key: string, part: SharedPart): (time: number) => SharePart {
  if (part.kind === 'samples') return samplesPart(queries, key, part.expr);
  if (part.kind === 'sums') {
    const evaluate = queries.prepareParts(part.expr);
    return (time) => {
      const outcome = evaluate(time);
      if (outcome.kind === 'failed') return { kind: 'failed', key, message: outcome.message };
      return { kind: 'sums', key, groups: outcome.groups.map((group) => [group.labels.key, group.part] as const) };
    };
  }
  const evaluate = queries.prepare(part.expr);
  return (time) => {
    const outcome = evaluate(time);
    if (outcome.kind === 'failed') return { kind: 'failed', key, message: outcome.message };
    return {
      kind: 'elements',
      key,
      elements: outcome.elements.map(({ labels, value }) => [labels.key, value] as const),
    };
  };
}

/** Shares each sample once, with the first tick after it came. */
function samplesPart({ store }: StandingQueries, key: string, selector: VectorSelector): (time: number) => SharePart {
  const selection = store.select(selector.matchers);
  selection.keepFor(LATENESS_MS + Math.abs(selector.offset === null ? 0 : durationOf(selector.offset, null, true)));
  const sharedUpTo = new Map<Series, number>();
  return () => {
    const series: (readonly [string, readonly number[]])[] = [];
    for (const one of selection.series) {
      const from = Math.max(one.begin, (sharedUpTo.get(one) ?? Number.NEGATIVE_INFINITY) - one.shift);
      if (from >= one.end) continue;
      const samples: number[] = [];
      for (let i = from; i < one.end; i += 1) samples.push(one.times[i] as number, one.values[i] as number);
      sharedUpTo.set(one, one.end + one.shift);
      series.push([one.labels.key, samples]);
    }
    return { kind: 'samples', key, series };
  };
}
