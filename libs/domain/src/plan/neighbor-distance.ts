import { type Grouping, Groups } from './aggregates.js';
import { Nameless } from './elements.js';
import type { Description, ScalarOperator, Scope, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';

/**
 * How far the k-th nearest of its peers is from each element: what DBSCAN (Ester et al., 1996) compares with its radius
 * to tell who has company from who has none. Elements that are no number, and those with fewer than k peers, have no
 * such distance.
 */
export class NeighborDistance extends Nameless {
  readonly #groups: Groups;

  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
    private readonly parameter: ScalarOperator,
    grouping: Grouping,
  ) {
    super(scope, input, [parameter]);
    this.#groups = new Groups(input, grouping);
  }

  describe(): Description {
    return { text: 'neighbor_distance', cost: 'element log', why: 'peers are sorted anew' };
  }

  protected compute(): void {
    this.grow();
    this.values.fill(NO_VALUE);
    this.#groups.grow();
    const k = Math.trunc(this.parameter.value);
    for (const places of this.#peers()) this.#measure(places, k);
    this.nameless.check(this.values);
  }

  /** The places of elements that are numbers, by group, each group in the order of its values. */
  #peers(): Iterable<number[]> {
    const { values } = this.input;
    const groups = new Map<number, number[]>();
    for (let place = 0; place < this.labels.length; place += 1) {
      const value = values[place] as number;
      if (value === NO_VALUE || Number.isNaN(value)) continue;
      const group = this.#groups.ofElement[place] as number;
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [place]);
      else known.push(place);
    }
    for (const places of groups.values()) places.sort((a, b) => (values[a] as number) - (values[b] as number));
    return groups.values();
  }

  /** The k nearest lie next to each other in the order of the values; the window of k + 1 around an element moves on with it. */
  #measure(places: readonly number[], k: number): void {
    if (!(k >= 1) || places.length <= k) return;
    const { values } = this.input;
    const at = (i: number): number => values[places[i] as number] as number;
    let low = 0;
    for (let i = 0; i < places.length; i += 1) {
      while (low + k < i || (low + k + 1 < places.length && at(low + k + 1) - at(i) < at(i) - at(low))) low += 1;
      this.values[places[i] as number] = Math.max(at(i) - at(low), at(low + k) - at(i));
    }
  }
}
