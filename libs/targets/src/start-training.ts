import type { InstallationKey } from '@tocsin/runtime/installation-key';
import { ModelRegistry } from '@tocsin/adapter-onnx/model-registry';
import { OnnxModelWorkshop } from '@tocsin/adapter-onnx/onnx-model-workshop';
import { FORECASTER_MODEL } from '@tocsin/domain/forecasting/network-question';
import { trainingRecipes } from '@tocsin/domain/models/training-recipe';
import type { ModelServer } from '@tocsin/ports/model-server';
import type { Running } from '@tocsin/runtime/target';
import type { MLPredictor } from '@tocsin/service-ml-prediction/ml-predictor';
import type { PredictionMetrics } from '@tocsin/service-ml-prediction/prediction-metrics';
import { ModelTrainer } from '@tocsin/service-ml-prediction/training/model-trainer';
import { TrainingMetrics } from '@tocsin/service-ml-prediction/training/training-metrics';
import { publicKeysIn } from './open-models.js';
import type { Surroundings, TocsinPorts } from './ports.js';

export interface TrainingParts {
  readonly log: TocsinPorts['log'];
  readonly history: TocsinPorts['seriesHistory'];
  readonly predictor: MLPredictor;
  readonly predictionMetrics: PredictionMetrics;
  /** What serves, and is told which versions are whose. */
  readonly models: ModelServer;
  readonly key: InstallationKey;
}

/** Trains models for the tenants whose work falls to this process, and lets them serve. */
export async function startTraining(
  { config, processName, clock, random, logger, registry }: Surroundings,
  { log, history, predictor, predictionMetrics, models, key }: TrainingParts,
): Promise<Running> {
  const { releasedDirectory, releaseKeysDirectory, tenantsDirectory: tenantsDir } = config.models;
  const released = new ModelRegistry(releasedDirectory, await publicKeysIn(releaseKeysDirectory));
  const trainer = new ModelTrainer({
    log,
    topicPrefix: config.topicPrefix,
    processName,
    clock,
    random,
    history,
    workshop: new OnnxModelWorkshop({ released, tenantsDir, key, clock }),
    models,
    intervalMs: config.models.retrainIntervalMs,
    wanted: () => predictor.named,
    owns: (tenant) => predictor.owns(tenant),
    metrics: new TrainingMetrics(registry),
    predictionMetrics,
    // The one model that prediction asks.
    recipes: trainingRecipes.filter(({ model }) => model === FORECASTER_MODEL),
    onError: (error) => logger.error({ err: error }, 'training'),
  });
  await trainer.start();
  return { stop: () => trainer.stop() };
}
