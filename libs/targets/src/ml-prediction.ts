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
      const [{ MLPredictor }, { PredictionMetrics }, { WorkerPrediction }, { TimelyInference }, { openModels }] =
        await Promise.all([
          import('@tocsin/service-ml-prediction/ml-predictor'),
          import('@tocsin/service-ml-prediction/prediction-metrics'),
          import('@tocsin/service-ml-prediction/prediction-thread'),
          import('@tocsin/service-ml-prediction/timely-inference'),
          import('./open-models.js'),
        ]);
      const onDegraded = (message: string): void => logger.warn({}, message);
      const models = await openModels(config.models, clock, onDegraded);
      const asked = models === null ? null : new TimelyInference(models, clock);
      const predictor = new MLPredictor({
        log,
        topicPrefix: config.topicPrefix,
        processName,
        clock,
        history,
        cpuShare: config.mlCpuShare,
        startPrediction: (options) => new WorkerPrediction(options, asked),
        metrics: new PredictionMetrics(registry),
        models,
        onError: (error) => logger.error({ err: error }, 'ml-prediction'),
        onDegraded,
        onNotice: (message) => logger.info({}, message),
      });
      await predictor.start();
      return {
        stop: async () => {
          await predictor.stop();
          await models?.close();
        },
      };
    },
  });
}
