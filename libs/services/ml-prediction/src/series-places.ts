import { metricOf } from './wanted-samples.js';
import type { WatchedSeries } from './watched-series.js';

/** The rank of a series that a rule asks something of. A marked one has 1 and upwards, by the selector that it fits. */
export const ASKED_BY_RULE = 0;
/** Keys that were turned away are remembered, so many of them, so that each is looked at once. */
const TURNED_AWAY_MAX = 200_000;
/** A series that has sent nothing for so long gives its place to one that has none. */
const SILENT_MS = 6 * 3_600_000;
/** How often it is looked for such series, in the tenant's own time. */
const SWEEP_PERIOD_MS = 300_000;

/** A series that wants a place. */
export interface Claim {
  readonly key: string;
  readonly rank: number;
}

type TurnedAway = 'unasked' | 'left_out';

/** A place that is taken, and by whom. */
export interface Place {
  readonly rank: number;
  readonly series: WatchedSeries;
}

interface TenantPlaces {
  readonly held: Map<string, Place>;
  /** By metric, the keys that were turned away, and why. */
  readonly turnedAway: Map<string, Map<string, TurnedAway>>;
  leftOut: number;
  marked: number;
  /** The marked series that goes first; undefined when it has to be looked for. */
  last: Claim | null | undefined;
  newest: number;
  sweptAt: number;
}

/**
 * Who has one of the places for series that something is predicted of. Rules' series go before marked ones; of these each tenant
 * has its share, and within it the order is that of the selectors and then of the keys: whatever order series come in,
 * the same ones are chosen.
 */
export class SeriesPlaces {
  readonly #tenants = new Map<string, TenantPlaces>();
  #held = 0;
  #turnedAway = 0;

  constructor(private readonly placesMax: number) {}

  get(tenant: string, key: string): WatchedSeries | undefined {
    return this.#tenants.get(tenant)?.held.get(key)?.series;
  }

  /** Whether it was decided about a series before. */
  knows(tenant: string, key: string): boolean {
    const known = this.#tenants.get(tenant);
    return known !== undefined && (known.held.has(key) || known.turnedAway.get(metricOf(key))?.has(key) === true);
  }

  /** Remembers that nothing is asked of a series. */
  pass(tenant: string, key: string): void {
    this.#turnAway(this.#of(tenant), key, 'unasked');
  }

  /** A tenant's time has come so far; ms since 1970. */
  reached(tenant: string, time: number): void {
    const known = this.#of(tenant);
    if (time > known.newest) known.newest = time;
  }

