import type { AlertState, TransitionReason } from './transition.js';

/** Where one alert instance stands. `since` is the episode's start; `ceasedAt` is set while `keep_firing_for` runs. */
export type LifeCycle =
  | { phase: 'inactive' }
  | { phase: 'pending'; since: number }
  | { phase: 'firing'; since: number; ceasedAt: number | null };

/** What was seen of an instance at an event time. `time_passed` only lets its timers run. */
export type Observation =
  | { kind: 'holds'; at: number; reason: TransitionReason }
  | { kind: 'ceases'; at: number; reason: TransitionReason }
  | { kind: 'time_passed'; at: number }
  /** The episode ends whatever the conditions say: the rule or the series is gone. */
  | { kind: 'ends'; at: number; reason: TransitionReason };

/** How long conditions must hold, and how long an alert stays; milliseconds. */
export interface Holds {
  forMs: number;
  keepFiringForMs: number;
}

export interface StateChange {
  state: AlertState;
  episodeStart: number;
  at: number;
  reason: TransitionReason;
}

export const inactive: LifeCycle = { phase: 'inactive' };

/** The event time at which the instance changes by itself; infinity when it does not. */
export function dueAt(life: LifeCycle, { forMs, keepFiringForMs }: Holds): number {
  if (life.phase === 'pending') return life.since + forMs;
  if (life.phase === 'firing' && life.ceasedAt !== null) return life.ceasedAt + keepFiringForMs;
  return Number.POSITIVE_INFINITY;
}

/**
 * The heart: one alert instance and one observation of it give its next state and what became visible, with a named
 * reason. Live evaluation, replay and tests call this one function.
 */
export function reduce(
  life: LifeCycle,
  observation: Observation,
  holds: Holds,
): { life: LifeCycle; change: StateChange | null } {
  switch (observation.kind) {
    case 'holds':
      return onHolds(life, observation, holds);
    case 'ceases':
      return onCeases(life, observation, holds);
    case 'time_passed':
      return onTimePassed(life, observation.at, holds);
    case 'ends':
      return onEnds(life, observation);
  }
}

type Step = { life: LifeCycle; change: StateChange | null };

function onHolds(life: LifeCycle, { at, reason }: { at: number; reason: TransitionReason }, { forMs }: Holds): Step {
  if (life.phase === 'pending') return { life, change: null };
  if (life.phase === 'firing')
    return { life: life.ceasedAt === null ? life : { ...life, ceasedAt: null }, change: null };
  if (forMs > 0)
    return { life: { phase: 'pending', since: at }, change: { state: 'pending', episodeStart: at, at, reason } };
  return {
    life: { phase: 'firing', since: at, ceasedAt: null },
    change: { state: 'firing', episodeStart: at, at, reason },
  };
}

function onCeases(
  life: LifeCycle,
  observation: { at: number; reason: TransitionReason },
  { keepFiringForMs }: Holds,
): Step {
  if (life.phase === 'firing' && keepFiringForMs > 0) {
    return { life: life.ceasedAt === null ? { ...life, ceasedAt: observation.at } : life, change: null };
  }
  return onEnds(life, observation);
}

function onTimePassed(life: LifeCycle, now: number, holds: Holds): Step {
  const due = dueAt(life, holds);
  if (due > now || life.phase === 'inactive') return { life, change: null };
  const { since } = life;
  if (life.phase === 'pending') {
    return {
      life: { phase: 'firing', since, ceasedAt: null },
      change: { state: 'firing', episodeStart: since, at: due, reason: 'hold_elapsed' },
    };
  }
  return { life: inactive, change: { state: 'resolved', episodeStart: since, at: due, reason: 'keep_firing_elapsed' } };
}

function onEnds(life: LifeCycle, { at, reason }: { at: number; reason: TransitionReason }): Step {
  if (life.phase === 'inactive') return { life, change: null };
  const state = life.phase === 'pending' ? 'inactive' : 'resolved';
  return { life: inactive, change: { state, episodeStart: life.since, at, reason } };
}
