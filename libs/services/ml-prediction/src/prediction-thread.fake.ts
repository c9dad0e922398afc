import { answering } from './answer-order.js';
import type { PredictionAnswers, PredictionOrder, PredictionThread, StartPrediction } from './prediction-thread.js';

/** A predictor in the thread of the test, whose sums take no time. */
export const startPredictionHere: StartPrediction = (options): PredictionThread => {
  const answer = answering(() => 0);
  answer({ kind: 'begin', options });
  return {
    ask: async <Order extends PredictionOrder>(order: Order) => answer(order) as PredictionAnswers[Order['kind']],
    stop: async () => undefined,
  };
};
