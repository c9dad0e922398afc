import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { neededRange, watchesFrom } from '@tocsin/domain/backtest/backtest';
import type { WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import type { Abstention } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { Recommended } from '@tocsin/domain/recommendations/recommend';
import type { NeededSamples } from '@tocsin/domain/plan/needed-samples';
import { EvaluationError } from '@tocsin/domain/plan/operator';
import { HistoryUnavailable, type SeriesHistory, TooManySamples } from '@tocsin/ports/series-history';
import { invalid, ProblemError, unavailable } from '../problem.js';
import type { RecommendationJob } from '../recommendations/recommendation-job.js';
import { recommendInThread, type RunRecommendation } from '../recommendations/recommendation-thread.js';
import type { BacktestJob, BacktestSubject } from './backtest-job.js';
import { type RunBacktest, runInThread, tooLarge } from './backtest-thread.js';

/** Most back-tests at once: each takes a processor for seconds to minutes, and samples have to be evaluated meanwhile. */
const CONCURRENT_MAX = 2;
/** Longest that one may take, reading included; a month of a large group at a minute takes about one. */
const TIME_MS_MAX = 120_000;
/** Most samples of one back-test: 320 MB of numbers. */
const SAMPLES_MAX = 20_000_000;

export interface BacktestRunnerOptions {
  history: SeriesHistory;
  run?: RunBacktest;
  recommend?: RunRecommendation;
  concurrentMax?: number;
  timeMsMax?: number;
  samplesMax?: number;
}

export type BacktestRequest = Omit<BacktestJob, 'samples'>;
export type RecommendationRequest = Omit<RecommendationJob, 'samples'>;

/** Which samples are read. */
type SamplesRequest = Pick<BacktestRequest, 'tenant' | 'subject' | 'from' | 'to'>;

/** Runs back-tests over the samples that were kept, few at once. */
export class BacktestRunner {
  readonly #options: Required<BacktestRunnerOptions>;
  #running = 0;

  constructor(options: BacktestRunnerOptions) {
    this.#options = {
      run: runInThread,
      recommend: recommendInThread,
      concurrentMax: CONCURRENT_MAX,
      timeMsMax: TIME_MS_MAX,
      samplesMax: SAMPLES_MAX,
      ...options,
    };
  }

  /**
   * @param onProgress - told how much of the time is evaluated; from 0 to 1
   * @param gone - aborted when nobody waits for the report any more
   * @throws ProblemError when there is none
   */
  async run(
    request: BacktestRequest,
    onProgress: (share: number) => void,
    gone?: AbortSignal,
  ): Promise<WrittenBacktest> {
    return this.#bounded(request, gone, (samples, signal) =>
      this.#options.run({ ...request, samples }, onProgress, signal),
    );
  }

  /**
   * Recommends a setting of a rule, which takes many back-tests; it counts as one.
   *
   * @param gone - aborted when nobody waits for it any more
   * @throws ProblemError when it cannot be made
   */
  async recommend(request: RecommendationRequest, gone?: AbortSignal): Promise<Recommended | Abstention> {
    const { rule, from, to } = request;
    const subject = { kind: 'rule', rule, live: [] } as const;
    return this.#bounded({ tenant: rule.tenant_id, subject, from, to }, gone, (samples, signal) =>
      this.#options.recommend({ ...request, samples }, signal),
    );
  }

  async #bounded<Result>(
    request: SamplesRequest,
    gone: AbortSignal | undefined,
    work: (samples: BacktestJob['samples'], signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const { concurrentMax, timeMsMax } = this.#options;
    if (this.#running >= concurrentMax)
      throw unavailable('backtests-busy', `${this.#running} back-tests run already; try again when one is done.`);
    const late = AbortSignal.timeout(timeMsMax);
    const signal = gone === undefined ? late : AbortSignal.any([late, gone]);
    this.#running += 1;
    try {
      const samples = await this.#read(request, signal);
      return await work(samples, signal);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      throw late.aborted ? tooLong(timeMsMax) : cancelled();
    } finally {
      this.#running -= 1;
    }
  }

  /** Reads one stretch after the other, so that what is too much is found early. */
  async #read({ tenant, subject, from, to }: SamplesRequest, signal: AbortSignal): Promise<BacktestJob['samples']> {
    const samples: Uint8Array<ArrayBuffer>[] = [];
    let count = 0;
    for (const needed of neededOf(subject, from, to)) {
      const series = await this.#options.history.select({ tenant, ...needed }).catch((error: unknown) => {
        if (error instanceof TooManySamples) throw tooLarge();
        if (error instanceof HistoryUnavailable) throw unavailable('history-unavailable', error.message);
        throw error;
      });
      signal.throwIfAborted();
      count += series.reduce((sum, { times }) => sum + times.length, 0);
      if (count > this.#options.samplesMax) throw tooLarge();
      samples.push(encodeHistory(series));
    }
    return samples;
  }
}

function neededOf(subject: BacktestSubject, from: number, to: number): NeededSamples[] {
  try {
    if (subject.kind === 'rule') return ruleNeeds(subject.rule, from, to);
    const { group, live } = subject;
    return neededRange(group, live === null ? from : watchesFrom(group, from, live.since), to);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw invalid([
      { path: subject.kind, code: 'invalid', message: error.message, fix: 'Write a duration that can be worked out.' },
    ]);
  }
}

const tooLong = (timeMsMax: number): ProblemError =>
  new ProblemError(
    422,
    'backtest-too-long',
    'The back-test takes too long',
    `It was not done after ${timeMsMax / 1_000} seconds; take a shorter time, or fewer rules.`,
  );

const cancelled = (): ProblemError =>
  new ProblemError(499, 'backtest-cancelled', 'The back-test was cancelled', 'Whoever asked for it has gone.');
