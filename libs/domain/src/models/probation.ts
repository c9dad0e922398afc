import { HELD_OUT_MIN } from './challenge.js';
import { meanOf, pairedDifference } from './paired-difference.js';

/** It is asked day after day, so that two standard errors would take back one model in a few weeks by chance. */
const STANDARD_ERRORS = 3;

export interface ProbationLosses {
  /** Loss of each window that came after the model was adopted, in the same order for both. */
  readonly inUse: readonly number[];
  /** Of the model that it took the place of. */
  readonly former: readonly number[];
}

export type ProbationVerdict =
  | { readonly kind: 'too-few-windows' }
  | { readonly kind: 'holds'; readonly message: string }
  /** The former model is to serve again. */
  | { readonly kind: 'worse'; readonly message: string };

/**
 * Whether a model that was adopted does what it was adopted for: on what has happened since, it must not lose more than
 * the former one by more than chance, and answer with numbers.
 */
export function probation({ inUse, former }: ProbationLosses): ProbationVerdict {
  if (inUse.length < HELD_OUT_MIN) return { kind: 'too-few-windows' };
  const message = `loss since then: ${meanOf(inUse).toPrecision(3)}, of the former model ${meanOf(former).toPrecision(3)}`;
  const { mean, standardError } = pairedDifference(inUse, former);
  const isWorse = !inUse.every(Number.isFinite) || mean > STANDARD_ERRORS * standardError;
  return { kind: isWorse ? 'worse' : 'holds', message };
}
