import type { HealingAction } from '@tocsin/domain/healing/action';

/**
 * What an action would do, found out without doing it. `state` is what an undoing needs to know of how things were, as
 * JSON; `group` counts what belongs together with the target, where there is such a group (the pods of a workload, the
 * nodes of a cluster): `total` as it is wanted, how many of these are `healthy`, and how many of the healthy ones the
 * action takes away at once (`touched`), so that `healthy - touched` stay.
 */
export type Rehearsal =
  | {
      readonly kind: 'feasible';
      /** One line for whoever approves: what changes, from what to what. */
      readonly effect: string;
      readonly state: ActionState;
      readonly group: { readonly healthy: number; readonly total: number; readonly touched: number } | null;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** What was true of the target before the action: what an undoing goes back to. */
export type ActionState = Readonly<Record<string, string | number | boolean | null>>;

/**
 * `done`: the effect is there. `refused`: it is not, and was never begun; `mayHelp` says whether trying again may help.
 * `unknown`: nobody can say whether it is there; ask {@link ActionExecutor.inquire}, or a person.
 */
export type ActionOutcome =
  | { readonly kind: 'done'; readonly effect: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayHelp: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

export type Traces = { readonly kind: 'done' | 'not_done' } | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Does actions of some kinds to the world outside. Each effect has a key: asked twice under one key it comes to one effect
 * wherever the other side can tell (an annotation, a client token, an idempotency key), and where it cannot, `inquire` says
 * `unknown` rather than guess.
 */
export interface ActionExecutor {
  /** Which kinds of actions it does. */
  readonly kinds: ReadonlySet<HealingAction['kind']>;
  /** Changes nothing; asks the other side for a dry run where it has one. */
  rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal>;
  /** @param key - of this effect and no other, at most 64 letters, digits and `-` */
  perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome>;
  /** Whether the effect of this key has happened; asked after a crash, a time-out or an `unknown`. */
  inquire(action: HealingAction, key: string, signal: AbortSignal): Promise<Traces>;
  /**
   * Takes an effect back, under a key of its own.
   * @param before - what the rehearsal of the action told
   * @returns `refused` where it cannot be taken back (a restart), too
   */
  undo(action: HealingAction, before: ActionState, key: string, signal: AbortSignal): Promise<ActionOutcome>;
}
