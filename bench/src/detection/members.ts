import { DeepAnomalyDetector } from '@tocsin/domain/detection/deep-anomaly-detector';
import { SampleIntake } from '@tocsin/domain/detection/intake';
import type { Member } from '@tocsin/domain/detection/members';
import { bytesOf } from '@tocsin/domain/detection/state';
import { Subspace } from '@tocsin/domain/detection/subspace';
import { TailProbability } from '@tocsin/domain/detection/tail-probability';
import type { BenchDetector } from './bench-detector.js';

/** Scorers that the benchmark kept out of the ensemble. */
export const candidates: readonly Member[] = [
  {
    name: 'subspace',
    create: (state) => new Subspace({ window: 64, directions: 4, memory: 200 }, state),
    level: true,
  },
];

/** A member by itself: what only looks for the new by its distance, all others by how surprising their scores are. */
export function alone({ create, level }: Member): BenchDetector {
  const intake = new SampleIntake();
  const scorer = create();
  const tail = new TailProbability();
  return {
    score: (value, time) => {
      const { kind } = intake.take(value, time);
      if (kind === 'refused') return 0;
      const score = scorer.score(intake.seen);
      const said = level === true ? tail.surprise(score) : score;
      return kind === 'judged' ? said : 0;
    },
    bytes: () => bytesOf(scorer.state) + (level === true ? bytesOf(tail.state) : 0),
  };
}

export function ensemble(members?: readonly Member[]): BenchDetector {
  const detector = new DeepAnomalyDetector(members);
  return {
    score: (value, time) => detector.score(value, time).score,
    bytes: () => bytesOf(detector.snapshot()),
  };
}
