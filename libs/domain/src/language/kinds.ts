import type { ClauseContext } from './clause-condition.js';
import { refused } from './decisions.js';
import { metricsOf } from './measured.js';
import type { ResolvedSubject } from './resolve-subject.js';

/** Kinds of things that nearly everything runs on, which are often said and seldom meant to tell anything. */
const usualKinds: ReadonlySet<string> = new Set(['host', 'instance', 'node', 'service', 'job']);

/** @throws NoRule where a kind of thing was named, and nothing tells the series apart by it: `database latency` */
export function assertOfKind({ subject, kinds }: ResolvedSubject, { known }: ClauseContext): void {
  for (const { labels = [], text } of kinds) {
    if (labels.some((label) => usualKinds.has(label))) continue;
    const carried = metricsOf(subject).flatMap((metric) => [...(known.get(metric)?.labels.keys() ?? [])]);
    if (labels.some((label) => carried.includes(label))) continue;
    throw refused(
      'unknown_kind',
      `It speaks of the ${text}, and ${metricsOf(subject).join(' and ')} does not say of which ${text} it is`,
    );
  }
}
