import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { DRIFT } from '@tocsin/domain/rules/condition-source';
import type { ModelReport } from '@tocsin/ports/model-server';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { PredictorStats } from './predictor.js';

/** What the service exports. */
export class PredictionMetrics {
  readonly #told: Counter<'tenant_id' | 'metric'>;
  readonly #drifts: Counter<'tenant_id' | 'drift_type'>;
  readonly #restarts: Counter;
  readonly #series: Gauge<'tenant_id'>;
  readonly #leftOut: Gauge<'tenant_id'>;
  readonly #putOff: Gauge;
  readonly #accuracy: Gauge<'model_type' | 'tenant_id'>;
  readonly #lag: Gauge<'partition'>;
  readonly #models: Gauge<'model' | 'version' | 'tenant_id'>;
  readonly #modelsRefused: Gauge;
  readonly #questions: Gauge<'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    const byTenant = (name: string, help: string): Gauge<'tenant_id'> =>
      new Gauge({ name, help, labelNames: ['tenant_id'], registers });
    this.#told = new Counter({
      name: 'tocsin_predictions_total',
      help: 'Samples that predictions were written as, by metric.',
      labelNames: ['tenant_id', 'metric'],
      registers,
    });
    this.#drifts = new Counter({
      name: 'drift_detection_alerts_total',
      help: 'Series that were found to have changed for good, by what changed.',
      labelNames: ['tenant_id', 'drift_type'],
      registers,
    });
    this.#restarts = new Counter({
      name: 'tocsin_prediction_restarts_total',
      help: 'Times that the thread of predictions had to be started anew.',
      registers,
    });
    this.#series = byTenant('tocsin_prediction_series', 'Series that something is predicted of.');
    this.#leftOut = byTenant(
      'tocsin_prediction_series_left_out',
      'Series that rules ask for, or that are marked, and that there is no room for.',
    );
    this.#putOff = new Gauge({
      name: 'tocsin_prediction_put_off',
      help: 'Forecasts that were put off since the start, for want of CPU.',
      registers,
    });
    this.#accuracy = new Gauge({
      name: 'ml_model_accuracy',
      help: 'Of chances that rules fire: 1 minus their mean squared distance from what happened. Of networks: 1 minus their loss on what came afterwards, by that of the mean.',
      labelNames: ['model_type', 'tenant_id'],
      registers,
    });
    this.#models = new Gauge({
      name: 'tocsin_model_served',
      help: 'Versions of models that serve; tenant_id is empty where a version serves all.',
      labelNames: ['model', 'version', 'tenant_id'],
      registers,
    });
    this.#modelsRefused = new Gauge({
      name: 'tocsin_models_refused',
      help: 'Versions of models that are not served; the log says why.',
      registers,
    });
    this.#questions = new Gauge({
      name: 'tocsin_model_questions',
      help: 'What models were asked by predictions since the start of their thread, by outcome; without an answer, the other members serve.',
      labelNames: ['outcome'],
      registers,
    });
    this.#lag = new Gauge({
      name: 'tocsin_prediction_lag_records',
      help: 'Records of the samples topic that predictions have still to read, by partition.',
      labelNames: ['partition'],
      registers,
    });
  }

  told(tenant: string, { metric, labels }: Sample): void {
    this.#told.inc({ tenant_id: tenant, metric });
    if (metric === DRIFT) this.#drifts.inc({ tenant_id: tenant, drift_type: labels['drift_type'] ?? '' });
  }

  restarted(): void {
    this.#restarts.inc();
  }

  behind(partition: number, records: number): void {
    this.#lag.set({ partition: String(partition) }, records);
  }

  /** @param accuracy - of a network, on what came after it was trained */
  modelAccuracy(model: string, tenant: string, accuracy: number): void {
    this.#accuracy.set({ model_type: model, tenant_id: tenant }, accuracy);
  }

  stands({ tenants, put_off, accuracy, joint_accuracy, network }: PredictorStats): void {
    this.#questions.set({ outcome: 'answered' }, network.answered);
    for (const [outcome, count] of Object.entries(network.refused)) this.#questions.set({ outcome }, count);
    for (const [tenant_id, { series, left_out }] of Object.entries(tenants)) {
      this.#series.set({ tenant_id }, series);
      this.#leftOut.set({ tenant_id }, left_out);
    }
    this.#putOff.set(put_off);
    for (const [tenant, value] of Object.entries(accuracy))
      this.#accuracy.set({ model_type: 'breach_probability', tenant_id: tenant }, value);
    for (const [tenant, value] of Object.entries(joint_accuracy))
      this.#accuracy.set({ model_type: 'joint_breach_probability', tenant_id: tenant }, value);
  }

  serve({ served, refused }: ModelReport): void {
    this.#models.reset();
    for (const { model, version, tenant = '' } of served) this.#models.set({ model, version, tenant_id: tenant }, 1);
    this.#modelsRefused.set(refused.length);
  }
}
