import type { Episode } from './episodes.js';

/** A time at which something was really wrong; ms since 1970, both ends included. */
export interface Incident {
  readonly from: number;
  readonly to: number;
}

/** How long before an incident's beginning an alert still counts for it: long enough to warn, too short for chance. */
export const LEAD_ALLOWANCE_MS_DEFAULT = 900_000;

/** Whether an alert that began to fire then told of an incident; see {@link incidentFigures}. */
export const tellsOf = (
  { firedAt }: Pick<Episode, 'firedAt'>,
  { from, to }: Incident,
  leadAllowanceMs = LEAD_ALLOWANCE_MS_DEFAULT,
): boolean => firedAt >= from - leadAllowanceMs && firedAt <= to;

/** How well alerts told of incidents. */
export interface IncidentFigures {
  readonly incidents: number;
  /** Incidents that an alert told of. */
  readonly found: number;
  /** Of the alerts that fired, the share that told of an incident; null when none fired. */
  readonly precision: number | null;
  /** Of the incidents, the share that was found; null when there was none. */
  readonly recall: number | null;
  /** Median over the incidents that were found of how long before its beginning (negative: after) an alert fired; ms. */
  readonly leadMs: number | null;
}

/**
 * Compares alerts with what was really wrong. An alert tells of an incident when it begins to fire from the allowance
 * before the incident's beginning up to its end; one that fired long before and still does has told nobody anything new.
 *
 * @param episodes - the times that alerts fired
 */
export function incidentFigures(
  episodes: readonly Episode[],
  incidents: readonly Incident[],
  leadAllowanceMs = LEAD_ALLOWANCE_MS_DEFAULT,
): IncidentFigures {
  const tells = (episode: Episode, incident: Incident): boolean => tellsOf(episode, incident, leadAllowanceMs);
  const right = episodes.filter((episode) => incidents.some((incident) => tells(episode, incident)));
  const leads = incidents.flatMap((incident) => {
    const first = Math.min(...episodes.filter((episode) => tells(episode, incident)).map(({ firedAt }) => firedAt));
    return Number.isFinite(first) ? [incident.from - first] : [];
  });
  return {
    incidents: incidents.length,
    found: leads.length,
    precision: episodes.length === 0 ? null : right.length / episodes.length,
    recall: incidents.length === 0 ? null : leads.length / incidents.length,
    leadMs: median(leads),
  };
}

/** The middle one, or the mean of the two in the middle; null of none. */
export function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
