import type { Abstention } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { Recommended } from '@tocsin/domain/recommendations/recommend';
import { inThread } from '../backtest/backtest-thread.js';
import type { RecommendationJob } from './recommendation-job.js';

/** Makes one recommendation where it holds up nobody else. */
export type RunRecommendation = (job: RecommendationJob, signal: AbortSignal) => Promise<Recommended | Abstention>;

const recommendationThreadCode = new URL('./recommendation-thread-main.js', import.meta.url);

/** Makes a recommendation in a thread of its own, as back-tests are run. @throws ProblemError as they do */
export const recommendInThread = (
  job: RecommendationJob,
  signal: AbortSignal,
  code: URL = recommendationThreadCode,
): Promise<Recommended | Abstention> =>
  inThread<Recommended | Abstention, Recommended | Abstention>(job, code, signal, (found) => found);
