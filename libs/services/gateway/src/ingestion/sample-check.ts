import { isStorable } from '@tocsin/contracts/storable-text';
import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { isPlatformMetric } from '@tocsin/domain/rules/condition-source';
import { isLabelName, isMetricName, LABEL_VALUE_LENGTH_MAX, LABELS_MAX, labelsFrom } from '@tocsin/domain/rules/labels';

/** A sample that was not taken: where it stands, and why. */
export interface RefusedSample {
  path: string;
  code: string;
  message: string;
}

export interface Checked {
  accepted: Sample[];
  refused: RefusedSample[];
}

/** A sample may be ahead of the platform's clock by as much as clocks differ. */
const AHEAD_MS_MAX = 600_000;
/** Times before this look like seconds that were sent as milliseconds. */
const EARLIEST_MS = 100_000_000_000;

/** Why a metric's name cannot be used, or null. */
export function metricRefusal(metric: unknown): string | null {
  if (typeof metric !== 'string') return 'is missing or no text';
  if (isPlatformMetric(metric)) return `is made by the platform alone; send yours under another name than "${metric}"`;
  return isMetricName(metric)
    ? null
    : `is no metric name: letters, digits, "_", ":" and ".", not beginning with a digit, at most 256 long`;
}

/** Why a label cannot be used, or null. */
export function labelRefusal(name: string, value: unknown): string | null {
  if (!isLabelName(name))
    return 'is no label name: letters, digits, "_" and ".", not beginning with a digit, at most 256 long';
  if (typeof value !== 'string') return 'has a value that is no text';
  if (!isStorable(value)) return 'has a value that holds U+0000, or half of a character; take it out';
  return value.length <= LABEL_VALUE_LENGTH_MAX
    ? null
    : `has a value of ${value.length} characters, more than ${LABEL_VALUE_LENGTH_MAX}`;
}

/** Why a time cannot be used, or null. @param now - the platform's time in ms */
export function timeRefusal(timestamp: unknown, now: number): string | null {
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 'is no number';
  if (timestamp > now + AHEAD_MS_MAX)
    return `lies ${Math.round((timestamp - now) / 60_000)} minutes ahead of the platform's clock`;
  return timestamp < EARLIEST_MS ? 'lies before 1973: give milliseconds since 1970, not seconds' : null;
}

/** Label pairs as a label set. What cannot be used is told to `refuse`, and the answer is null. */
export function labelsOf(
  pairs: readonly (readonly [string, unknown])[],
  refuse: (label: string, code: string, message: string) => void,
): Sample['labels'] | null {
  if (pairs.length > LABELS_MAX) {
    refuse('', 'too_many_labels', `are ${pairs.length}, more than ${LABELS_MAX}`);
    return null;
  }
  const used: [string, string][] = [];
  for (const [name, value] of pairs) {
    const refusal = labelRefusal(name, value);
    if (refusal !== null) {
      refuse(name.slice(0, 60), 'label', refusal);
      return null;
    }
    // As in Prometheus, an empty label is one that is not there.
    if (value !== '') used.push([name, value as string]);
  }
  return labelsFrom(used);
}
