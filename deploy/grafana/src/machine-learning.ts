import { type DashboardText, TENANT } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

/** What is predicted of what, by which models, and whether it keeps up. */
export const machineLearning: DashboardText = {
  uid: 'tocsin-ml',
  title: 'Tocsin / Machine learning',
  description: 'Predictions: of how many series, how late, by which models, and what is left out for want of room.',
  hasTenants: true,
  rows: [
    {
      title: 'At a glance',
      panels: [
        stat({
          title: 'Series predicted',
          description: 'Series that something is predicted of.',
          unit: 'short',
          targets: [{ expr: `sum(tocsin_prediction_series{${TENANT}})`, legend: 'series' }],
        }),
        stat({
          title: 'Series left out',
          description: 'Series that rules ask for, or that are marked, and that there is no room for.',
          unit: 'short',
          limits: { warning: 1, critical: 1_000 },
          runbook: 'TocsinPredictionsLeftOut',
          targets: [{ expr: `sum(tocsin_prediction_series_left_out{${TENANT}})`, legend: 'left out' }],
        }),
        stat({
          title: 'Records behind',
          description:
            'Records of samples that predictions have still to read. Rules on predictions decide by old ones.',
          unit: 'short',
          limits: { warning: 1_000, critical: 10_000 },
          runbook: 'TocsinPredictionsBehind',
          targets: [{ expr: 'sum(tocsin_prediction_lag_records)', legend: 'records' }],
        }),
        stat({
          title: 'Models that serve',
          description: 'Versions, those of one tenant among them.',
          unit: 'short',
          // Where no model can be had, there is no series, and 0 is right for it.
          targets: [{ expr: 'count(tocsin_model_served) or vector(0)', legend: 'versions' }],
        }),
        stat({
          title: 'Models refused',
          description: 'Versions whose signature, shape or answers are not what their card says; the log tells why.',
          unit: 'short',
          limits: { warning: 1, critical: 1 },
          runbook: 'TocsinModelRefused',
          targets: [{ expr: 'max(tocsin_models_refused)', legend: 'versions' }],
        }),
        stat({
          title: 'Restarts',
          description: 'Times that the thread of predictions had to be started anew, over the time shown.',
          unit: 'short',
          limits: { warning: 1, critical: 3 },
          targets: [{ expr: 'sum(increase(tocsin_prediction_restarts_total[$__range]))', legend: 'restarts' }],
        }),
      ],
    },
    {
      title: 'Predictions',
      panels: [
        timeSeries({
          title: 'Predictions by what they tell',
          description:
            'Samples that predictions were written as: scores, forecasts, chances, and where nothing was told.',
          unit: 'ops',
          isStacked: true,
          targets: [
            {
              expr: `sum by (metric) (rate(tocsin_predictions_total{${TENANT}}[$__rate_interval]))`,
              legend: '{{metric}}',
            },
          ],
        }),
        timeSeries({
          title: 'Series by tenant',
          description: 'Series of rules come first, and each tenant has its share of the rest.',
          unit: 'short',
          isStacked: true,
          targets: [{ expr: `sum by (tenant_id) (tocsin_prediction_series{${TENANT}})`, legend: '{{tenant_id}}' }],
        }),
        timeSeries({
          title: 'Records behind by partition',
          description: 'A partition that grows alone: its thread is too slow, or its series are too many.',
          unit: 'short',
          runbook: 'TocsinPredictionsBehind',
          targets: [{ expr: 'max by (partition) (tocsin_prediction_lag_records)', legend: 'partition {{partition}}' }],
        }),
        timeSeries({
          title: 'Forecasts put off',
          description: 'For want of CPU: more than ml_config.cpu_share would be needed. They are made later.',
          unit: 'ops',
          targets: [{ expr: 'sum(rate(tocsin_prediction_put_off[$__rate_interval]))', legend: 'put off' }],
        }),
      ],
    },
    {
      title: 'Models',
      panels: [
        timeSeries({
          title: 'Least accurate by kind',
          description: 'Of each kind of model, the one of the tenant for which it does worst.',
          unit: 'percentunit',
          max: 1,
          runbook: 'TocsinModelInaccurate',
          targets: [{ expr: `min by (model_type) (ml_model_accuracy{${TENANT}})`, legend: '{{model_type}}' }],
        }),
        timeSeries({
          title: 'Questions to models',
          description: 'By what became of them; without an answer, the other members of the ensemble serve.',
          unit: 'ops',
          isStacked: true,
          targets: [
            { expr: 'sum by (outcome) (rate(tocsin_model_questions[$__rate_interval]))', legend: '{{outcome}}' },
          ],
        }),
        timeSeries({
          title: 'Versions that serve',
          description: 'By model; a version without a tenant serves all that have none of their own.',
          unit: 'short',
          isStacked: true,
          targets: [
            {
              // Where no model can be had, there is no series, and 0 is right for it.
              expr: 'sum by (model, version, tenant_id) (tocsin_model_served) or on () vector(0)',
              legend: '{{model}} {{version}} {{tenant_id}}',
            },
          ],
        }),
        timeSeries({
          title: 'Trainings',
          description: 'Runs of training by how they ended, and models that were taken back since they did worse.',
          unit: 'short',
          isStacked: true,
          targets: [
            {
              // A tenant has a series from its first training on, which may be a week away.
              expr: `sum by (verdict) (increase(tocsin_model_trainings_total{${TENANT}}[$__rate_interval])) or on () vector(0)`,
              legend: '{{verdict}}',
            },
            {
              expr: `sum(increase(tocsin_model_rollbacks_total{${TENANT}}[$__rate_interval])) or vector(0)`,
              legend: 'taken back',
            },
          ],
        }),
      ],
    },
  ],
};
