import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { modelTrainingKey, modelTrainings } from '@tocsin/contracts/topics/model-trainings';
import {
  type ModelTraining,
  type TrainingCause,
  type TrainingRun,
  untrained,
} from '@tocsin/domain/models/model-training';
import type { PastOfSeries } from '@tocsin/domain/models/recent-windows';
import { type TrainingRecipe, trainingRecipes } from '@tocsin/domain/models/training-recipe';
import type { Clock } from '@tocsin/ports/clock';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog } from '@tocsin/ports/event-log';
import type { ModelServer } from '@tocsin/ports/model-server';
import type { ModelWorkshop } from '@tocsin/ports/model-workshop';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import type { PredictionMetrics } from '../prediction-metrics.js';
import { StoppableHistory } from '../stoppable-history.js';
import { driftedSeries } from './drifted-series.js';
import { judgeInUse } from './judge-in-use.js';
import { recentSeries } from './recent-series.js';
import { trainFurther, type TrainingOutcome } from './train-further.js';
import type { TrainingMetrics } from './training-metrics.js';
import { isDrifted, trainingDue } from './training-schedule.js';

const SERVICE = 'ml-prediction';
const HOUR_MS = 3_600_000;
/** A model is trained on the last day, or on what the history keeps of it. */
const PAST_MS = 24 * HOUR_MS;
/** How often it is looked whether something is due. */
export const LOOK_PERIOD_MS = 5 * 60_000;
/** What is in use is held against what came as soon as there is enough of it, and then once a day; it is looked each hour. */
const JUDGE_PERIOD_MS = 24 * HOUR_MS;
const JUDGE_LOOK_MS = HOUR_MS;
/** Training has a day for what takes a minute; who asks for alerts has not. */
const CORE_SHARE = 0.25;
/** A run takes a minute or so with that; a thread that takes this long is stuck. */
const TRAINING_MS_MAX = HOUR_MS;

export interface ModelTrainerOptions {
  readonly log: EventLog;
  readonly topicPrefix: string;
  readonly processName: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly history: SeriesHistory;
  readonly workshop: ModelWorkshop;
  readonly models: Pick<ModelServer, 'assign'>;
  /** How long a model is left in use that does well. */
  readonly intervalMs: number;
  /** By tenant, the metrics that models are trained on. */
  wanted(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether it is this process that trains for a tenant. */
  owns(tenant: string): boolean;
  readonly metrics: TrainingMetrics;
  readonly predictionMetrics: Pick<PredictionMetrics, 'modelAccuracy'>;
  readonly recipes?: readonly TrainingRecipe[];
  readonly coreShare?: number;
  onError(error: unknown): void;
}

/**
 * Trains the models of the tenants that fall to this process, one at a time, and lets those that were adopted serve. What
 * serves whom stands in the log, and nowhere else: a run that dies is nothing but lost, and every process follows.
 */
export class ModelTrainer {
  readonly #options: ModelTrainerOptions;
  readonly #topic: string;
  readonly #trainings = new CompactedDirectory<ModelTraining>(modelTrainings, ({ model }) => model);
  /** By tenant and model, the version that was last assigned. */
  readonly #assigned = new Map<string, string | null>();
  /** By tenant and model, when it was last looked whether enough has come to judge what is in use. */
  readonly #lookedAt = new Map<string, number>();
  readonly #stops = new AbortController();
  readonly #history: SeriesHistory;
  #following: Consumption | null = null;
  #stopTimer: () => void = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  /** One after the other, so that what was said last is what serves. */
  #assigning: Promise<void> = Promise.resolve();

  constructor(options: ModelTrainerOptions) {
    this.#options = options;
    this.#topic = topicName(modelTrainings, options.topicPrefix);
    this.#history = new StoppableHistory(options.history, this.#stops.signal);
  }

