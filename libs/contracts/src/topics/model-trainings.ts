import { type ModelTraining, ModelTrainingSchema } from '@tocsin/domain/models/model-training';
import { defineTopic } from '../define-topic.js';

export const exampleModelTraining: ModelTraining = {
  tenant_id: 'acme_main',
  model: 'lstm-autoencoder',
  version: '1.0.1763900000',
  former: null,
  adopted_at: 1_763_900_012_000,
  rolled_back: null,
  last_run: {
    at: 1_763_900_000_000,
    duration_ms: 12_000,
    cause: 'interval',
    verdict: 'adopted',
    reason: 'better',
    message: 'held-out loss: 0.412 of the champion, 0.305 of the challenger',
    series: 12,
    training_windows: 2_048,
    held_out_windows: 460,
    held_out_loss: { before: 0.412, after: 0.305 },
  },
  fruitless_runs: 0,
  judged_until: 1_763_900_012_000,
  accuracy: 0.64,
};

export const modelTrainings = defineTopic({
  name: 'model-trainings',
  version: 1,
  key: 'tenant/model',
  content: 'json',
  description: 'Which version of each model serves a tenant, and how its last training ended.',
  schema: ModelTrainingSchema,
  examples: [exampleModelTraining],
  producers: ['ml-prediction'],
  consumers: ['gateway', 'ml-prediction'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

/** The key of a model of a tenant. */
export const modelTrainingKey = (tenant: string, model: string): string => `${tenant}/${model}`;
