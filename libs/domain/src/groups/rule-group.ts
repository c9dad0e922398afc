import type { Expr } from '../promql/ast.js';
import type { Labels } from '../rules/labels.js';

interface GroupedRule {
  readonly expr: Expr;
  /** The expression as it was written. */
  readonly text: string;
  /** Those of the group among them; for alerts they are templates. */
  readonly labels: Labels;
}

/** Raises an alert for each element of its expression. */
export interface AlertingRule extends GroupedRule {
  readonly kind: 'alerting';
  readonly name: string;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  /** Templates. */
  readonly annotations: Labels;
}

/** Writes the elements of its expression as samples of a new metric. */
export interface RecordingRule extends GroupedRule {
  readonly kind: 'recording';
  /** The metric's name. */
  readonly name: string;
}

export type GroupRule = AlertingRule | RecordingRule;

/** Rules that are evaluated one after the other at the same times, each seeing what those before it recorded. */
export interface RuleGroup {
  readonly name: string;
  /** Null: the platform's default. */
  readonly intervalMs: number | null;
  /** How far back expressions are evaluated, so that late samples are in; null: the platform's default. */
  readonly queryOffsetMs: number | null;
  /** Most alerts, or samples, of one rule; 0 for any number. */
  readonly limit: number;
  readonly rules: readonly GroupRule[];
}
