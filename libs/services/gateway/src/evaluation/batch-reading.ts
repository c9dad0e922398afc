import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import type { NeededSamples } from '@tocsin/domain/plan/needed-samples';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { RuleRead } from './evaluation-job.js';
import { failed } from './evaluation-problems.js';

/** The samples that a rule looks at when it is asked how it stands at a time. @throws ProblemError when nobody can say */
export function needsOf(rule: AlertRule, at: number): NeededSamples[] {
  try {
    return ruleNeeds(rule, at, at);
  } catch (error) {
    if (error instanceof EvaluationError) throw failed(error.message);
    throw error;
  }
}

/** What is read for several rules together, and what of it each of them looks at. */
export interface BatchReading {
  readonly selections: readonly NeededSamples[];
  /** In the order of the rules. */
  readonly reads: readonly (readonly RuleRead[])[];
}

/** Rules that look at the same series have them read once; times that nobody asks for are not read. */
export function batchReading(needs: readonly (readonly NeededSamples[])[]): BatchReading {
  const bySelector = new Map<string, NeededSamples[]>();
  for (const need of needs.flat()) {
    const key = selectorOf(need);
    bySelector.set(key, [...(bySelector.get(key) ?? []), need]);
  }
  const selections: NeededSamples[] = [];
  const placesOf = new Map<string, number[]>();
  for (const [key, asked] of bySelector) {
    const merged = mergedOf(asked);
    placesOf.set(
      key,
      merged.map((_, i) => selections.length + i),
    );
    selections.push(...merged);
  }
  const readOf = (need: NeededSamples): RuleRead => {
    const { from, to } = need;
    const selection = placesOf.get(selectorOf(need))?.find((place) => {
      const read = selections[place] as NeededSamples;
      return read.from <= from && read.to >= to;
    }) as number;
    return { selection, from, to };
  };
  return { selections, reads: needs.map((own) => own.map(readOf)) };
}

const selectorOf = ({ matchers }: NeededSamples): string =>
  JSON.stringify(matchers.map(({ name, operator, value }) => [name, operator, value]).sort());

/** Stretches of one selector that touch become one. */
function mergedOf(needs: readonly NeededSamples[]): NeededSamples[] {
  const merged: NeededSamples[] = [];
  for (const need of needs.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || need.from > last.to) merged.push(need);
    else if (need.to > last.to) merged[merged.length - 1] = { ...last, to: need.to };
  }
  return merged;
}
