import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MLPredictor } from '@tocsin/service-ml-prediction/ml-predictor';
import type { PredictionMetrics } from '@tocsin/service-ml-prediction/prediction-metrics';
import type { Running } from '@tocsin/runtime/target';
import { defineTarget } from '@tocsin/runtime/target';
import type { Surroundings, TocsinPorts, TocsinTarget } from './ports.js';

/** Beside evaluation, which must not feel it. */
const MODEL_CORE_SHARE = 0.25;

/** Predicts what rules ask for, and writes it as samples. */
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
      const metrics = new PredictionMetrics(registry);
      const predictor = new MLPredictor({
        log,
        topicPrefix: config.topicPrefix,
        processName,
        clock,
        history,
        startPrediction: (options) => new WorkerPrediction(options),
        metrics,
        onError: (error) => logger.error({ err: error }, 'ml-prediction'),
      });
      await predictor.start();
      const training = await startTraining(surroundings, { log, history }, predictor, metrics);
      return {
        stop: async () => {
          await training.stop();
          await predictor.stop();
        },
      };
    },
  });
}

/** Trains models for the tenants whose work falls to this process, and lets them serve. */
async function startTraining(
  { config, processName, clock, random, logger, registry }: Surroundings,
  { log, history }: { log: TocsinPorts['log']; history: TocsinPorts['seriesHistory'] },
  predictor: MLPredictor,
  predictionMetrics: PredictionMetrics,
): Promise<Running> {
  const [{ openModelServer }, { ModelRegistry }, { OnnxModelWorkshop }, { installationKey }] = await Promise.all([
    import('@tocsin/adapter-onnx/open-model-server'),
    import('@tocsin/adapter-onnx/model-registry'),
    import('@tocsin/adapter-onnx/onnx-model-workshop'),
    import('@tocsin/adapter-onnx/installation-key'),
  ]);
  const [{ ModelTrainer }, { TrainingMetrics }] = await Promise.all([
    import('@tocsin/service-ml-prediction/training/model-trainer'),
    import('@tocsin/service-ml-prediction/training/training-metrics'),
  ]);
  const { releasedDirectory: dir, releaseKeysDirectory, tenantsDirectory: tenantsDir, keyFile } = config.models;
  const key = installationKey(keyFile);
  const trustedKeys = publicKeysIn(releaseKeysDirectory);
  const models = openModelServer(
    { dir, trustedKeys, tenantsDir, tenantKeys: [key.publicKey] },
    { clock, precision: 'int8', threads: 1, coreShare: MODEL_CORE_SHARE },
  );
  const trainer = new ModelTrainer({
    log,
    topicPrefix: config.topicPrefix,
    processName,
    clock,
    random,
    history,
    workshop: new OnnxModelWorkshop({ released: new ModelRegistry(dir, trustedKeys), tenantsDir, key, clock }),
    models,
    intervalMs: config.models.retrainIntervalMs,
    wanted: () => predictor.wanted,
    owns: (tenant) => predictor.owns(tenant),
    metrics: new TrainingMetrics(registry),
    predictionMetrics,
    onError: (error) => logger.error({ err: error }, 'training'),
  });
  await trainer.start();
  return {
    stop: async () => {
      await trainer.stop();
      await models.close();
    },
  };
}

/** In PEM. */
function publicKeysIn(directory: string): string[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.pem'));
  return files.map((file) => readFileSync(join(directory, file), 'utf8'));
}
