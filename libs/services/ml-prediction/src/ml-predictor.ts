import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { MARKS_ID, predictionMarks } from '@tocsin/contracts/topics/prediction-marks';
import { rules as rulesTopic } from '@tocsin/contracts/topics/rules';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Matcher } from '@tocsin/domain/promql/ast';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { SERIES_LEFT_OUT } from '@tocsin/domain/rules/condition-source';
import type { Clock } from '@tocsin/ports/clock';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog, LogBatch, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { ModelReport, ModelServer } from '@tocsin/ports/model-server';
import { partitionOfKey } from '@tocsin/ports/partition-of-key';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { JointAsker } from './joint-asker.js';
import { pastMatchers } from './past-of.js';
import type { PredictionMetrics } from './prediction-metrics.js';
import type { PredictionOrder, PredictionThread, StartPrediction } from './prediction-thread.js';
import type { PredictorStats } from './predictor.js';
import { StoppableHistory } from './stoppable-history.js';
import { TellOnce } from './tell-once.js';
import { TenantWants } from './tenant-wants.js';
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
  readonly #wants = new Map<string, TenantWants>();
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
  readonly #stops = new AbortController();
  readonly #history: SeriesHistory;
  /** Ends when the past that was last asked for is read. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(options: MLPredictorOptions) {
    this.#options = options;
    this.#degraded = new TellOnce((message) => options.onDegraded(message));
    this.#provider = new TellOnce((message) => options.onNotice(message));
    this.#topic = topicName(samples, options.topicPrefix);
    this.#writer = new SamplesWriter(options.log, options.topicPrefix);
    this.#history = new StoppableHistory(options.history, this.#stops.signal);
    this.#joint = new JointAsker({
      clock: options.clock,
      history: this.#history,
      onError: (error) => this.#onError(error),
      ask: (question) => this.#running().ask({ kind: 'joint', question }),
      tell: (tenant, told) => this.#write(tenant, told),
    });
  }

  /** By tenant, the metrics that its rules and marks name; what is marked by other labels alone is not among them. */
  get named(): ReadonlyMap<string, ReadonlySet<string>> {
    const named = [...this.#wants].map(([tenant, wants]) => [tenant, wants.named] as const);
    return new Map(named.filter(([, metrics]) => metrics.size > 0));
  }

  /** Whether this process does what is done once for a tenant: it reads the partition that the tenant's name falls into. */
  owns(tenant: string): boolean {
    const partition = partitionOfKey(tenant, this.#partitions);
    return this.#consumptions.some((each) =>
      each.assigned().some((at) => at.topic === this.#topic && at.partition === partition),
    );
  }

  async start(): Promise<void> {
    const { log, topicPrefix, processName, clock, models } = this.#options;
    this.#partitions = (await log.offsets(this.#topic)).length;
    this.#rules.listen((tenant, ids) => this.#rulesChanged(tenant, ids));
    this.#marks.listen((tenant) => this.#marksChanged(tenant));
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
      clock.every(STATS_PERIOD_MS, () => this.#look().catch((error: unknown) => this.#onError(error))),
      clock.every(MODELS_PERIOD_MS, () => models?.refresh().catch((error: unknown) => this.#onError(error))),
    ];
  }

  /** Waits neither for the history nor for sums of the thread: whoever has the partitions next begins with what is not done. */
  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    this.#stops.abort(new Error('ml-prediction is being stopped'));
    await this.#thread?.stop();
    for (const consumption of this.#consumptions.reverse()) await consumption.stop();
    await this.#joint.stop();
  }

  /** What is broken off when this is stopped is no error. */
  #onError(error: unknown): void {
    if (!this.#stops.signal.aborted) this.#options.onError(error);
  }

  async #take({ partition, records, highWatermark }: LogBatch): Promise<void> {
    const { metrics } = this.#options;
    for (const { value } of records) {
      this.#stops.signal.throwIfAborted();
      const decoded = value === null ? null : decodeSamplesRecord(value);
      if (decoded?.kind === 'value' && decoded.value.kind === 'samples') await this.#predict(decoded.value.batch);
    }
    this.#joint.visit(partition, this.#partitions);
    metrics.behind(partition, highWatermark - ((records.at(-1)?.offset ?? highWatermark - 1) + 1));
  }

  /** A thread that fails is started anew, and knows only what the history tells it; the batch is then told again. */
  async #predict(given: SampleBatch): Promise<void> {
    const thread = this.#thread;
    const wants = this.#wants.get(given.tenant);
    if (thread === null || wants === undefined) return;
    const batch = wantedOf(given, (metric) => wants.wants(metric));
    if (batch === null) return;
    try {
      const fresh = await thread.ask({ kind: 'new', tenant: batch.tenant, series: batch.series });
      if (fresh.length > 0) await this.#showPast(thread, batch, fresh);
      const told = await thread.ask({ kind: 'take', batch });
      if (told.length > 0) await this.#write(batch.tenant, told);
    } catch (error) {
      if (thread === this.#thread && !this.#stops.signal.aborted) await this.#restart(thread);
      this.#onError(error);
      throw error;
    }
  }

  async #write(tenant: string, told: readonly Sample[]): Promise<void> {
    await this.#writer.append(tenant, told, this.#options.clock.now());
    for (const sample of told) this.#options.metrics.told(tenant, sample);
  }

  async #restart(failed: PredictionThread): Promise<void> {
    this.#options.metrics.restarted();
    this.#thread = null;
    const told = [...this.#wants].flatMap(([tenant, { rules }]): PredictionOrder[] => [
      { kind: 'rules', tenant, put: this.#rules.ofTenant(tenant).filter(({ id }) => rules.has(id)), removed: [] },
      { kind: 'marks', tenant, selectors: this.#selectorsOf(tenant) },
    ]);
    // All in one go, so that what changes meanwhile is told after it.
    await Promise.all(told.map((order) => this.#running().ask(order)));
    await failed.stop();
  }

  #running(): PredictionThread {
    const { startPrediction, cpuShare } = this.#options;
    return (this.#thread ??= startPrediction({ seriesMax: SERIES_MAX, cpuShare }));
  }

  /** The thread is told of rules that ask for predictions, or did so before, and of no others. */
  #rulesChanged(tenant: string, ids: ReadonlySet<string>): void {
    const wants = this.#wantsOf(tenant);
    const put: AlertRule[] = [];
    const removed: string[] = [];
    for (const id of ids) {
      const rule = this.#rules.get(tenant, id);
      if (rule === null) {
        const wasJoint = this.#joint.remove(tenant, id);
        if (wants.rules.remove(id).length > 0 || wasJoint) removed.push(id);
      } else {
        this.#joint.put(rule);
        if (wants.rules.put(rule).length > 0) put.push(rule);
      }
    }
    if (put.length + removed.length > 0) this.#tell({ kind: 'rules', tenant, put, removed });
  }

  #marksChanged(tenant: string): void {
    const selectors = this.#selectorsOf(tenant);
    this.#wantsOf(tenant).mark(selectors);
    this.#tell({ kind: 'marks', tenant, selectors });
  }

  #tell(order: PredictionOrder): void {
    if (this.#stops.signal.aborted || (this.#thread === null && this.#isNothingWanted())) return;
    this.#running()
      .ask(order)
      .catch((error: unknown) => this.#onError(error));
  }

  #isNothingWanted(): boolean {
    return [...this.#wants.values()].every(({ isNothing }) => isNothing);
  }

  #wantsOf(tenant: string): TenantWants {
    const wants = this.#wants.get(tenant) ?? new TenantWants();
    this.#wants.set(tenant, wants);
    return wants;
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

  /** One is read at a time, whatever partitions bring, so that there is room in the history for those who wait at a page. */
  #pastOf(tenant: string, matchers: Matcher[], before: number): Promise<readonly HistorySeries[]> {
    const range = { tenant, matchers, from: before - PAST_MS, to: before - 1 };
    const past = this.#reading
      .then(() => this.#history.select(range))
      .catch((error: unknown) => {
        this.#stops.signal.throwIfAborted();
        this.#onError(error);
        return [];
      });
    this.#reading = past.catch(() => undefined);
    return past;
  }

  #hear(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind === 'value' && decoded.value.state === 'firing')
        this.#thread?.ask({ kind: 'hear', transition: decoded.value }).catch((error: unknown) => this.#onError(error));
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
