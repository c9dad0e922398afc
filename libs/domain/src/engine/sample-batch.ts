import { type Labels, labelsFrom } from '../rules/labels.js';

/**
 * Samples of one tenant in columns: sample `i` belongs to `series[seriesIndex[i]]`.
 * A batch keeps the order in which its samples were accepted.
 */
export interface SampleBatch {
  tenant: string;
  /** When the platform accepted the batch, in milliseconds since 1970. */
  receivedAt: number;
  /** Series keys, see {@link seriesKey}; each at most once. */
  series: readonly string[];
  seriesIndex: Uint32Array;
  /** Event times in milliseconds since 1970. */
  timestamps: Float64Array;
  values: Float64Array;
}

/** The metric and labels that a series key stands for. */
export interface SeriesIdentity {
  metric: string;
  labels: Labels;
}

/**
 * The canonical text of a series: a JSON array of the metric's name and then label names and values, sorted by name.
 * Equal series have equal keys, and the key can be read back.
 */
export function seriesKey(metric: string, labels: Labels): string {
  const flat = [metric];
  for (const name of Object.keys(labels).sort()) flat.push(name, labels[name] as string);
  return JSON.stringify(flat);
}

/** Reads a key that {@link seriesKey} wrote. */
export function parseSeriesKey(key: string): SeriesIdentity {
  const flat = JSON.parse(key) as string[];
  const entries: [string, string][] = [];
  for (let i = 1; i + 1 < flat.length; i += 2) entries.push([flat[i] as string, flat[i + 1] as string]);
  return { metric: flat[0] as string, labels: labelsFrom(entries) };
}

/** Labels that tell which entity a series belongs to; the first one present decides. */
export const entityLabelNames = ['instance', 'host', 'pod', 'service'] as const;

/**
 * The labels that name the entity a series speaks of: its first entity label, or all its labels when it has none.
 * Series of one entity share a partition, so that conditions over several of its metrics meet there.
 */
export function entityOf(labels: Labels): Labels {
  for (const name of entityLabelNames) {
    const value = labels[name];
    if (value !== undefined) return { [name]: value };
  }
  return labels;
}
