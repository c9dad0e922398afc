import type { GridView } from './grid.js';
import { type Member, membersFor } from './members.js';
import { expectedNow, isTooShort, originsFor, wayAfter } from './paths.js';

/** Ways that several series may go on together, each with its weight. */
export interface JointPaths {
  readonly steps: number;
  readonly count: number;
  /** They sum to 1. */
  readonly weights: Float64Array;
  /** For each series its mean, step after step, one way behind the other. */
  readonly mean: readonly Float64Array[];
}

/** Ways of each member: fewer than of one series, since a rule is evaluated over all series on each. */
const WAYS_PER_MEMBER_MAX = 12;
/** With fewer earlier origins than this, how members err is not known. */
const ORIGINS_MIN = 6;

/**
 * Continues several series together: the errors of all of them after one earlier origin make one way, so that what rises and
 * falls together goes on doing so. Members that some series has too little past for are left out for all.
 *
 * @param views - of the same steps, and as long as each other
 * @returns null when too little is known
 */
export function jointPathsOf(views: readonly GridView[], steps: number): JointPaths | null {
  if (views.some((view) => isTooShort(view, steps))) return null;
  const membersOf = views.map((view) => membersFor(view, steps));
  const [first = []] = membersOf;
  const made = first.flatMap(({ name }) => {
    const members = membersOf.map((members) => members.find((member) => member.name === name));
    return members.every((member) => member !== undefined) ? [waysOf(views, members, steps)] : [];
  });
  const byMember = made.filter((ways) => ways.length >= ORIGINS_MIN);
  if (byMember.length === 0) return null;
  const count = byMember.reduce((sum, ways) => sum + ways.length, 0);
  const weights = Float64Array.from(byMember.flatMap((ways) => ways.map(() => 1 / byMember.length / ways.length)));
  const ways = byMember.flat();
  const mean = views.map((view, series) => {
    const floor = view.low.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
    const all = new Float64Array(count * steps);
    ways.forEach((way, at) =>
      all.set(
        (way[series] as Float64Array).map((value) => Math.max(floor, value)),
        at * steps,
      ),
    );
    return all;
  });
  return { steps, count, weights, mean };
}

/** Of each origin one way, with a mean for each series. */
function waysOf(views: readonly GridView[], members: readonly Member[], steps: number): Float64Array[][] {
  const expected = views.map((view, i) => expectedNow(view, steps, members[i] as Member));
  const reach = Math.max(...members.map((member) => member.reach));
  const name = members[0]?.name ?? '';
  const means = views.map(({ mean }) => mean);
  return originsFor({ name, reach }, means, steps, WAYS_PER_MEMBER_MAX).flatMap((origin) => {
    const ways = views.flatMap((view, i) => {
      const own = expected[i] ?? null;
      const way = own === null ? null : wayAfter(view, members[i] as Member, origin, own);
      return way === null ? [] : [way.mean];
    });
    return ways.length === views.length ? [ways] : [];
  });
}
