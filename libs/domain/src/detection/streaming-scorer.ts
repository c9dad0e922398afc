import type { State } from './state.js';

/**
 * One sample as the members of an ensemble see it. The same object is filled anew for each sample: whoever wants to
 * remember something of it copies the number.
 */
export interface Observation {
  /** The value, counted from the first one that the series had. */
  value: number;
  /** The value in robust deviations from where the series has lately been, squeezed so that a thousandfold is not a thousand. */
  position: number;
  /** How far apart the lowest and the highest value lie; 1 where there is but one value. */
  range: number;
  /** Milliseconds since 1970. */
  time: number;
}

/**
 * A detector for one series that judges each sample by what came before it, in memory that does not grow. The same samples
 * give the same scores.
 */
export interface StreamingScorer {
  readonly state: State;
  /**
   * How unusual the sample is, and remembers it.
   *
   * @returns 0 or more, on a scale of the scorer's own; 0 as long as it has seen too little
   */
  score(seen: Observation): number;
}

/** How a scorer comes to be: without a state it starts afresh, with one it takes it over as its own. */
export type ScorerFactory = (state?: State) => StreamingScorer;
