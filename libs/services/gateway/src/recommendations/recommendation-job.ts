import type { Abstention } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { KnownIncident } from '@tocsin/domain/recommendations/known-incidents';
import { recommend, type Recommended } from '@tocsin/domain/recommendations/recommend';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { decodeSamples } from '../backtest/backtest-job.js';

/** A recommendation to be made, as a thread is given it. */
export interface RecommendationJob {
  readonly rule: AlertRule;
  /** Milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly incidents: readonly KnownIncident[];
  readonly delayMsMax: number;
  readonly confidenceMin: number;
  /** The samples that the rule reads, as the history's contract writes them. */
  readonly samples: readonly Uint8Array<ArrayBuffer>[];
}

/** Makes a recommendation, or says why there is none. */
export const runRecommendationJob = ({ samples, ...job }: RecommendationJob): Recommended | Abstention =>
  recommend({ ...job, series: decodeSamples(samples) });