  /**
   * Of new series those that get a place now, in their order; at most so many, others that might get one are to be asked about
   * again. Those that get none are remembered as left out.
   */
  choose(tenant: string, claims: readonly Claim[], most: number): string[] {
    const known = this.#of(tenant);
    if (claims.length > this.placesMax - this.#held) this.#sweep(known);
    let free = this.placesMax - this.#held;
    const chosen: string[] = [];
    for (const claim of claims.toSorted(inOrder)) {
      if (free <= 0 && this.#victimOf(known, claim) === null) this.#turnAway(known, claim.key, 'left_out');
      else if (chosen.length < most) {
        chosen.push(claim.key);
        free -= 1;
      }
    }
    return chosen;
  }

  /** Gives a series a place, which another may lose by it. @returns whether there was one for it */
  admit(tenant: string, claim: Claim, make: () => WatchedSeries): boolean {
    const known = this.#of(tenant);
    if (this.#held >= this.placesMax) {
      const victim = this.#victimOf(known, claim);
      if (victim === null) {
        this.#turnAway(known, claim.key, 'left_out');
        return false;
      }
      this.#remove(victim.of, victim.key);
      this.#turnAway(victim.of, victim.key, 'left_out');
    }
    this.#comesBack(known, claim.key);
    this.#put(known, claim, make());
    return true;
  }

  /**
   * Looks at a tenant's series anew. Those of these metrics that were turned away may ask again, and all of them where somebody
   * has lost a place, or holds it less firmly.
   *
   * @param metrics - null for all
   * @param decide - null for one that loses its place; the very place for one that keeps it as it is
   */
  revise(tenant: string, metrics: ReadonlySet<string> | null, decide: (place: Place) => Place | null): void {
    const known = this.#tenants.get(tenant);
    if (known === undefined) return;
    let isRoom = metrics === null;
    for (const [key, place] of [...known.held]) {
      if (metrics?.has(place.series.metric) === false) continue;
      const decided = decide(place);
      if (decided === place) continue;
      this.#remove(known, key);
      if (decided !== null) this.#put(known, { key, rank: decided.rank }, decided.series);
      isRoom ||= decided === null || decided.rank > place.rank;
    }
    if (isRoom) this.#forget(known);
    else for (const metric of metrics ?? []) this.#forgetMetric(known, metric);
  }

  /** By tenant: how many series have a place, and how many were left without one. */
  counts(): Record<string, { series: number; left_out: number }> {
    return Object.fromEntries(
      [...this.#tenants].map(([tenant, { held, leftOut }]) => [tenant, { series: held.size, left_out: leftOut }]),
    );
  }

  /** Who must go for a series to come; null when nobody must. */
  #victimOf(own: TenantPlaces, claim: Claim): { of: TenantPlaces; key: string } | null {
    let heaviest = own;
    for (const one of this.#tenants.values()) if (one.marked > heaviest.marked) heaviest = one;
    const isOthers = claim.rank === ASKED_BY_RULE || heaviest.marked > own.marked + 1;
    const of = isOthers ? heaviest : own;
    const last = this.#lastOf(of);
    return last === null || (!isOthers && inOrder(claim, last) > 0) ? null : { of, key: last.key };
  }

  #lastOf(known: TenantPlaces): Claim | null {
    if (known.last !== undefined) return known.last;
    let last: Claim | null = null;
    for (const [key, { rank }] of known.held)
      if (rank !== ASKED_BY_RULE && (last === null || inOrder({ key, rank }, last) > 0)) last = { key, rank };
    return (known.last = last);
  }

  /** Takes their places from series that have long been silent; those that were left out may ask again then. */
  #sweep(known: TenantPlaces): void {
    if (known.newest < known.sweptAt + SWEEP_PERIOD_MS) return;
    known.sweptAt = known.newest;
    const before = known.held.size;
    for (const [key, { series }] of [...known.held])
      if (series.lastTime < known.newest - SILENT_MS) this.#remove(known, key);
    if (known.held.size < before) this.#forget(known);
  }

  #put(known: TenantPlaces, { key, rank }: Claim, series: WatchedSeries): void {
    known.held.set(key, { rank, series });
    this.#held += 1;
    if (rank === ASKED_BY_RULE) return;
    known.marked += 1;
    if (known.last !== undefined && (known.last === null || inOrder({ key, rank }, known.last) > 0))
      known.last = { key, rank };
  }

  #remove(known: TenantPlaces, key: string): void {
    const rank = known.held.get(key)?.rank;
    if (rank === undefined) return;
    known.held.delete(key);
    this.#held -= 1;
    if (rank !== ASKED_BY_RULE) known.marked -= 1;
    if (known.last?.key === key) known.last = undefined;
  }

  #turnAway(known: TenantPlaces, key: string, why: TurnedAway): void {
    if (this.#turnedAway >= TURNED_AWAY_MAX) for (const one of this.#tenants.values()) this.#forget(one);
    const metric = metricOf(key);
    const turnedAway = known.turnedAway.get(metric) ?? new Map<string, TurnedAway>();
    if (turnedAway.has(key)) return;
    known.turnedAway.set(metric, turnedAway.set(key, why));
    this.#turnedAway += 1;
    if (why === 'left_out') known.leftOut += 1;
  }

  #forget(known: TenantPlaces): void {
    for (const metric of [...known.turnedAway.keys()]) this.#forgetMetric(known, metric);
  }

  #forgetMetric(known: TenantPlaces, metric: string): void {
    for (const key of known.turnedAway.get(metric)?.keys() ?? []) this.#comesBack(known, key);
    known.turnedAway.delete(metric);
  }

  /** A key is no longer turned away. */
  #comesBack(known: TenantPlaces, key: string): void {
    const turnedAway = known.turnedAway.get(metricOf(key));
    if (turnedAway?.get(key) === 'left_out') known.leftOut -= 1;
    if (turnedAway?.delete(key) === true) this.#turnedAway -= 1;
  }

  #of(tenant: string): TenantPlaces {
    let known = this.#tenants.get(tenant);
    if (known === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      known = {
        held: new Map(),
        turnedAway: new Map(),
        leftOut: 0,
        marked: 0,
        last: null,
        newest: never,
        sweptAt: never,
      };
      this.#tenants.set(tenant, known);
    }
    return known;
  }
}

const inOrder = (a: Claim, b: Claim): number => a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
