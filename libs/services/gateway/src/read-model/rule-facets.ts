import { z } from 'zod';
import type { RuleStanding } from './rule-standing.js';

/** By what a list of rules is narrowed; each value has its count. */
export const ruleFacets = [
  'status',
  'severity',
  'category',
  'alert_state',
  'health',
  'source',
  'owner',
  'folder',
  'group',
] as const;
export type RuleFacet = (typeof ruleFacets)[number];

/** Values of one facet that are told; of more, those that the most rules have. Nobody picks from a longer list. */
const FACET_VALUES_MAX = 50;

const CountsSchema = z.array(z.strictObject({ value: z.string(), count: z.int() }));
export const FacetCountsSchema = z
  .strictObject(
    Object.fromEntries(ruleFacets.map((name) => [name, CountsSchema])) as Record<RuleFacet, typeof CountsSchema>,
  )
  .meta({
    id: 'RuleFacets',
    description: `How many rules have each value, the most first and at most ${FACET_VALUES_MAX}: among those that fit all that is asked for but this facet.`,
  });
export type FacetCounts = z.infer<typeof FacetCountsSchema>;

/** What is asked for, facet by facet; what is left out is not asked for. */
export type AskedFacets = { readonly [Name in RuleFacet]?: ((value: string | null) => boolean) | undefined };

/**
 * The rules that fit everything, and how many have each value of a facet. A facet's own choice does not narrow its counts,
 * so that they tell what another choice would give.
 */
export function narrowed(
  standings: readonly RuleStanding[],
  asked: AskedFacets,
): { readonly found: RuleStanding[]; readonly facets: FacetCounts } {
  const counts = Object.fromEntries(ruleFacets.map((name) => [name, new Map<string, number>()])) as Record<
    RuleFacet,
    Map<string, number>
  >;
  const found: RuleStanding[] = [];
  const wanted = ruleFacets.flatMap((name) => {
    const fits = asked[name];
    return fits === undefined ? [] : [{ name, fits }];
  });
  for (const standing of standings) {
    const missed = wanted.filter(({ name, fits }) => !fits(standing[name]));
    if (missed.length === 0) {
      found.push(standing);
      for (const name of ruleFacets) count(counts[name], standing[name]);
    }
    const [only, ...others] = missed;
    if (only !== undefined && others.length === 0) count(counts[only.name], standing[only.name]);
  }
  const facets = Object.fromEntries(ruleFacets.map((name) => [name, largestOf(counts[name])])) as FacetCounts;
  return { found, facets };
}

function count(counts: Map<string, number>, value: string | null): void {
  if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
}

const largestOf = (counts: ReadonlyMap<string, number>): { value: string; count: number }[] =>
  [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, FACET_VALUES_MAX);
