import type { TocsinClient } from '@tocsin/client/tocsin-client';
import type { RuleChange } from '@tocsin/domain/rules/rule-diff';

/** What is wrong or doubtful with a document, and where in it. */
export interface DocumentFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A thing as a folder wants it. */
export interface Wanted<Value> {
  readonly name: string;
  readonly value: Value;
}

/** What a document says, and what is doubtful in it; or what is wrong. */
export type DocumentRead<Value> =
  (Wanted<Value> & { readonly doubts: readonly DocumentFault[] }) | { readonly faults: readonly DocumentFault[] };

/** A thing as the platform has it. */
export interface Known<Value> extends Wanted<Value> {
  readonly id: string;
  readonly version: number;
  readonly provisionedBy: string | undefined;
  /** It stands so only once somebody has approved. */
  readonly isWaiting: boolean;
}

/** What is to be done with one thing. */
export type Step<Value> =
  | { readonly action: 'create'; readonly name: string; readonly value: Value }
  | {
      readonly action: 'change';
      readonly name: string;
      readonly value: Value;
      readonly known: Known<Value>;
      readonly changes: readonly RuleChange[];
      /** Nobody kept it from outside before. */
      readonly isTakenOver: boolean;
    }
  | { readonly action: 'delete'; readonly name: string; readonly known: Known<Value> };

/** What became of a step; `waits` for somebody's approval. */
export interface StepResult {
  readonly name: string;
  readonly outcome: 'done' | 'waits' | 'refused';
  readonly reason: string;
}

/** A kind of thing that a folder may hold. */
export interface ProvisionedKind<Value> {
  /** As documents name it. */
  readonly name: string;
  /** Reads a document, its kind taken off. */
  read(document: Readonly<Record<string, unknown>>): DocumentRead<Value>;
  known(tocsin: TocsinClient): Promise<Known<Value>[]>;
  changes(before: Value, after: Value): RuleChange[];
  /** @param source - what keeps the things from outside */
  carryOut(tocsin: TocsinClient, steps: readonly Step<Value>[], source: string): Promise<StepResult[]>;
}
