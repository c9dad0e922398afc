import type { Engine } from '@tocsin/domain/engine/engine';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { GroupReport } from '@tocsin/domain/groups/group-finisher';
import type { LogBatch } from '@tocsin/ports/event-log';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the evaluation service exports; the first two names are the specification's. */
export class EvaluationMetrics {
  readonly #processed: Counter<'tenant_id' | 'rule_type' | 'status'>;
  readonly #duration: Histogram<'tenant_id' | 'rule_type'>;
  readonly #transitions: Counter<'tenant_id' | 'state'>;
  readonly #refused: Counter<'tenant_id' | 'reason'>;
  readonly #samples: Gauge<'partition'>;
  readonly #series: Gauge<'partition'>;
  readonly #behind: Gauge<'partition'>;
  readonly #groupDuration: Histogram<'tenant_id'>;
  readonly #groupsMissed: Counter<'tenant_id'>;
  readonly #evaluations = new WeakMap<Engine, Map<string, number>>();

  constructor(
    registry: Registry,
    /** A clock for durations, in milliseconds with fractions. */
    private readonly timer: () => number,
  ) {
    const registers = [registry];
    this.#processed = new Counter({
      name: 'rules_processed_total',
      help: 'Evaluations of a rule for a series or entity.',
      labelNames: ['tenant_id', 'rule_type', 'status'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'rules_execution_duration_seconds',
      help: 'Mean time of one evaluation within a batch of samples.',
      labelNames: ['tenant_id', 'rule_type'],
      buckets: [1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1],
      registers,
    });
    this.#transitions = new Counter({
      name: 'tocsin_transitions_total',
      help: 'Transitions published, by state.',
      labelNames: ['tenant_id', 'state'],
      registers,
    });
    this.#refused = new Counter({
      name: 'tocsin_samples_refused_total',
      help: 'Samples that the engine did not take, by reason.',
      labelNames: ['tenant_id', 'reason'],
      registers,
    });
    this.#samples = new Gauge({
      name: 'tocsin_engine_samples',
      help: 'Samples that the engine has taken in, by partition.',
      labelNames: ['partition'],
      registers,
    });
    this.#series = new Gauge({
      name: 'tocsin_engine_series',
      help: 'Series that the engine holds, by partition.',
      labelNames: ['partition'],
      registers,
    });
    this.#behind = new Gauge({
      name: 'tocsin_evaluation_lag_records',
      help: 'Records of the samples topic still to be read, by partition.',
      labelNames: ['partition'],
      registers,
    });
    this.#groupDuration = new Histogram({
      name: 'tocsin_rule_group_duration_seconds',
      help: 'How long the evaluation of a rule group took, in all partitions together.',
      labelNames: ['tenant_id'],
      buckets: [1e-4, 1e-3, 1e-2, 0.1, 1, 10, 60],
      registers,
    });
    this.#groupsMissed = new Counter({
      name: 'tocsin_rule_group_iterations_missed_total',
      help: 'Evaluations of rule groups that never took place, being too late.',
      labelNames: ['tenant_id'],
      registers,
    });
  }

  /** The clock that durations are measured by, ms with fractions. */
  now(): number {
    return this.timer();
  }

  /** @param engine - null where groups are finished, which have figures of their own */
  evaluated(engine: Engine | null, fresh: readonly Transition[], began: number, batch: LogBatch): void {
    for (const { tenant_id, state } of fresh) this.#transitions.inc({ tenant_id, state });
    if (engine === null) return;
    const seconds = (this.now() - began) / 1_000;
    const partition = String(batch.partition);
    const stats = engine.stats();
    const before = this.#evaluations.get(engine) ?? new Map<string, number>();
    const after = new Map<string, number>();
    let total = 0;
    const grown: { tenant_id: string; rule_type: string; count: number }[] = [];
    for (const { tenant, ruleType, evaluations } of stats.evaluations) {
      const key = `${tenant} ${ruleType}`;
      const count = evaluations - (before.get(key) ?? 0);
      after.set(key, evaluations);
      if (count <= 0) continue;
      total += count;
      grown.push({ tenant_id: tenant, rule_type: ruleType, count });
    }
    this.#evaluations.set(engine, after);
    for (const { tenant_id, rule_type, count } of grown) {
      this.#processed.inc({ tenant_id, rule_type, status: 'success' }, count);
      this.#duration.observe({ tenant_id, rule_type }, seconds / total);
    }
    this.#samples.set({ partition }, stats.samples);
    this.#series.set({ partition }, stats.series);
    this.#behind.set({ partition }, batch.highWatermark - 1 - (batch.records.at(-1)?.offset ?? 0));
  }

  /** Rule groups: each rule is one evaluation, which may have failed. */
  finished({ tenant, rules, tookMs, missed }: GroupReport): void {
    this.#groupDuration.observe({ tenant_id: tenant }, tookMs / 1_000);
    this.#groupsMissed.inc({ tenant_id: tenant }, missed);
    for (const { error } of rules) {
      const status = error === null ? 'success' : 'error';
      this.#processed.inc({ tenant_id: tenant, rule_type: 'promql', status });
    }
  }

  refused({ tenant, reason, count }: RefusedSamples): void {
    this.#refused.inc({ tenant_id: tenant, reason }, count);
  }
}
