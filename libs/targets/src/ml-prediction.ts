import { defineTarget } from '@tocsin/runtime/target';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Predicts what rules ask for, and writes it as samples. */
export function mlPredictionTarget({ config, processName, clock, logger, registry }: Surroundings): TocsinTarget {
  return defineTarget({
    name: 'ml-prediction',
    needs: ['log', 'seriesHistory'],
    consumes: ['samples', 'rules', 'prediction-marks', 'transitions'],
    produces: ['samples'],
    start: async ({ log, seriesHistory: history }) => {
      // Loaded here, so that a process that predicts nothing holds nothing of it.
      const [{ MLPredictor }, { PredictionMetrics }, { WorkerPrediction }] = await Promise.all([
        import('@tocsin/service-ml-prediction/ml-predictor'),
        import('@tocsin/service-ml-prediction/prediction-metrics'),
        import('@tocsin/service-ml-prediction/prediction-thread'),
      ]);
      const predictor = new MLPredictor({
        log,
        topicPrefix: config.topicPrefix,
        processName,
        clock,
        history,
        cpuShare: config.mlCpuShare,
        startPrediction: (options) => new WorkerPrediction(options),
        metrics: new PredictionMetrics(registry),
        onError: (error) => logger.error({ err: error }, 'ml-prediction'),
      });
      await predictor.start();
      return { stop: () => predictor.stop() };
    },
  });
}
