import type { Comparison } from '../rules/condition.js';
import { msOf } from './chunk-cursor.js';
import type { Quantity } from './quantity.js';
import type { SaidClause, SubjectPart, Target } from './said-rule.js';
import { stop } from './unreadable.js';

/** `over 5 minutes` and its like. */
export interface Span {
  readonly operator: Comparison | null;
  readonly quantity: Quantity;
  readonly reach: 'last' | 'next';
  readonly word: 'over' | 'in';
  /** It stands behind a verb, as in `is over 2 s`. */
  readonly isSaidOf: boolean;
}

/** Verbs behind which a value stands. */
export const copulas: ReadonlySet<string> = new Set([
  'is',
  'are',
  'is at',
  'are at',
  'stands at',
  'be',
  'was',
  'stays',
  'remains',
  'goes',
  'gets',
]);

/** Something that is still being written. */
export type Open<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** A clause that is still being read. */
export interface OpenClause extends Open<Omit<SaidClause, 'subject' | 'targets' | 'trailing'>> {
  subject: SubjectPart[];
  targets: Target[];
  trailing: Target[];
  /** `over 5 minutes` and its like, until it is clear whether that compares or is a window. */
  spans: Span[];
  isScore: boolean;
}

export const emptyClause = (): OpenClause => ({
  subject: [],
  targets: [],
  trailing: [],
  predicate: null,
  window: null,
  windowWord: null,
  per: null,
  aggregate: null,
  by: null,
  saysRate: false,
  isOfAll: false,
  severity: null,
  hasHold: false,
  future: null,
  unit: null,
  isEverywhere: false,
  recovery: null,
  spans: [],
  isScore: false,
});

/** What `over 5 minutes` is: a window where something is compared beside it, and else what is compared with. */
export function settleSpans(clause: OpenClause, rule: { within: number | null }): void {
  const isExpiry = clause.subject.some(({ concept }) => concept?.id === 'certificate');
  const comparing =
    clause.predicate === null && clause.subject.length > 0 ? comparingSpan(clause.spans, isExpiry) : null;
  if (comparing !== null) {
    const { operator, quantity } = comparing;
    clause.predicate = { kind: 'compares', operator: operator ?? '<', quantity };
  }
  for (const span of clause.spans) {
    if (span === comparing) continue;
    const { quantity, reach, word } = span;
    if (clause.window !== null) rule.within ??= msOf(quantity);
    clause.window ??= msOf(quantity);
    clause.windowWord ??= reach === 'next' ? 'in' : word;
  }
}

function comparingSpan(spans: readonly Span[], isExpiry: boolean): Span | null {
  const able = spans.filter(({ operator }) => isExpiry || operator !== null);
  const [first] = able;
  if (able.length <= 1) return first ?? null;
  const told = able.filter(({ isSaidOf }) => isSaidOf);
  if (told.length === 1) return told[0] ?? null;
  throw stop(
    'two_spans',
    'It has two times behind "over", of which it is not clear which one is the limit; say "above" for it',
  );
}
