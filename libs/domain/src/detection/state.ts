/**
 * All that a detector remembers of a series, as a tree of numbers and arrays of fixed length. It can be stored as it is,
 * and from a copy of it the detector goes on to the same scores.
 */
export interface State {
  readonly [name: string]: number | Float64Array | State;
}

type Leaf = number | Float64Array;

const isLeaf = (part: Leaf | State): part is Leaf => typeof part === 'number' || part instanceof Float64Array;

/** A copy that shares nothing with what it was made from. */
export function copyOf<T extends State>(state: T): T {
  const copied = Object.entries(state).map(([name, part]) => [name, copyOfPart(part)]);
  return Object.fromEntries(copied) as T;
}

function copyOfPart(part: Leaf | State): Leaf | State {
  if (typeof part === 'number') return part;
  return isLeaf(part) ? part.slice() : copyOf(part);
}

/**
 * A copy of a stored state, once it has the form of a fresh one.
 *
 * @param fresh - what the detector starts with
 * @throws TypeError naming the part that is missing, too much, or of another kind or length
 */
export function restored<T extends State>(fresh: T, stored: State, path = 'state'): T {
  const unknown = Object.keys(stored).find((name) => !Object.hasOwn(fresh, name));
  if (unknown !== undefined) throw new TypeError(`${path}.${unknown} is unknown: it was stored by other settings`);
  for (const [name, part] of Object.entries(fresh)) {
    const given = Object.hasOwn(stored, name) ? stored[name] : undefined;
    const at = `${path}.${name}`;
    if (given === undefined) throw new TypeError(`${at} is missing: start the detector anew`);
    if (isLeaf(part) !== isLeaf(given)) throw new TypeError(`${at} is of another kind: start the detector anew`);
    if (!isLeaf(part)) restored(part, given as State, at);
    else if (kindOf(part) !== kindOf(given as Leaf)) {
      throw new TypeError(`${at} is ${kindOf(given as Leaf)} where ${kindOf(part)} is wanted: start the detector anew`);
    }
  }
  return copyOf(stored) as T;
}

const kindOf = (leaf: Leaf): string => (typeof leaf === 'number' ? 'a number' : `an array of ${leaf.length}`);

/** What the numbers of a state take, in bytes; names and objects are not counted. */
export function bytesOf(state: State): number {
  return Object.values(state).reduce<number>((sum, part) => {
    if (typeof part === 'number') return sum + 8;
    return sum + (isLeaf(part) ? part.byteLength : bytesOf(part));
  }, 0);
}
