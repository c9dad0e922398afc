import type { AlertSeverity } from '../rules/alert-rule.js';
import type { Comparison } from '../rules/condition.js';
import type { VectorSelector } from '../promql/ast.js';
import type { Concept } from './concept.js';
import type { Aggregate } from './phrases.js';
import type { Quantity } from './quantity.js';
import type { Unit } from './unit.js';

/** A part of what a clause speaks of, in the order in which it was said. */
export interface SubjectPart {
  /** In lower case. */
  readonly words: readonly string[];
  /** As it was written. */
  readonly text: string;
  readonly concept?: Concept;
  /** It names a kind of thing, whose label is one of these. */
  readonly labels?: readonly string[];
  readonly selector?: VectorSelector;
}

/** Of which series something is said: a value, and where it was said the label that has it. */
export interface Target {
  /** The value as it was written; empty where only the kind of thing was named. */
  readonly value: string;
  /** Labels that may have it; null: whichever has the value. */
  readonly labels: readonly string[] | null;
  /** The label was named as such, and is this one. */
  readonly isExact: boolean;
  readonly isNegative: boolean;
  /** Further values, each of which is as good: `web-1 or web-2`. */
  readonly others?: readonly string[];
  /** The word before it does not say whose series they are, so that a value that no label has says nothing. */
  readonly isVague?: boolean;
}

/** What is said of a subject. */
export type Predicate =
  | { readonly kind: 'compares'; readonly operator: Comparison; readonly quantity: Quantity }
  | { readonly kind: 'between'; readonly isOutside: boolean; readonly low: Quantity; readonly high: Quantity }
  | { readonly kind: 'absent' | 'down' | 'none' | 'outlier' }
  | { readonly kind: 'anomaly'; readonly score: number | null }
  /** `direction` 0 is both; the amount is at least this much, or more. */
  | {
      readonly kind: 'changes';
      readonly direction: 1 | -1 | 0;
      readonly isMore: boolean;
      readonly quantity: Quantity;
      readonly isPoints: boolean;
    }
  | { readonly kind: 'full' | 'out' }
  /** More than another thing, or than a share of it. */
  | {
      readonly kind: 'exceeds';
      readonly operator: Comparison;
      readonly share: Quantity | null;
      readonly other: readonly SubjectPart[];
    }
  /** Events whose text holds this one; null: one is enough. */
  | {
      readonly kind: 'contains';
      readonly text: string;
      readonly count: { readonly operator: Comparison; readonly quantity: Quantity } | null;
    }
  /** Without an amount, or without a number. */
  | { readonly kind: 'vague'; readonly side: 'high' | 'low' | 'changes' };

/** One thing that is said of one subject. */
export interface SaidClause {
  readonly subject: readonly SubjectPart[];
  readonly targets: readonly Target[];
  /** Targets that stood behind the predicate. */
  readonly trailing: readonly Target[];
  readonly predicate: Predicate | null;
  /** Ms. */
  readonly window: number | null;
  readonly windowWord: 'over' | 'in' | null;
  /** Seconds of `per minute` and its like. */
  readonly per: number | null;
  readonly aggregate: Aggregate | null;
  /** Labels of which one is grouped by; empty: all series together. */
  readonly by: readonly (readonly string[])[] | null;
  /** It asks for a rate, whatever the metric is. */
  readonly saysRate: boolean;
  /** It speaks of all of a kind of thing at once. */
  readonly isOfAll: boolean;
  /** The severity that was named in it. */
  readonly severity: AlertSeverity | null;
  /** The time for which the rule must hold was said in it. */
  readonly hasHold: boolean;
  readonly future: 'will' | 'forecast' | null;
  /** `in seconds`: of numbers that say none. */
  readonly unit: Unit | null;
  readonly isEverywhere: boolean;
  readonly recovery: Quantity | null;
}

export type Join = 'and' | 'or' | 'unless' | 'then';

/** What was said that a rule cannot hold, and where it belongs. */
export interface LeftOut {
  readonly kind: 'schedule' | 'receiver';
  readonly words: string;
  readonly instead: string;
}

/** A sentence as it was understood, before any of its words is looked for among a tenant's series. */
export interface SaidRule {
  /** The first one's join says how it follows what was said in earlier turns. */
  readonly clauses: readonly { readonly join: Join | null; readonly clause: SaidClause }[];
  /** At least so many of the clauses. */
  readonly atLeast: number | null;
  readonly isAlso: boolean;
  readonly isInstead: boolean;
  readonly hasCommand: boolean;
  /** Targets of all clauses. */
  readonly targets: readonly Target[];
  /** Ms. */
  readonly hold: number | null;
  /** It was `after`, not `for`. */
  readonly isAfter: boolean;
  readonly keep: number | null;
  readonly every: number | null;
  /** Of a sequence, ms. */
  readonly within: number | null;
  readonly limit: Quantity | null;
  readonly severity: AlertSeverity | null;
  /** The severity follows from somebody being paged; no word names it. */
  readonly isSeverityImplied: boolean;
  /** All that are named by a word; of more than one, a rule is made for each. */
  readonly severities: readonly AlertSeverity[];
  readonly name: string | null;
  readonly labels: readonly (readonly [string, string])[];
  readonly leftOut: readonly LeftOut[];
}

/** Why a sentence is no rule. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly code: string;
  readonly reason: string;
}
