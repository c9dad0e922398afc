import type { SampleBatch } from '../engine/sample-batch.js';
import { SERIES_PER_TENANT_MAX } from '../engine/engine.js';
import { parseSeriesKey } from '../engine/sample-batch.js';
import { LabelSet } from '../plan/label-set.js';
import { StandingQueries } from '../plan/plan.js';
import { type Series, SeriesStore } from '../plan/series-store.js';
import { type GroupPlan, planGroup } from './group-plan.js';
import { type GroupShare, lastTick, type SharePart, slicesOf } from './group-share.js';
import { STEPS_MAX } from './limits.js';
import { readsTheSame, recallMsOf } from './recall.js';
import type { RuleGroupDocument } from './rule-group-document.js';
import { makePart } from './share-parts.js';
import {
  dumpStore,
  isMostlyOver,
  loadStore,
  readSnapshot,
  type StoreDump,
  takeOver,
  writeSnapshot,
} from './store-snapshot.js';
import { noTimer, type Timer } from './timer.js';
import { type UnsharedDump, UnsharedSamples } from './unshared-samples.js';

/** How often series that are over are looked for; ms. */
const TIDY_PERIOD_MS = 600_000;

interface TenantDump {
  tenant: string;
  tidied: number;
  store: StoreDump;
  groups: {
    document: RuleGroupDocument;
    tick: number | null;
    isTold: boolean;
    recallMs: number;
    unshared: [part: string, dump: UnsharedDump][];
  }[];
}

export interface SharerLimits {
  /** Most elements that one evaluation of a part may look at. */
  readonly stepsMax: number;
  /** Most series of one tenant; those that come later are not there for groups. */
  readonly seriesPerTenantMax: number;
}

/** A group as one partition evaluates its share of it. */
interface SharedGroup {
  readonly document: RuleGroupDocument;
  readonly plan: GroupPlan;
  /** In the order of the plan. */
  readonly parts: readonly ((time: number) => SharePart)[];
  /** Null until the clock has been heard once. */
  tick: number | null;
  /** The document has been told to whoever finishes the group. */
  isTold: boolean;
  /** How far back samples are still missing that were there before the group was; ms, 0 for none. */
  recallMs: number;
  /** Of parts whose samples are shared: which were not yet. */
  readonly unshared: ReadonlyMap<string, UnsharedSamples>;
}

