import { type PredictionMarks, PredictionMarksSchema } from '@tocsin/domain/forecasting/prediction-marks';
import { defineTopic } from '../define-topic.js';

/** A tenant has one set of marks; its record's key is the tenant and this. */
export const MARKS_ID = 'marks';

export const exampleMarks: PredictionMarks = {
  selectors: ['disk_used_percent', 'node_cpu{job="api"}'],
  tenant_id: 'acme_main',
  version: 1,
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

export const predictionMarks = defineTopic({
  name: 'prediction-marks',
  version: 1,
  key: 'tenant/marks',
  content: 'json',
  description: 'The series that each tenant wants predicted, whether a rule asks for them or not.',
  schema: PredictionMarksSchema,
  examples: [exampleMarks],
  producers: ['rule-management'],
  consumers: ['gateway', 'ml-prediction'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
