import type { ModelTraining, TrainingRun } from '@tocsin/domain/models/model-training';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is exported of training. */
export class TrainingMetrics {
  readonly #runs: Counter<'tenant_id' | 'model_type' | 'verdict'>;
  readonly #rollbacks: Counter<'tenant_id' | 'model_type'>;
  readonly #duration: Gauge<'tenant_id' | 'model_type'>;
  readonly #version: Gauge<'tenant_id' | 'model_type' | 'version'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#runs = new Counter({
      name: 'tocsin_model_trainings_total',
      help: 'Runs of training of models for tenants, by how they ended.',
      labelNames: ['tenant_id', 'model_type', 'verdict'],
      registers,
    });
    this.#rollbacks = new Counter({
      name: 'tocsin_model_rollbacks_total',
      help: 'Models that were taken back, because they did worse than the ones before.',
      labelNames: ['tenant_id', 'model_type'],
      registers,
    });
    this.#duration = new Gauge({
      name: 'tocsin_model_training_duration_seconds',
      help: 'How long the last run of training took.',
      labelNames: ['tenant_id', 'model_type'],
      registers,
    });
    this.#version = new Gauge({
      name: 'tocsin_model_version_info',
      help: '1 for the version of a model that serves a tenant which has one of its own.',
      labelNames: ['tenant_id', 'model_type', 'version'],
      registers,
    });
  }

  ended(tenant: string, model: string, { verdict, duration_ms }: TrainingRun): void {
    this.#runs.inc({ tenant_id: tenant, model_type: model, verdict });
    this.#duration.set({ tenant_id: tenant, model_type: model }, duration_ms / 1_000);
  }

  rolledBack(tenant: string, model: string): void {
    this.#rollbacks.inc({ tenant_id: tenant, model_type: model });
  }

  /** @param before - the version that served this tenant until now */
  serves({ tenant_id, model, version }: ModelTraining, before: string | null): void {
    if (before !== null) this.#version.remove({ tenant_id, model_type: model, version: before });
    if (version !== null) this.#version.set({ tenant_id, model_type: model, version }, 1);
  }
}