interface SharingTenant {
  readonly store: SeriesStore;
  readonly queries: StandingQueries;
  readonly groups: Map<string, SharedGroup>;
  /** In which period of the clock it was last looked through for series that are over. */
  tidied: number;
  /** Series by the keys of batches; null for those that no group asks for. */
  readonly known: Map<string, Series | null>;
  /** Samples of before, while they are recalled. */
  past: SeriesStore | null;
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
    private readonly limits: SharerLimits = { stepsMax: STEPS_MAX, seriesPerTenantMax: SERIES_PER_TENANT_MAX },
    private readonly timer: Timer = noTimer,
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
      this.#share(tenantId, name, version, { tick: known.tick ?? 0, isGone: true });
      return;
    }
    const plan = planGroup(document);
    const unshared = new Map<string, UnsharedSamples>();
    for (const [key, part] of plan.parts)
      if (part.kind === 'samples') unshared.set(key, new UnsharedSamples(tenant.store, key, part.expr));
    tenant.groups.set(name, {
      document,
      plan,
      unshared,
      parts: [...plan.parts].map(([key, part]) => makePart(tenant.queries, key, part, unshared, this.limits.stepsMax)),
      tick: known?.plan.intervalMs === plan.intervalMs ? known.tick : null,
      isTold: false,
      recallMs: known !== undefined && readsTheSame(known.plan, plan) ? known.recallMs : recallMsOf(plan),
    });
  }

  /**
   * How far back, before the next clock record is applied, samples are to be recalled that came before a group did: so
   * that it finds its windows full. Ms, 0 for none.
   */
  get recallMs(): number {
    let most = 0;
    for (const { groups } of this.#tenants.values())
      for (const { recallMs } of groups.values()) most = Math.max(most, recallMs);
    return most;
  }

  /** Takes in again what came before, oldest first; {@link recalled} ends it. */
  recall(batch: SampleBatch): void {
    const tenant = this.#tenants.get(batch.tenant);
    if (tenant === undefined || ![...tenant.groups.values()].some(({ recallMs }) => recallMs > 0)) return;
    const past = (tenant.past ??= new SeriesStore());
    const rows = batch.series.map((key) => {
      const { metric, labels } = parseSeriesKey(key);
      const own = LabelSet.of(labels, metric);
      return tenant.store.isWanted(own) ? past.series(own) : null;
    });
    takeIn(past, batch, rows);
  }

  /** What came before has been recalled. */
  recalled(): void {
    for (const [id, tenant] of [...this.#tenants]) {
      if (tenant.past !== null) this.#renew(id, tenant);
      for (const group of this.#tenants.get(id)?.groups.values() ?? []) group.recallMs = 0;
    }
  }

  /** @param isLeftOut - whether a series of the batch is none that its tenant may have */
  applySamples(batch: SampleBatch, isLeftOut: (key: string) => boolean = () => false): void {
    const tenant = this.#tenants.get(batch.tenant);
    if (tenant === undefined || tenant.groups.size === 0) return;
    takeIn(
      tenant.store,
      batch,
      batch.series.map((key) => (isLeftOut(key) ? null : seriesOf(tenant, key, this.limits.seriesPerTenantMax))),
    );
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
        const evaluated = this.#evaluate(group, tick - plan.queryOffsetMs);
        const told = group.isTold ? null : document;
        group.isTold = true;
        this.#share(tenantId, name, document.version, { tick, ...evaluated, document: told });
      }
      tenant.store.evaluatedAt = evaluatedAt;
      this.#tidy(tenantId, tenant, at);
    }
  }

  /** What several rules need takes the first of them its time, as it would in one place. */
  #evaluate({ plan, parts }: SharedGroup, time: number): Pick<GroupShare, 'parts' | 'tookMs'> {
    const tookMs = plan.group.rules.map(() => 0);
    const users = [...plan.firstUsers.values()];
    let began = this.timer();
    const evaluated = parts.map((part, i) => {
      const share = part(time);
      const ended = this.timer();
      const place = users[i] as number;
      tookMs[place] = (tookMs[place] as number) + ended - began;
      began = ended;
      return share;
    });
    return { parts: evaluated, tookMs };
  }

  /** Everything that it knows, for {@link restore}. Shares must have been taken before. */
  snapshot(): Uint8Array {
    const column: number[] = [];
    const tenants = [...this.#tenants].map(([tenant, { store, groups, tidied }]): TenantDump => ({
      tenant,
      tidied,
      store: dumpStore(store, column),
      groups: [...groups.values()].map(({ document, tick, isTold, recallMs, unshared }) => ({
        document,
        tick,
        isTold,
        recallMs,
        unshared: [...unshared].map(([key, watch]) => [key, watch.dump()]),
      })),
    }));
    return writeSnapshot(tenants, column);
  }

  /** Goes on where the one that made the snapshot stood. It must be new. */
  restore(snapshot: Uint8Array): void {
    const { known, column } = readSnapshot<TenantDump[]>(snapshot);
    let at = 0;
    for (const { tenant, tidied, store, groups } of known) {
      for (const { document } of groups) this.applyGroup(tenant, document.name, document);
      const own = this.#tenant(tenant);
      own.tidied = tidied;
      at = loadStore(own.store, store, column, at);
      for (const { document, tick, isTold, recallMs, unshared } of groups) {
        const group = own.groups.get(document.name) as SharedGroup;
        group.tick = tick;
        group.isTold = isTold;
        group.recallMs = recallMs;
        for (const [key, dump] of unshared) group.unshared.get(key)?.load(dump, own.store);
      }
    }
  }

  /** What became due since the last call, in the order in which it did. */
  takeShares(): GroupShare[] {
    const shares = this.#shares;
    this.#shares = [];
    return shares;
  }

  /** Now and then, a tenant most of whose series are over is made anew without them. */
  #tidy(tenantId: string, tenant: SharingTenant, at: number): void {
    const period = Math.floor(at / TIDY_PERIOD_MS);
    if (period === tenant.tidied) return;
    tenant.tidied = period;
    if (isMostlyOver(tenant.store)) this.#renew(tenantId, tenant);
  }

  /** Makes a tenant anew without series that are over, and with what was recalled. */
  #renew(tenantId: string, tenant: SharingTenant): void {
    this.#tenants.delete(tenantId);
    const renewed = this.#tenant(tenantId);
    renewed.tidied = tenant.tidied;
    for (const { document } of tenant.groups.values()) this.applyGroup(tenantId, document.name, document);
    takeOver(renewed.store, tenant.store, tenant.past);
    for (const [name, { tick, isTold, recallMs, unshared }] of tenant.groups) {
      const group = renewed.groups.get(name) as SharedGroup;
      group.tick = tick;
      group.isTold = isTold;
      group.recallMs = recallMs;
      for (const [key, samples] of unshared) group.unshared.get(key)?.load(samples.dump(), renewed.store);
    }
  }

  #share(tenant: string, group: string, version: number, said: Partial<GroupShare> & Pick<GroupShare, 'tick'>): void {
    const { partition, of } = this;
    const slices = slicesOf(said.parts ?? []);
    slices.forEach((parts, slice) => {
      // The group itself is told once, and first.
      const document = slice === 0 ? (said.document ?? null) : null;
      const tookMs = slice === slices.length - 1 ? (said.tookMs ?? []) : [];
      const own = { tenant, group, version, isGone: false, ...said, document, parts, tookMs };
      this.#shares.push({ ...own, partition, of, slice, slices: slices.length });
    });
  }

  #tenant(id: string): SharingTenant {
    let tenant = this.#tenants.get(id);
    if (tenant === undefined) {
      const store = new SeriesStore();
      tenant = {
        store,
        queries: new StandingQueries(store),
        groups: new Map(),
        tidied: 0,
        known: new Map(),
        past: null,
      };
      this.#tenants.set(id, tenant);
    }
    return tenant;
  }
}

function takeIn(store: SeriesStore, batch: SampleBatch, rows: readonly (Series | null)[]): void {
  const { seriesIndex, timestamps, values } = batch;
  for (let i = 0; i < seriesIndex.length; i += 1) {
    const series = rows[seriesIndex[i] as number] as Series | null;
    if (series !== null) store.append(series, timestamps[i] as number, values[i] as number);
  }
}

function seriesOf({ store, known }: SharingTenant, key: string, seriesMax: number): Series | null {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= seriesMax) return null;
  const { metric, labels } = parseSeriesKey(key);
  const own = LabelSet.of(labels, metric);
  const series = store.isWanted(own) ? store.series(own) : null;
  // A key that was cut out of a batch's text would keep all of it; a copy of its own does not.
  known.set(JSON.stringify(JSON.parse(key)), series);
  return series;
}
