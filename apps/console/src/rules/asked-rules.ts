import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';

export type RuleStanding = Schema<'RuleStanding'>;
export type RuleStandings = Schema<'RuleStandings'>;
export type RuleFacet = keyof Schema<'RuleFacets'>;
type Asked = NonNullable<Parameters<TocsinClient['listRuleStandings']>[0]>;

/** What each facet is called; in this order. */
export const facetNames: Readonly<Record<RuleFacet, string>> = {
  status: 'State',
  alert_state: 'Alerts',
  severity: 'Severity',
  health: 'Health',
  source: 'Source',
  category: 'Category',
  owner: 'Owner',
  folder: 'Folder',
  group: 'Group',
};
export const ruleFacets = Object.keys(facetNames) as readonly RuleFacet[];

/** What may be switched on in the address. */
export const ruleMarks = { silenced: 'Silenced', awaits_approval: 'Waits for approval' } as const;

/** How a list of rules may be ordered; the first is how it is when nothing is said. */
export const ruleOrders = {
  name: 'name',
  '-firing': 'the most alerts',
  severity: 'the worst severity',
  '-updated_at': 'the last changed',
  '-evaluation_duration_ms': 'the longest evaluation',
} as const;

const narrowing: readonly string[] = [...ruleFacets, ...Object.keys(ruleMarks), 'q'];

/**
 * What the page's address asks for, as the platform is asked; whether a value is one, the platform decides. Texts that are
 * equal ask for the same.
 */
export function askedOf(parameters: URLSearchParams): string {
  const asked = new URLSearchParams();
  for (const name of [...narrowing, 'sort']) {
    const value = parameters.get(name) ?? '';
    if (value !== '') asked.set(name, value);
  }
  return String(asked);
}

/** Whether anything narrows the list. */
export const isNarrowed = (asked: string): boolean => {
  const parameters = new URLSearchParams(asked);
  return narrowing.some((name) => parameters.has(name));
};

/** One stretch of the list. @param asked - of {@link askedOf} */
export async function askStretch(
  tocsin: TocsinClient,
  asked: string,
  stretch: { readonly offset: number; readonly limit: number },
  signal?: AbortSignal,
): Promise<RuleStandings> {
  const given: Asked = { ...Object.fromEntries(new URLSearchParams(asked)), ...stretch };
  return (await tocsin.listRuleStandings(given, signal === undefined ? {} : { signal })).data;
}
