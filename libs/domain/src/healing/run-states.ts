/**
 * `planned`: may begin. `awaiting_approval`: people are asked. `executing`, `verifying`, `rolling_back`: under way.
 * `unknown`: nobody but a person can say whether an effect is there. All others are ends; `held_back` names its guard.
 */
export const runStates = [
  'planned',
  'awaiting_approval',
  'executing',
  'verifying',
  'rolling_back',
  'unknown',
  'succeeded',
  'rolled_back',
  'failed',
  'rejected',
  'expired',
  'cancelled',
  'held_back',
] as const;
export type RunState = (typeof runStates)[number];
