import type { ModelInference } from '@tocsin/ports/model-server';
import { answering } from './answer-order.js';
import type { PredictionAnswers, PredictionOrder, PredictionThread, StartPrediction } from './prediction-thread.js';

/** Predictors in the thread of the test, whose sums take no time, and who ask these models. */
export const predictionHereWith = (models: ModelInference | null): StartPrediction => {
  return (options): PredictionThread => {
    const nobody: ModelInference = {
      infer: async () => ({ kind: 'refused', reason: 'unknown-model', message: 'there are no models' }),
    };
    const answer = answering(() => 0, models ?? nobody);
    const begun = answer({ kind: 'begin', options, asksModels: models !== null });
    return {
      ask: async <Order extends PredictionOrder>(order: Order) => {
        await begun;
        return (await answer(order)) as PredictionAnswers[Order['kind']];
      },
      stop: async () => undefined,
    };
  };
};

export const startPredictionHere = predictionHereWith(null);