  async start(): Promise<void> {
    const { log, topicPrefix, processName, clock, onError } = this.#options;
    this.#trainings.listen(
      (tenant) => (this.#assigning = this.#assigning.then(() => this.#assign(tenant)).catch(onError)),
    );
    this.#following = await this.#trainings.follow(log, topicPrefix, processName, SERVICE);
    this.#stopTimer = clock.every(LOOK_PERIOD_MS, () => (this.#looking = this.#look()));
  }

  /** Ends a training that runs; nothing comes of it. */
  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stops.abort();
    await this.#looking;
    await this.#following?.stop();
    await this.#assigning;
  }

  /** What is broken off when this is stopped is no error. */
  #onError(error: unknown): void {
    if (!this.#stops.signal.aborted) this.#options.onError(error);
  }

  async #look(): Promise<void> {
    const { wanted, owns, recipes = trainingRecipes } = this.#options;
    for (const [tenant, metrics] of [...wanted()]) {
      for (const recipe of recipes) {
        if (this.#stops.signal.aborted || !owns(tenant)) break;
        await this.#see(tenant, metrics, recipe).catch((error: unknown) => this.#onError(error));
      }
    }
  }

  async #see(tenant: string, metrics: ReadonlySet<string>, recipe: TrainingRecipe): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const now = clock.now();
    const training = this.#trainings.get(tenant, recipe.model);
    const due = trainingDue(training, now, intervalMs);
    if (due.kind === 'due') return this.#train(tenant, metrics, recipe, due.cause);
    if (due.kind === 'on-drift') {
      const drifted = await driftedSeries(this.#history, tenant, due.since, now);
      if (isDrifted(drifted, training?.last_run?.series ?? 0)) return this.#train(tenant, metrics, recipe, 'drift');
    }
    if (training !== null) await this.#judge(training, metrics, recipe);
  }

