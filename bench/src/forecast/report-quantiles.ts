import { networkEnds } from '@tocsin/domain/forecasting/network-question';
import { pinballLoss, weightedQuantiles } from '@tocsin/domain/forecasting/quantiles';
import {
  type Horizon,
  HORIZONS,
  type Outlook,
  QUANTILE_LEVELS,
  SeriesForecaster,
} from '@tocsin/domain/forecasting/series-forecaster';
import type { Recording } from '@tocsin/testing/nab';
import { report } from '../report.js';
import type { NetworkAnswers } from './network-answers.js';

type Quantiles = (forecaster: SeriesForecaster, outlook: Outlook, answer: Float32Array | null) => readonly number[] | null; // prettier-ignore

/** By whom quantiles are told. */
const tellers: Readonly<Record<string, Quantiles>> = {
  own_past: (forecaster, outlook) => toldBy(forecaster.complete(outlook, null)),
  own_past_and_network: (forecaster, outlook, answer) => toldBy(forecaster.complete(outlook, answer)),
  network: (_, { steps, question }, answer) => {
    const ends = question === null || answer === null ? null : networkEnds(steps, question, answer);
    return ends === null ? null : weightedQuantiles(ends, new Float64Array(ends.length).fill(1), QUANTILE_LEVELS);
  },
};

const toldBy = (said: ReturnType<SeriesForecaster['complete']>): readonly number[] | null =>
  said.kind === 'forecast' ? said.quantiles : null;

/**
 * How good quantiles are: their mean pinball loss, in the distance between each recording's 5 % and 95 % quantiles; how often what
 * came lay below each; and the time that one forecast takes, without the network's.
 */
export function reportQuantiles(set: string, recordings: readonly Recording[], answers: NetworkAnswers): void {
  for (const horizon of ['15m', '1h', '6h'] as const) {
    const losses = Object.keys(tellers).map((teller) => reportTeller({ set, horizon, teller }, recordings, answers));
    const [own = [], both = []] = losses;
    const better = both.filter((loss, i) => loss < (own[i] as number)).length;
    report('forecast', 'better_with_network', better, 'recordings', { set, horizon, of: recordings.length });
  }
}

/** @returns the mean loss of each recording */
function reportTeller(
  of: { set: string; horizon: Horizon; teller: string },
  recordings: readonly Recording[],
  answers: NetworkAnswers,
): number[] {
  const { horizon } = of;
  const teller = tellers[of.teller] as Quantiles;
  const below = new Float64Array(QUANTILE_LEVELS.length);
  let [count, loss, spentMs] = [0, 0, 0];
  const losses = recordings.map((recording) => {
    const before = { count, loss };
    const { times, values } = recording;
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
    const unit = at(0.95) - at(0.05) || 1;
    const forecaster = new SeriesForecaster();
    times.forEach((time, row) => {
      forecaster.take(time, values[row] as number);
      if (!answers.isAsked(recording, row)) return;
      const began = performance.now();
      const outlook = forecaster.outlook(horizon);
      if (outlook.kind === 'abstained') return;
      const quantiles = teller(forecaster, outlook, answers.of(recording, row, horizon));
      spentMs += performance.now() - began;
      const ahead = times.findIndex((one) => one >= time + HORIZONS[horizon]);
      if (quantiles === null || ahead < 0) return;
      count += 1;
      const value = values[ahead] as number;
      quantiles.forEach((quantile, level) => {
        loss += pinballLoss(QUANTILE_LEVELS[level] as number, quantile, value) / unit / quantiles.length;
        // A value that equals the quantile lies half below it: many series have few values.
        below[level] = (below[level] as number) + (value < quantile ? 1 : value === quantile ? 0.5 : 0);
      });
    });
    return (loss - before.loss) / (count - before.count);
  });
  const coverage = [...below].map((one) => Number((one / count).toPrecision(3)));
  report('forecast', 'pinball_loss', loss / count, 'share', { ...of, forecasts: count });
  report('forecast', 'coverage', coverage[4] as number, 'share', { ...of, levels: QUANTILE_LEVELS, coverage });
  report('forecast', 'forecast_time', (1_000 * spentMs) / count, 'us', of);
  return losses;
}
