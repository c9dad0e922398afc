import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { rules as rulesTopic } from '@tocsin/contracts/topics/rules';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { parseSeriesKey, type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog, LogBatch, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { ModelServer } from '@tocsin/ports/model-server';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { demandsOf } from './demand.js';
import type { PredictionMetrics } from './prediction-metrics.js';
import type { PredictionThread, StartPrediction } from './prediction-thread.js';
import { TellOnce } from './tell-once.js';
import { wantedOf } from './wanted-samples.js';

const SERVICE = 'ml-prediction';
/** A new series is shown its past of so long, or of what the history keeps. */
const PAST_MS = 8 * 86_400_000;
const BATCH_RECORDS_MAX = 100;
/** How often figures of the thread are asked for. */
const STATS_PERIOD_MS = 10_000;
/** How often newer versions of models are looked for. */
const MODELS_PERIOD_MS = 300_000;
/** Far more than forecasts need for some thousand series, and little enough that evaluation does not feel it. */
const CPU_SHARE = 0.25;
/** With all that is remembered of them, some 250 MB. */
const SERIES_MAX = 1_000;

export interface MLPredictorOptions {
  readonly log: EventLog;
  readonly topicPrefix: string;
  readonly processName: string;
  readonly clock: Clock;
  readonly history: SeriesHistory;
  readonly startPrediction: StartPrediction;
  readonly metrics: PredictionMetrics;
  /** The models that predictions ask; null: none. */
  readonly models: ModelServer | null;
  onError(error: unknown): void;
  /** Something goes on in a worse way, and why: a model that is not served, questions that nobody answered. Told once each. */
  onDegraded(message: string): void;
}

/**
 * Predicts what rules ask for, of the samples of the partitions that this process is given, and writes it into the samples
 * topic. What is read twice after a crash is predicted twice, at the same times; whoever reads samples takes each time once.
 */
export class MLPredictor {
  readonly #options: MLPredictorOptions;
  readonly #topic: string;
  readonly #writer: SamplesWriter;
  readonly #rules = new CompactedDirectory<AlertRule>(rulesTopic, ({ id }) => id);
  /** Which metrics a tenant's rules want something of. */
  readonly #wanted = new Map<string, ReadonlySet<string>>();
  /** Null until somebody wants something. */
  #thread: PredictionThread | null = null;
  #consumptions: Consumption[] = [];
  #partitions = 0;
  readonly #degraded: TellOnce;
  #stopTimers: readonly (() => void)[] = [];

  constructor(options: MLPredictorOptions) {
    this.#options = options;
    this.#degraded = new TellOnce((message) => options.onDegraded(message));
    this.#topic = topicName(samples, options.topicPrefix);
    this.#writer = new SamplesWriter(options.log, options.topicPrefix);
  }

  /** By tenant, the metrics that its rules want something of. */
  get wanted(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#wanted;
  }

  /** Whether this process does what is done once for a tenant: it reads the partition that the tenant's name falls into. */
  owns(tenant: string): boolean {
    const partition = partitionOfKey(tenant, this.#partitions);
    return this.#consumptions.some((each) =>
      each.assigned().some((at) => at.topic === this.#topic && at.partition === partition),
    );
  }

  async start(): Promise<void> {
    const { log, topicPrefix, processName, clock, models, onError } = this.#options;
    this.#partitions = (await log.offsets(this.#topic)).length;
    this.#rules.listen((tenant) => void this.#tellRules(tenant).catch(onError));
    this.#consumptions.push(await this.#rules.follow(log, topicPrefix, processName, SERVICE));
    this.#consumptions.push(
      await followTopic(log, {
        topic: topicName(transitions, topicPrefix),
        group: `${SERVICE}.transitions.${processName}`,
        from: 'end',
        apply: (records) => this.#hear(records),
      }),
      await log.consume({
        group: SERVICE,
        topics: [this.#topic],
        from: 'latest',
        commit: 'after-batch',
        maxRecords: BATCH_RECORDS_MAX,
        onBatch: (batch) => this.#take(batch),
      }),
    );
    this.#stopTimers = [
      clock.every(STATS_PERIOD_MS, () => this.#look().catch(onError)),
      clock.every(MODELS_PERIOD_MS, () => models?.refresh().catch(onError)),
    ];
  }

  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    for (const consumption of this.#consumptions.reverse()) await consumption.stop();
    await this.#thread?.stop();
  }

  async #take({ partition, records, highWatermark }: LogBatch): Promise<void> {
    const { metrics } = this.#options;
    for (const { value } of records) {
      const decoded = value === null ? null : decodeSamplesRecord(value);
      if (decoded?.kind === 'value' && decoded.value.kind === 'samples') await this.#predict(decoded.value.batch);
    }
    metrics.behind(partition, highWatermark - ((records.at(-1)?.offset ?? highWatermark - 1) + 1));
  }

  /** A thread that fails is started anew, and knows only what the history tells it; the batch is then told again. */
  async #predict(given: SampleBatch): Promise<void> {
    const { clock, metrics, onError } = this.#options;
    const thread = this.#thread;
    const metricsWanted = this.#wanted.get(given.tenant);
    if (thread === null || metricsWanted === undefined) return;
    const batch = wantedOf(given, metricsWanted);
    if (batch === null) return;
    try {
      const fresh = await thread.ask({ kind: 'new', tenant: batch.tenant, series: batch.series });
      if (fresh.length > 0) await this.#showPast(thread, batch, fresh);
      const told = await thread.ask({ kind: 'take', batch });
      if (told.length === 0) return;
      await this.#writer.append(batch.tenant, told, clock.now());
      for (const sample of told) metrics.told(batch.tenant, sample);
    } catch (error) {
      if (thread === this.#thread) await this.#restart(thread);
      onError(error);
      throw error;
    }
  }

  async #restart(failed: PredictionThread): Promise<void> {
    const { metrics } = this.#options;
    metrics.restarted();
    this.#thread = this.#startThread();
    for (const tenant of this.#wanted.keys()) await this.#tell(this.#thread, tenant);
    await failed.stop();
  }

  #startThread(): PredictionThread {
    return this.#options.startPrediction({ seriesMax: SERIES_MAX, cpuShare: CPU_SHARE });
  }

  async #tellRules(tenant: string): Promise<void> {
    const wanted = new Set(
      this.#rules
        .ofTenant(tenant)
        .flatMap(demandsOf)
        .map(({ metric }) => metric),
    );
    if (wanted.size === 0 && !this.#wanted.has(tenant)) return;
    if (wanted.size > 0) this.#wanted.set(tenant, wanted);
    else this.#wanted.delete(tenant);
    this.#thread ??= this.#startThread();
    await this.#tell(this.#thread, tenant);
  }

  async #tell(thread: PredictionThread, tenant: string): Promise<void> {
    await thread.ask({ kind: 'rules', tenant, rules: this.#rules.ofTenant(tenant) });
  }

  /** Without a history that answers, a series begins with its first sample. */
  async #showPast(thread: PredictionThread, batch: SampleBatch, fresh: readonly string[]): Promise<void> {
    const first = Math.min(...batch.timestamps);
    const past = new Map<string, HistorySeries>();
    for (const metric of new Set(fresh.map((key) => parseSeriesKey(key).metric)))
      for (const series of await this.#pastOf(batch.tenant, metric, first)) {
        const { [METRIC_NAME]: _name, ...labels } = series.labels;
        past.set(seriesKey(metric, labels), series);
      }
    for (const key of fresh) {
      const { times, values } = past.get(key) ?? { times: new Float64Array(), values: new Float64Array() };
      await thread.ask({ kind: 'admit', tenant: batch.tenant, key, times, values });
    }
  }

  async #pastOf(tenant: string, metric: string, before: number): Promise<readonly HistorySeries[]> {
    const { history, onError } = this.#options;
    const matchers = [{ name: METRIC_NAME, operator: '=', value: metric } as const];
    return history.select({ tenant, matchers, from: before - PAST_MS, to: before - 1 }).catch((error: unknown) => {
      onError(error);
      return [];
    });
  }

  #hear(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind === 'value' && decoded.value.state === 'firing')
        this.#thread?.ask({ kind: 'hear', transition: decoded.value }).catch(this.#options.onError);
    }
  }

  async #look(): Promise<void> {
    const { metrics, models } = this.#options;
    const report = models?.report();
    if (report !== undefined) metrics.serve(report);
    if (report?.provider?.name === 'cpu')
      this.#degraded.tell('provider', `models run on the CPU: ${report.provider.because}`);
    for (const { model, version, message } of report?.refused ?? [])
      this.#degraded.tell(
        `model ${model} ${version}`,
        `version ${version} of the model ${model} is not served: ${message}`,
      );
    if (this.#thread === null) return;
    const stats = await this.#thread.ask({ kind: 'stats' });
    metrics.stands(stats);
    const { last } = stats.network;
    if (last !== null)
      this.#degraded.tell(
        `network ${last.reason}`,
        `forecasts go on without the network where it does not answer, as of ${last.series}: ${last.reason}: ${last.message}`,
      );
  }
}
