import { decodeHistory, type SelectedSeries } from '@tocsin/contracts/http/history-select';
import { evaluateRuleAt } from '@tocsin/domain/backtest/rule-evaluation';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { firstAfter, firstAtOrAfter } from '@tocsin/domain/plan/sorted-times';

/** What a rule reads of a selection that was loaded; ms since 1970, both ends included. */
export interface RuleRead {
  readonly selection: number;
  readonly from: number;
  readonly to: number;
}

/** What a thread is told: the samples of a batch, and then one rule of it after the other. */
export type EvaluationOrder =
  /** Of each selection its samples, as the history's contract writes them, in packs. */
  | { readonly kind: 'load'; readonly selections: readonly (readonly Uint8Array<ArrayBuffer>[])[] }
  | { readonly kind: 'evaluate'; readonly rule: AlertRule; readonly at: number; readonly reads: readonly RuleRead[] };

/** What a thread says of each rule. */
export type EvaluationAnswer =
  /** A `RuleEvaluation` in JSON. */
  { readonly kind: 'evaluated'; readonly text: string } | { readonly kind: 'failed'; readonly message: string };

/** Evaluates rules on the samples that were loaded for them. */
export class EvaluationJob {
  #selections: readonly (readonly SelectedSeries[])[] = [];

  /** Lets go of what was loaded before. */
  load(selections: readonly (readonly Uint8Array<ArrayBuffer>[])[]): void {
    this.#selections = selections.map((packs) => packs.flatMap(seriesOf));
  }

  /** A rule sees what it reads and nothing else, so that it does not matter with which others it came. */
  evaluate(rule: AlertRule, at: number, reads: readonly RuleRead[]): EvaluationAnswer {
    const series = reads.flatMap(({ selection, from, to }) =>
      (this.#selections[selection] ?? []).flatMap((one) => partOf(one, from, to)),
    );
    try {
      return { kind: 'evaluated', text: JSON.stringify(evaluateRuleAt(rule, series, at)) };
    } catch (error) {
      if (error instanceof EvaluationError) return { kind: 'failed', message: error.message };
      throw error;
    }
  }
}

function seriesOf(bytes: Uint8Array<ArrayBuffer>): SelectedSeries[] {
  const decoded = decodeHistory(bytes);
  if (decoded.kind === 'value') return decoded.value;
  throw new TypeError(`the samples of an evaluation cannot be read: ${decoded.reason}`);
}

function partOf({ labels, times, values }: SelectedSeries, from: number, to: number): SelectedSeries[] {
  const [begin, end] = [firstAtOrAfter(times, from), firstAfter(times, to)];
  return begin < end ? [{ labels, times: times.subarray(begin, end), values: values.subarray(begin, end) }] : [];
}
