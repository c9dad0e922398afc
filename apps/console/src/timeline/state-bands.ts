import type { Schema } from '@tocsin/client/call';

type Episode = Pick<
  Schema<'ListedAlert'>,
  'id' | 'fingerprint' | 'labels' | 'state' | 'started_at' | 'fired_at' | 'resolved_at' | 'value'
>;

/** For how long an instance was in a state; ms since 1970. */
export interface StateBand {
  readonly alertId: string;
  readonly state: Schema<'AlertState'>;
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
}

/** What one alert instance was over time. */
export interface InstanceBands {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first; none of them overlap. */
  readonly bands: readonly StateBand[];
}

/**
 * The states in which the instances of a rule were within a range, in the order of their labels.
 *
 * @param episodes - of one rule, in any order
 * @param from - ms since 1970, as is `to`
 */
export function stateBands(episodes: readonly Episode[], from: number, to: number): InstanceBands[] {
  const instances = new Map<string, { labels: Episode['labels']; bands: StateBand[] }>();
  for (const episode of episodes) {
    const bands = bandsOf(episode).filter((band) => band.from <= to && (band.to ?? to) >= from);
    if (bands.length === 0) continue;
    const known = instances.get(episode.fingerprint) ?? { labels: episode.labels, bands: [] };
    known.bands.push(...bands);
    instances.set(episode.fingerprint, known);
  }
  return [...instances]
    .map(([fingerprint, { labels, bands }]) => ({
      fingerprint,
      labels,
      bands: bands.toSorted((a, b) => a.from - b.from),
    }))
    .toSorted((a, b) => (orderOf(a.labels) < orderOf(b.labels) ? -1 : 1));
}

/** An episode waits while its `for` runs, and then fires until it is over. */
function bandsOf({ id: alertId, started_at, fired_at, resolved_at }: Episode): StateBand[] {
  const waits: StateBand = { alertId, state: 'pending', from: started_at, to: fired_at ?? resolved_at };
  if (fired_at === null) return [waits];
  const fires: StateBand = { alertId, state: 'firing', from: fired_at, to: resolved_at };
  return started_at < fired_at ? [waits, fires] : [fires];
}

const orderOf = (labels: Episode['labels']): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
