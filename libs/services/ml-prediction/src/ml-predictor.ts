import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { MARKS_ID, predictionMarks } from '@tocsin/contracts/topics/prediction-marks';
import { rules as rulesTopic } from '@tocsin/contracts/topics/rules';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { SeriesMarks } from '@tocsin/domain/forecasting/prediction-marks';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Matcher } from '@tocsin/domain/promql/ast';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { isOwnMetric, SERIES_LEFT_OUT } from '@tocsin/domain/rules/condition-source';
import type { Clock } from '@tocsin/ports/clock';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog, LogBatch, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { ModelReport, ModelServer } from '@tocsin/ports/model-server';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { demandsOf } from './demand.js';
import { JointAsker } from './joint-asker.js';
import { pastMatchers } from './past-of.js';
import type { PredictionMetrics } from './prediction-metrics.js';
import type { PredictionThread, StartPrediction } from './prediction-thread.js';
import type { PredictorStats } from './predictor.js';
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
/** With all that is remembered of them, some 250 MB. */
const SERIES_MAX = 1_000;

export interface MLPredictorOptions {
  readonly log: EventLog;
  readonly topicPrefix: string;
  readonly processName: string;
  readonly clock: Clock;
  readonly history: SeriesHistory;
  /** Which share of one core forecasts may take. */
  readonly cpuShare: number;
  readonly startPrediction: StartPrediction;
  readonly metrics: PredictionMetrics;
  /** The models that predictions ask; null: none. */
  readonly models: ModelServer | null;
  onError(error: unknown): void;
  /** Something goes on in a worse way, and why: a model that is not served, questions that nobody answered. Told once each. */
  onDegraded(message: string): void;
  /** What is worth knowing once and is nothing bad. */
  onNotice(message: string): void;
}

/**
 * Predicts what rules ask for and what tenants have marked, of the samples of the partitions that this process is given, and
 * writes it into the samples topic. What is read twice after a crash is predicted twice, at the same times; whoever reads
 * samples takes each time once.
 */
export class MLPredictor {
  readonly #options: MLPredictorOptions;
  readonly #topic: string;
  readonly #writer: SamplesWriter;
  readonly #rules = new CompactedDirectory<AlertRule>(rulesTopic, ({ id }) => id);
  readonly #marks = new CompactedDirectory(predictionMarks, () => MARKS_ID);
  /** Whether something of a metric is wanted, by tenant. */
  readonly #wanted = new Map<string, (metric: string) => boolean>();
  /** By tenant, the metrics that rules and marks name. */
  readonly #named = new Map<string, ReadonlySet<string>>();
  /** Null until somebody wants something. */
  #thread: PredictionThread | null = null;
  readonly #joint: JointAsker;
  /** How many partitions samples have. */
  #partitions = 0;
  #consumptions: Consumption[] = [];
  /** Tenants that were told that some of their series have no room. */
  readonly #lacking = new Set<string>();
  readonly #degraded: TellOnce;
  readonly #provider: TellOnce;
  #stopTimers: readonly (() => void)[] = [];

