import type { Labels } from '../rules/labels.js';

/** A series as people read it: `cpu_usage{instance="web-1"}`. */
export function seriesText(metric: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(', ')}}`;
}

export const timeText = (time: number): string => new Date(time).toISOString();
