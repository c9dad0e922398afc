import type { HealingAction } from '../action.js';
import type { Decider } from '../approval.js';
import type { LookAnswer } from '../next-move.js';
import type { RehearsalAnswer } from '../planning.js';
import type { EffectRef, RunEvent } from '../run-event.js';
import type { Run } from '../run.js';

export type ActionOutcome = Extract<RunEvent, { type: 'effect_ended' }>['outcome'];
export type Traces = Pick<Extract<RunEvent, { type: 'effect_found' }>, 'traces' | 'reason'>;

/** What somebody decides about a run, some time after its plan was made. */
export interface SimulatedDecider {
  readonly by: Decider;
  readonly afterMs: number;
  readonly decision: 'approve' | 'reject';
}

/** What answers healing where nothing is really done. Queries are asked of whoever plays the simulation. */
export interface SimulatedWorld {
  rehearse(action: HealingAction): RehearsalAnswer;
  /** What becomes of one try to make an effect, and how long it takes. */
  act(run: Run, effect: EffectRef): { readonly outcome: ActionOutcome; readonly tookMs: number };
  inquire(run: Run, effect: EffectRef): Traces;
  /** Whether a run has helped; null: its query is to be asked. */
  look(run: Run, now: number): LookAnswer | null;
  /** What is taken for an answer to a precondition. */
  believed(answer: LookAnswer): LookAnswer;
  readonly deciders: readonly SimulatedDecider[];
}

/** What is asked of whoever plays a simulation. */
export interface AskedQuery {
  readonly query: string;
  /** ms since 1970. */
  readonly at: number;
}

/**
 * What a simulation hands to whoever plays it: a query to answer, or null between two alerts, when others may have their
 * turn; what null is answered by is not looked at.
 */
export type SimulationStep = AskedQuery | null;
