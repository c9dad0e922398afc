import type { Element } from '../plan/plan.js';

/** What a rule writes in one evaluation, or why it cannot. */
export type RuleSamples =
  | { readonly kind: 'evaluated'; readonly samples: readonly Element[] }
  | { readonly kind: 'failed'; readonly message: string };