  constructor(options: MLPredictorOptions) {
    this.#options = options;
    this.#degraded = new TellOnce((message) => options.onDegraded(message));
    this.#provider = new TellOnce((message) => options.onNotice(message));
    this.#topic = topicName(samples, options.topicPrefix);
    this.#writer = new SamplesWriter(options.log, options.topicPrefix);
    const { clock, history, onError } = options;
    this.#joint = new JointAsker({
      clock,
      history,
      onError,
      ask: async (question) => (await this.#thread?.ask({ kind: 'joint', question })) ?? null,
      tell: (tenant, told) => this.#write(tenant, told),
    });
  }

  /** By tenant, the metrics that its rules and marks name; what is marked by other labels alone is not among them. */
  get named(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#named;
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
    this.#marks.listen((tenant) => void this.#tellRules(tenant).catch(onError));
    for (const directory of [this.#rules, this.#marks])
      this.#consumptions.push(await directory.follow(log, topicPrefix, processName, SERVICE));
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
    await this.#joint.stop();
    await this.#thread?.stop();
  }

  async #take({ partition, records, highWatermark }: LogBatch): Promise<void> {
    const { metrics } = this.#options;
    for (const { value } of records) {
      const decoded = value === null ? null : decodeSamplesRecord(value);
      if (decoded?.kind === 'value' && decoded.value.kind === 'samples') await this.#predict(decoded.value.batch);
    }
    this.#joint.visit(partition, this.#partitions);
    metrics.behind(partition, highWatermark - ((records.at(-1)?.offset ?? highWatermark - 1) + 1));
  }

  /** A thread that fails is started anew, and knows only what the history tells it; the batch is then told again. */
  async #predict(given: SampleBatch): Promise<void> {
    const { onError } = this.#options;
    const thread = this.#thread;
    const isWanted = this.#wanted.get(given.tenant);
    if (thread === null || isWanted === undefined) return;
    const batch = wantedOf(given, isWanted);
    if (batch === null) return;
    try {
      const fresh = await thread.ask({ kind: 'new', tenant: batch.tenant, series: batch.series });
      if (fresh.length > 0) await this.#showPast(thread, batch, fresh);
      const told = await thread.ask({ kind: 'take', batch });
      if (told.length > 0) await this.#write(batch.tenant, told);
    } catch (error) {
      if (thread === this.#thread) await this.#restart(thread);
      onError(error);
      throw error;
    }
  }

  async #write(tenant: string, told: readonly Sample[]): Promise<void> {
    await this.#writer.append(tenant, told, this.#options.clock.now());
    for (const sample of told) this.#options.metrics.told(tenant, sample);
  }

  async #restart(failed: PredictionThread): Promise<void> {
    const { metrics } = this.#options;
    metrics.restarted();
    this.#thread = this.#startThread();
    for (const tenant of this.#wanted.keys()) await this.#tell(this.#thread, tenant);
    await failed.stop();
  }

  #startThread(): PredictionThread {
    return this.#options.startPrediction({ seriesMax: SERIES_MAX, cpuShare: this.#options.cpuShare });
  }

  async #tellRules(tenant: string): Promise<void> {
    const rules = new Set(
      this.#rules
        .ofTenant(tenant)
        .flatMap(demandsOf)
        .map(({ metric }) => metric),
    );
    const { metrics: marked } = new SeriesMarks(this.#selectorsOf(tenant));
    const isJoint = this.#joint.setRules(tenant, this.#rules.ofTenant(tenant));
    const named = new Set([...rules, ...(marked ?? [])]);
    if (named.size > 0) this.#named.set(tenant, named);
    else this.#named.delete(tenant);
    const isAnything = isJoint || rules.size > 0 || marked === null || marked.size > 0;
    if (!isAnything && !this.#wanted.has(tenant)) return;
    if (isAnything)
      this.#wanted.set(tenant, (metric) => rules.has(metric) || (marked?.has(metric) ?? !isOwnMetric(metric)));
    else this.#wanted.delete(tenant);
    this.#thread ??= this.#startThread();
    await this.#tell(this.#thread, tenant);
  }

  async #tell(thread: PredictionThread, tenant: string): Promise<void> {
    const [rules, selectors] = [this.#rules.ofTenant(tenant), this.#selectorsOf(tenant)];
    await thread.ask({ kind: 'rules', tenant, rules, selectors });
  }

  #selectorsOf(tenant: string): readonly string[] {
    return this.#marks.get(tenant, MARKS_ID)?.selectors ?? [];
  }

  /** Without a history that answers, a series begins with its first sample. */
  async #showPast(thread: PredictionThread, batch: SampleBatch, fresh: readonly string[]): Promise<void> {
    const first = batch.timestamps.reduce((earliest, time) => Math.min(earliest, time), Number.POSITIVE_INFINITY);
    const past = new Map<string, HistorySeries>();
    for (const matchers of pastMatchers(fresh))
      for (const series of await this.#pastOf(batch.tenant, matchers, first)) {
        const { [METRIC_NAME]: metric = '', ...labels } = series.labels;
        past.set(seriesKey(metric, labels), series);
      }
    for (const key of fresh) {
      const { times, values } = past.get(key) ?? { times: new Float64Array(), values: new Float64Array() };
      await thread.ask({ kind: 'admit', tenant: batch.tenant, key, times, values });
    }
  }

  async #pastOf(tenant: string, matchers: Matcher[], before: number): Promise<readonly HistorySeries[]> {
    const { history, onError } = this.#options;
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
    if (report !== undefined) {
      metrics.serve(report);
      if (report.provider !== null) this.#provider.tell('provider', toldOf(report.provider));
    }
    for (const { tenant = 'all', model, version, message } of report?.refused ?? []) {
      const what = `version ${version} of the model ${model} (of ${tenant}) is not served: ${message}`;
      this.#degraded.tell(what, what);
    }
    if (this.#thread === null) return;
    const stats = await this.#thread.ask({ kind: 'stats' });
    metrics.stands(stats);
    const { last } = stats.network;
    if (last !== null)
      this.#degraded.tell(
        `${last.reason}: ${last.message}`,
        `forecasts go on without the network where it does not answer, as of ${last.series}: ${last.reason}: ${last.message}`,
      );
    await this.#tellLeftOut(stats);
  }

  /** Told as a series of the tenant, so that whoever asks for predictions sees that some are missing. */
  async #tellLeftOut({ tenants }: PredictorStats): Promise<void> {
    const { clock, processName: process } = this.#options;
    for (const [tenant, { left_out: value }] of Object.entries(tenants)) {
      if (value === 0 && !this.#lacking.delete(tenant)) continue;
      if (value > 0) this.#lacking.add(tenant);
      const timestamp = clock.now();
      await this.#writer.append(
        tenant,
        [{ metric: SERIES_LEFT_OUT, labels: { process }, value, timestamp }],
        timestamp,
      );
    }
  }
}

const toldOf = (provider: NonNullable<ModelReport['provider']>): string =>
  provider.name === 'cuda' ? 'models run on a GPU' : `models run on the CPU: ${provider.because}`;