  async #train(
    tenant: string,
    metrics: ReadonlySet<string>,
    recipe: TrainingRecipe,
    cause: TrainingCause,
  ): Promise<void> {
    const { clock } = this.#options;
    const at = clock.now();
    const { model } = recipe;
    const before = this.#trainings.get(tenant, model) ?? untrained(tenant, model);
    let outcome: TrainingOutcome;
    let adopted: string | null = null;
    try {
      outcome = await this.#run(before, metrics, recipe);
      const { content, ...run } = outcome;
      if (content !== null) adopted = await this.#keep(before, content, { at, cause, ...run });
    } catch (error) {
      this.#onError(error);
      outcome = nothingCameOf(error);
    }
    if (this.#stops.signal.aborted) return;
    const { content: _content, ...run } = outcome;
    const last_run: TrainingRun = { at, duration_ms: clock.now() - at, cause, ...run };
    const fruitless_runs = adopted === null ? before.fruitless_runs + 1 : 0;
    const serves = { version: adopted, former: before.version, adopted_at: clock.now(), judged_until: null, accuracy: null }; // prettier-ignore
    this.#options.metrics.ended(tenant, model, last_run);
    await this.#tell({ ...before, last_run, fruitless_runs, ...(adopted === null ? {} : serves) });
  }

  /** One run, which is stopped when it takes far longer than any should. */
  async #run(before: ModelTraining, metrics: ReadonlySet<string>, recipe: TrainingRecipe): Promise<TrainingOutcome> {
    const { clock, random, workshop, coreShare = CORE_SHARE } = this.#options;
    const { tenant_id: tenant, version } = before;
    const series = await this.#recent(tenant, metrics);
    const [waits, late] = [new AbortController(), new AbortController()];
    void clock.wait(TRAINING_MS_MAX, waits.signal).then(() => late.abort());
    const signal = AbortSignal.any([this.#stops.signal, late.signal]);
    try {
      return await trainFurther({ workshop, recipe, tenant, version, series, coreShare, random, signal });
    } finally {
      waits.abort();
    }
  }

  /** @returns the name of the version under which it is kept: that of the release, with the time in s */
  async #keep(
    { tenant_id: tenant, model, version }: ModelTraining,
    content: Uint8Array,
    training: object,
  ): Promise<string> {
    const { workshop, clock } = this.#options;
    const released = await workshop.find({ tenant, model, version: null });
    if (released.kind === 'failed') throw new Error(released.message);
    const [major, minor] = released.version.split('.');
    const name = `${major}.${minor}.${Math.floor(clock.now() / 1_000)}`;
    const others = version === null ? [] : [version];
    await workshop.keep({ tenant, model, version: name, content, provenance: { training }, others });
    return name;
  }

  async #judge(training: ModelTraining, metrics: ReadonlySet<string>, recipe: TrainingRecipe): Promise<void> {
    const { clock, workshop, predictionMetrics } = this.#options;
    const { tenant_id: tenant, model, judged_until, adopted_at, last_run } = training;
    const now = clock.now();
    const since = judged_until ?? adopted_at ?? last_run?.at ?? now;
    const key = modelTrainingKey(tenant, model);
    const lookedAt = this.#lookedAt.get(key) ?? Number.NEGATIVE_INFINITY;
    if (now < lookedAt + JUDGE_LOOK_MS || (judged_until !== null && now < judged_until + JUDGE_PERIOD_MS)) return;
    this.#lookedAt.set(key, now);
    const series = await this.#recent(tenant, metrics);
    const judged = await judgeInUse({ workshop, recipe, training, series, since: Math.max(since, now - PAST_MS) });
    if (judged.kind === 'too-few-windows') return;
    // Of a model that is taken back now, too; the others are told of by what stands in the log.
    predictionMetrics.modelAccuracy(model, tenant, judged.accuracy);
    const next = { ...training, judged_until: now, accuracy: judged.accuracy };
    await this.#tell(judged.kind === 'worse' ? this.#rolledBack(next, now, judged.message) : next);
  }

  #rolledBack(training: ModelTraining, at: number, message: string): ModelTraining {
    const { tenant_id, model, version, former } = training;
    if (version === null) return training;
    this.#options.metrics.rolledBack(tenant_id, model);
    const rolled_back = { at, version, message };
    return {
      ...training,
      version: former,
      former: null,
      adopted_at: null,
      judged_until: null,
      accuracy: null,
      rolled_back,
    };
  }

  #recent(tenant: string, metrics: ReadonlySet<string>): Promise<PastOfSeries[]> {
    const now = this.#options.clock.now();
    return recentSeries(this.#history, { tenant, metrics, from: now - PAST_MS, to: now });
  }

  async #tell(training: ModelTraining): Promise<void> {
    const key = modelTrainingKey(training.tenant_id, training.model);
    await this.#options.log.append(this.#topic, [{ key, value: encodeJson(modelTrainings, training) }]);
    this.#trainings.learn(training);
  }

  /** Lets serve what the log says. What cannot be read here is served by the released version, and that is told. */
  async #assign(tenant: string): Promise<void> {
    const { workshop, models, metrics, predictionMetrics, onError } = this.#options;
    for (const training of this.#trainings.ofTenant(tenant)) {
      const { model, version, accuracy } = training;
      if (accuracy !== null) predictionMetrics.modelAccuracy(model, tenant, accuracy);
      const key = modelTrainingKey(tenant, model);
      const before = this.#assigned.get(key) ?? null;
      if (before === version) continue;
      this.#assigned.set(key, version);
      metrics.serves(training, before);
      const found = await workshop.find({ tenant, model, version });
      const answer = await models.assign({ tenant, model, version: found.kind === 'found' ? version : null });
      for (const why of [found, answer]) {
        if (!('message' in why)) continue;
        // What the log says of this model next is the next try.
        this.#assigned.delete(key);
        onError(new Error(`model ${model} of ${tenant} is served by the released version: ${why.message}`));
      }
    }
  }
}

const nothingCameOf = (error: unknown): TrainingOutcome => ({
  verdict: 'failed',
  reason: 'failed',
  message: error instanceof Error ? error.message : String(error),
  series: 0,
  training_windows: 0,
  held_out_windows: 0,
  held_out_loss: null,
  content: null,
});
