/** Where a thing stands among others that are ordered by when they last changed. */
export interface ChangePlace {
  /** Milliseconds since 1970; event time, which may have fractions. */
  readonly at: number;
  readonly id: string;
}

/**
 * Most places of one stretch: what stands behind a new place in its stretch is moved. Where a hundred thousand alerts fire
 * at one time, each comes somewhere in their middle.
 */
const STRETCH_PLACES_MAX = 512;

/**
 * Things in the order in which they last changed. A page begins anywhere by a binary search, however many there are; they
 * are kept in stretches, so that one more among them moves few of the others.
 */
export class ChangeOrder<Place extends ChangePlace> {
  /** None is empty, but for one that is alone. */
  readonly #stretches: Place[][] = [[]];
  #size = 0;

  /** @param stretchPlacesMax - few, in tests, so that few places make many stretches */
  constructor(private readonly stretchPlacesMax = STRETCH_PLACES_MAX) {}

  /** How many things there are. */
  get size(): number {
    return this.#size;
  }

  add(place: Place): void {
    const { stretch, number, index } = this.#find(place);
    stretch.splice(index, 0, place);
    this.#size += 1;
    if (stretch.length > this.stretchPlacesMax)
      this.#stretches.splice(number + 1, 0, stretch.splice(stretch.length >>> 1));
  }

  remove(place: ChangePlace): void {
    const { stretch, number, index } = this.#find(place);
    if (stretch[index]?.id !== place.id) return;
    stretch.splice(index, 1);
    this.#size -= 1;
    if (stretch.length === 0 && this.#stretches.length > 1) this.#stretches.splice(number, 1);
  }

  /** What changed before a place, the last changed first; all when it is null. */
  *before(place: ChangePlace | null): Iterable<Place> {
    const from = place === null ? null : this.#find(place);
    const last = from?.number ?? this.#stretches.length - 1;
    for (let number = last; number >= 0; number -= 1) {
      const stretch = this.#stretches[number] as Place[];
      const end = number === last && from !== null ? from.index : stretch.length;
      for (let i = end - 1; i >= 0; i -= 1) yield stretch[i] as Place;
    }
  }

  /** The first place that is not before the given one, or the end. */
  #find(place: ChangePlace): { stretch: Place[]; number: number; index: number } {
    const stretches = this.#stretches;
    const found = firstOf(stretches.length, (i) => !isBefore(stretches[i]?.at(-1) ?? place, place));
    const number = Math.min(found, stretches.length - 1);
    const stretch = stretches[number] as Place[];
    return { stretch, number, index: firstOf(stretch.length, (i) => !isBefore(stretch[i] as Place, place)) };
  }
}

/** The first of so many numbers for which something holds that then holds for all that follow; the count when for none. */
function firstOf(count: number, holds: (number: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const isBefore = (a: ChangePlace, b: ChangePlace): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);
