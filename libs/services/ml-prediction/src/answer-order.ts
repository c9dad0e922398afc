import type { ModelInference } from '@tocsin/ports/model-server';
import type { PredictionAnswers, PredictionOrder } from './prediction-thread.js';
import { Predictor } from './predictor.js';

/**
 * Does what a thread is told.
 *
 * @param elapsedMs - a clock that only goes on
 * @param models - who is asked, where the order to begin says that there is anybody
 * @returns a function that answers one order after the other
 */
export function answering(
  elapsedMs: () => number,
  models: ModelInference,
): (order: PredictionOrder) => Promise<PredictionAnswers[PredictionOrder['kind']]> {
  let predictor = new Predictor({ seriesMax: 0, cpuShare: 0, elapsedMs }, null);
  return async (order) => {
    switch (order.kind) {
      case 'begin':
        predictor = new Predictor({ ...order.options, elapsedMs }, order.asksModels ? models : null);
        return null;
      case 'rules':
        predictor.changeRules(order.tenant, order.put, order.removed);
        return null;
      case 'marks':
        predictor.setMarks(order.tenant, order.selectors);
        return null;
      case 'new':
        return predictor.newOf(order);
      case 'admit':
        predictor.admit(order.tenant, order.key, order);
        return null;
      case 'take':
        return predictor.take(order.batch);
      case 'joint':
        return predictor.tellJoint(order.question);
      case 'hear':
        predictor.hear(order.transition);
        return null;
      case 'stats':
        return predictor.stats();
    }
  };
}
