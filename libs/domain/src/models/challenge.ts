import { meanOf, pairedDifference } from './paired-difference.js';

/** Fewer held-out windows than this decide nothing. */
export const HELD_OUT_MIN = 30;

/** How many standard errors the mean difference must be away from none. */
const STANDARD_ERRORS = 2;

/** By which share the challenger may be worse on windows of other series, which it was not trained on. */
const CONTROL_WORSE_MAX = 0.1;

export interface ChallengeLosses {
  /** Loss of each held-out window of the tenant, in the same order for both. */
  readonly heldOut: { readonly champion: readonly number[]; readonly challenger: readonly number[] };
  /**
   * The same on windows of series of every kind. What the challenger must not forget is what the released model knows, so
   * that one may stand here for the champion: or a little would be forgotten each time.
   */
  readonly control: { readonly champion: readonly number[]; readonly challenger: readonly number[] };
}

export type ChallengeReason = 'better' | 'too-few-windows' | 'not-finite' | 'not-better' | 'forgets';

export interface ChallengeVerdict {
  readonly adopted: boolean;
  readonly reason: ChallengeReason;
  readonly message: string;
}

/**
 * Whether a model trained further takes the place of the one that serves: only when it is better on the tenant's recent
 * windows that it was not trained on, by more than chance (a paired difference of two standard errors), and still knows
 * what the champion knew. A challenger that was trained on poisoned data fails one of the two.
 */
export function challenged({ heldOut, control }: ChallengeLosses): ChallengeVerdict {
  const count = heldOut.champion.length;
  if (count < HELD_OUT_MIN)
    return refused('too-few-windows', `${count} held-out windows; at least ${HELD_OUT_MIN} decide`);
  const all = [...heldOut.challenger, ...control.challenger];
  if (!all.every(Number.isFinite)) return refused('not-finite', 'the challenger answers with what is no number');
  const gain = pairedDifference(heldOut.champion, heldOut.challenger);
  const losses = `${rounded(meanOf(heldOut.champion))} of the champion, ${rounded(meanOf(heldOut.challenger))} of the challenger`;
  if (!(gain.mean > STANDARD_ERRORS * gain.standardError)) return refused('not-better', `held-out loss: ${losses}`);
  const [before, after] = [meanOf(control.champion), meanOf(control.challenger)];
  if (!(after <= before * (1 + CONTROL_WORSE_MAX))) {
    const message = `loss on other series: ${rounded(before)} of the champion, ${rounded(after)} of the challenger`;
    return refused('forgets', message);
  }
  return { adopted: true, reason: 'better', message: `held-out loss: ${losses}` };
}

const refused = (reason: ChallengeReason, message: string): ChallengeVerdict => ({ adopted: false, reason, message });

const rounded = (value: number): string => value.toPrecision(3);
