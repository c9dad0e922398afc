import { hash128 } from '@tocsin/domain/engine/hash';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import type { Transition } from '@tocsin/domain/engine/transition';

/** A sample that a rule has recorded. */
export interface RecordedSample {
  tenant: string;
  /** Of the series. */
  key: string;
  time: number;
  value: number;
}

/** All that an evaluation has told, in the order of each alert. */
export interface Outcome {
  transitions: readonly Transition[];
  recorded: readonly RecordedSample[];
}

/** An outcome in an order that does not depend on layouts, one line for each thing told. */
export interface CanonicalOutcome {
  /** Alert by alert, each in its order; without where in the log they were decided. */
  transitions: readonly string[];
  recorded: readonly string[];
}

export function canonical({ transitions, recorded }: Outcome): CanonicalOutcome {
  const alerts = Map.groupBy(transitions, (one) => JSON.stringify([one.tenant_id, one.rule_id, one.fingerprint]));
  const names = [...alerts.keys()].sort();
  return {
    transitions: names.flatMap((name) =>
      (alerts.get(name) ?? []).map(({ source: _, ...told }) => JSON.stringify(told, sortedKeys)),
    ),
    recorded: recorded
      .map(({ tenant, key, time, value }) => [tenant, key, time, value === NO_VALUE ? 'stale' : value].join(' '))
      .sort(),
  };
}

/** One hash for all that was told. */
export const hashOf = ({ transitions, recorded }: CanonicalOutcome): string =>
  hash128([...transitions, ...recorded].join('\n'));

/** Lines that one outcome has more of than the other, the first few of each, for whoever looks into a failure. */
export function differenceOf(
  expected: CanonicalOutcome,
  told: CanonicalOutcome,
): { missing: string[]; tooMany: string[]; first: string } {
  const [wanted, got] = [linesOf(expected), linesOf(told)];
  const at = wanted.findIndex((line, i) => line !== got[i]);
  return {
    missing: without(wanted, got).slice(0, LINES_SHOWN_MAX),
    tooMany: without(got, wanted).slice(0, LINES_SHOWN_MAX),
    first: `line ${at} of ${wanted.length}: ${got[at] ?? 'nothing'}`,
  };
}

const LINES_SHOWN_MAX = 20;
const linesOf = ({ transitions, recorded }: CanonicalOutcome): string[] => [...transitions, ...recorded];

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
