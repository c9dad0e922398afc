import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineTarget } from '@tocsin/runtime/target';
import type { Surroundings, TocsinTarget } from './ports.js';

/** Beside evaluation, which must not feel it. */
const MODEL_CORE_SHARE = 0.25;

/** Predicts what rules ask for, and writes it as samples; trains models for the tenants. */
export function mlPredictionTarget(surroundings: Surroundings): TocsinTarget {
  const { config, processName, clock, logger, registry } = surroundings;
  return defineTarget({
    name: 'ml-prediction',
    needs: ['log', 'seriesHistory'],
    consumes: ['samples', 'rules', 'transitions', 'model-trainings'],
    produces: ['samples', 'model-trainings'],
    start: async ({ log, seriesHistory: history }) => {
      // Loaded here, so that a process that predicts nothing holds nothing of it.
      const [{ MLPredictor }, { PredictionMetrics }, { WorkerPrediction }] = await Promise.all([
        import('@tocsin/service-ml-prediction/ml-predictor'),
        import('@tocsin/service-ml-prediction/prediction-metrics'),
        import('@tocsin/service-ml-prediction/prediction-thread'),
      ]);
      const [{ openModelServer }, { installationKey }, { startTraining }] = await Promise.all([
        import('@tocsin/adapter-onnx/open-model-server'),
        import('@tocsin/adapter-onnx/installation-key'),
        import('./start-training.js'),
      ]);
      const { releasedDirectory: dir, tenantsDirectory: tenantsDir, releaseKeysDirectory, keyFile } = config.models;
      const [key, trustedKeys] = [installationKey(keyFile), publicKeysIn(releaseKeysDirectory)];
      const models = openModelServer(
        { dir, trustedKeys, tenantsDir, tenantKeys: [key.publicKey] },
        { clock, precision: 'int8', threads: 1, coreShare: MODEL_CORE_SHARE },
      );
      const predictionMetrics = new PredictionMetrics(registry);
      const predictor = new MLPredictor({
        log,
        topicPrefix: config.topicPrefix,
        processName,
        clock,
        history,
        startPrediction: (options) => new WorkerPrediction(options),
        metrics: predictionMetrics,
        onError: (error) => logger.error({ err: error }, 'ml-prediction'),
      });
      await predictor.start();
      const parts = { log, history, predictor, predictionMetrics, models, trustedKeys, key };
      const training = await startTraining(surroundings, parts);
      return {
        stop: async () => {
          await training.stop();
          await predictor.stop();
          await models.close();
        },
      };
    },
  });
}

/** In PEM. */
function publicKeysIn(directory: string): string[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.pem'));
  return files.map((file) => readFileSync(join(directory, file), 'utf8'));
}
