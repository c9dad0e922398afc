export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Lines that belong together, or how many that are the same on both sides are left out between them. */
export type DiffPart =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'left out'; readonly count: number };

/** What differs in more lines than this is told as another text: each edit more costs a step for all before it. */
const EDITS_MAX = 1_000;

/**
 * The fewest lines to take out and to put in that make one text of the other, among those that stay: the greedy algorithm of
 * Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
 *
 * @param before - the lines of one text
 * @param after - the lines of the other
 * @returns all lines of both in their order; of what stands in the same place, what is taken out comes first
 */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const own = before.slice(head, before.length - tail);
  const other = after.slice(head, after.length - tail);
  return [
    ...before.slice(0, head).map(same),
    ...(shortestEdits(own, other) ?? [...own.map(removed), ...other.map(added)]),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** What is shown of a diff: what differs, with some lines around it. @param around - how many on each side */
export function diffParts(lines: readonly DiffLine[], around: number): DiffPart[] {
  const isShown = lines.map(() => false);
  for (const [i, { kind }] of lines.entries())
    if (kind !== 'same') isShown.fill(true, Math.max(0, i - around), i + around + 1);
  const parts: DiffPart[] = [];
  for (let from = 0; from < lines.length;) {
    const next = isShown.indexOf(isShown[from] !== true, from);
    const to = next < 0 ? lines.length : next;
    parts.push(
      isShown[from] === true ? { kind: 'lines', lines: lines.slice(from, to) } : { kind: 'left out', count: to - from },
    );
    from = to;
  }
  return parts;
}

const same = (text: string): DiffLine => ({ kind: 'same', text });
const added = (text: string): DiffLine => ({ kind: 'added', text });
const removed = (text: string): DiffLine => ({ kind: 'removed', text });

/** How far each diagonal is reached by so many edits; a diagonal is the lines taken out less those put in. */
interface Front {
  readonly edits: number;
  readonly reached: Int32Array;
}

/** @returns null when it takes too many */
function shortestEdits(before: readonly string[], after: readonly string[]): DiffLine[] | null {
  const most = Math.min(before.length + after.length, EDITS_MAX);
  const fronts: Front[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    const front: Front = { edits, reached: new Int32Array(2 * edits + 1) };
    const last = fronts.at(-1);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let at = last === undefined ? 0 : stepFrom(last, diagonal).at;
      while (at < before.length && at - diagonal < after.length && before[at] === after[at - diagonal]) at += 1;
      front.reached[diagonal + edits] = at;
      if (at >= before.length && at - diagonal >= after.length) return tracedBack(before, after, fronts);
    }
    fronts.push(front);
  }
  return null;
}

/** By which edit a diagonal is reached furthest from those of the front before. */
function stepFrom({ edits, reached }: Front, diagonal: number): { readonly isAdded: boolean; readonly at: number } {
  const byRemoving = (reached[diagonal - 1 + edits] ?? -2) + 1;
  const byAdding = reached[diagonal + 1 + edits] ?? -1;
  return byAdding >= byRemoving ? { isAdded: true, at: byAdding } : { isAdded: false, at: byRemoving };
}

function tracedBack(before: readonly string[], after: readonly string[], fronts: readonly Front[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let at = before.length;
  let diagonal = before.length - after.length;
  for (const front of fronts.toReversed()) {
    const step = stepFrom(front, diagonal);
    while (at > step.at) lines.push(same(before[(at -= 1)] ?? ''));
    if (step.isAdded) lines.push(added(after[at - diagonal - 1] ?? ''));
    else lines.push(removed(before[(at -= 1)] ?? ''));
    diagonal += step.isAdded ? 1 : -1;
  }
  while (at > 0) lines.push(same(before[(at -= 1)] ?? ''));
  return lines.toReversed();
}
