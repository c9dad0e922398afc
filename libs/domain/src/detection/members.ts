import { Discord } from './discord.js';
import { ForecastResidual } from './forecast-residual.js';
import { LevelShift } from './level-shift.js';
import { Novelty, type View } from './novelty.js';
import { SeasonalResidual } from './seasonal-residual.js';
import type { ScorerFactory } from './streaming-scorer.js';

/** A scorer's place in the ensemble. It may answer either question or both. */
export interface Member {
  readonly name: string;
  readonly create: ScorerFactory;
  /** Where it has a say in whether something new begins: the score that is an onset when all members give as much. */
  readonly firing?: number;
  /** Whether it has a say in how unusual the series is by now. */
  readonly level?: boolean;
}

/** How many different things a novelty member remembers. */
const CODES = 256;

const novelty = (view: View, window: number, vigilance: number): ScorerFactory => {
  return (state) => new Novelty({ view, window, vigilance, codes: CODES }, state);
};

/** The members that the benchmark chose, in samples of whatever interval the series has. */
export const members: readonly Member[] = [
  { name: 'new_value', create: novelty('mean', 1, 0.005), firing: 0.02 },
  { name: 'new_shape_24', create: novelty('shape', 24, 0.04), firing: 0.05, level: true },
  { name: 'new_shape_96', create: novelty('shape', 96, 0.04), firing: 0.05 },
  { name: 'new_level_48', create: novelty('mean', 48, 0.005), firing: 0.02 },
  { name: 'new_level_288', create: novelty('mean', 288, 0.005), firing: 0.05 },
  { name: 'level_shift', create: (state) => new LevelShift({ window: 96, memory: 1_000 }, state), level: true },
  { name: 'forecast', create: (state) => new ForecastResidual({ lags: 8, forgetting: 0.999 }, state), level: true },
  { name: 'season', create: (state) => new SeasonalResidual({ parts: 24, memory: 17 }, state), level: true },
  { name: 'discord', create: (state) => new Discord({ window: 12, history: 1_000 }, state), level: true },
];
