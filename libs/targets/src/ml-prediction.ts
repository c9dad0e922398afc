import { defineTarget } from '@tocsin/runtime/target';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Predicts what rules ask for, and writes it as samples; trains models for the tenants. */
export function mlPredictionTarget(surroundings: Surroundings): TocsinTarget {
  const { config, processName, clock, logger, registry } = surroundings;
  return defineTarget({
    name: 'ml-prediction',
    needs: ['log', 'seriesHistory'],
    consumes: ['samples', 'rules', 'prediction-marks', 'transitions', 'model-trainings'],
    produces: ['samples', 'model-trainings'],
    start: async ({ log, seriesHistory: history }) => {
      // Loaded here, so that a process that predicts nothing holds nothing of it.
      const [{ MLPredictor }, { PredictionMetrics }, { WorkerPrediction }, { TimelyInference }] = await Promise.all([
        import('@tocsin/service-ml-prediction/ml-predictor'),
        import('@tocsin/service-ml-prediction/prediction-metrics'),
        import('@tocsin/service-ml-prediction/prediction-thread'),
        import('@tocsin/service-ml-prediction/timely-inference'),
      ]);
      const [{ openModels }, { installationKey }, { startTraining }] = await Promise.all([
        import('./open-models.js'),
        import('@tocsin/runtime/installation-key'),
        import('./start-training.js'),
      ]);
      const onDegraded = (message: string): void => logger.warn({}, message);
      const key = installationKey(config.models.keyFile);
      const models = await openModels(config.models, [key.publicKey], clock, onDegraded);
      const asked = models === null ? null : new TimelyInference(models, clock);
      const predictionMetrics = new PredictionMetrics(registry);
      const predictor = new MLPredictor({
        log,
        topicPrefix: config.topicPrefix,
        processName,
        clock,
        history,
        cpuShare: config.mlCpuShare,
        startPrediction: (options) => new WorkerPrediction(options, asked),
        metrics: predictionMetrics,
        models,
        onError: (error) => logger.error({ err: error }, 'ml-prediction'),
        onDegraded,
        onNotice: (message) => logger.info({}, message),
      });
      await predictor.start();
      const parts = { log, history, predictor, predictionMetrics, key };
      const training = models === null ? null : await startTraining(surroundings, { ...parts, models });
      return {
        stop: async () => {
          await training?.stop();
          await predictor.stop();
          await models?.close();
        },
      };
    },
  });
}
