import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { jointLikelihoodOf } from '@tocsin/domain/forecasting/joint-likelihood';
import { likelihoodOf } from '@tocsin/domain/forecasting/rule-likelihood';
import { type Horizon, HORIZONS, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import { ruleWith } from '@tocsin/testing/rules';
import { report } from '../report.js';
import { cpuMs } from './cpu-time.js';
import { simulatedSeries } from './simulated-series.js';
import { brierScore, expectedCalibrationError } from './told.js';

const DAY_MS = 86_400_000;
const PERIOD_MS = 13 * 3_600_000;
const GROUPS = [
  [1, 2, 3],
  [4, 5, 6],
];
const KINDS = ['growing', 'queue'];
const QUANTILES = [0.9, 0.99];
const ASKED: readonly Horizon[] = ['15m', '1h', '6h'];

interface JointTold {
  readonly horizon: Horizon;
  readonly cameTrue: boolean;
  readonly joint: number;
  /** What is told of the sum, if it were one series. */
  readonly asOne: number;
  readonly climatology: number;
}

/**
 * How well it is told whether the sum of three series passes a threshold: by joint paths of the three, and, to compare with, by
 * paths of the sum itself, which somebody would have had to record. Chances as they come, not calibrated.
 */
export function joint(): void {
  const spent = { ms: 0, count: 0 };
  const told = GROUPS.flatMap((seeds) => KINDS.flatMap((kind) => askedOf(seeds, kind, spent)));
  for (const horizon of ASKED) {
    const own = told.filter((one) => one.horizon === horizon);
    const happened = own.map(({ cameTrue }) => cameTrue);
    const base = { set: 'sums', horizon, asked: own.length, base_rate: happened.filter(Boolean).length / own.length };
    const scoreOf = (by: 'joint' | 'asOne' | 'climatology'): number =>
      brierScore(
        own.map((one) => one[by]),
        happened,
      );
    const score = scoreOf('joint');
    report('forecast', 'joint_brier', score, 'score', { ...base, peer_sum_as_one_series: scoreOf('asOne') });
    report('forecast', 'joint_brier_skill', 1 - score / scoreOf('climatology'), 'share', {
      ...base,
      peer: 'climatology',
    });
    const error = expectedCalibrationError(
      own.map((one) => one.joint),
      happened,
    );
    report('forecast', 'joint_expected_calibration_error_raw', error, 'share', base);
  }
  report('forecast', 'joint_time', spent.ms / spent.count, 'ms of CPU', { series: 3 });
}

function askedOf(seeds: readonly number[], kind: string, spent: { ms: number; count: number }): JointTold[] {
  const parts = seeds.map((seed) => simulatedSeries(seed, 14).find(({ name }) => name.includes(kind)));
  const series = parts.flatMap((part, i) =>
    part === undefined ? [] : [{ ...part, labels: { __name__: 'load', instance: `i${i}` } }],
  );
  const times = series[0]?.times ?? [];
  const sums = times.map((_, i) => series.reduce((sum, { values }) => sum + (values[i] as number), 0));
  const sorted = sums.toSorted((a, b) => a - b);
  const forecaster = new SeriesForecaster();
  const told: JointTold[] = [];
  const seen = new Map<string, { times: number; of: number }>();
  let nextAt = (times[0] as number) + 2 * DAY_MS;
  times.forEach((time, i) => {
    forecaster.take(time, sums[i] as number);
    if (time < nextAt) return;
    nextAt = time + PERIOD_MS;
    const past = series.map(({ labels, values }): SampleSeries => ({
      labels,
      times: times.slice(0, i + 1),
      values: values.slice(0, i + 1),
    }));
    for (const threshold of QUANTILES.map((q) => sorted[Math.floor(q * (sorted.length - 1))] as number))
      for (const horizon of ASKED) {
        const end = time + HORIZONS[horizon];
        if ((sums[i] as number) > threshold || end > (times.at(-1) as number)) continue;
        const cameTrue = sums.some((sum, j) => j > i && (times[j] as number) <= end && sum > threshold);
        const known = seen.get(`${threshold} ${horizon}`) ?? { times: 0, of: 0 };
        const climatology = (known.times + 0.5) / (known.of + 1);
        seen.set(`${threshold} ${horizon}`, { times: known.times + (cameTrue ? 1 : 0), of: known.of + 1 });
        const began = cpuMs();
        const ours = jointLikelihoodOf(sumRule(threshold), past, horizon, time);
        spent.ms += cpuMs() - began;
        spent.count += 1;
        const asOne = ofSum(forecaster, horizon, threshold);
        if (ours.kind === 'likelihood' && asOne !== null)
          told.push({ horizon, cameTrue, joint: ours.share, asOne, climatology });
      }
  });
  return told;
}

const sumRule = (threshold: number) =>
  ruleWith('sum', 'bench', { conditions: [{ type: 'promql', expr: `sum(load) > ${threshold}` }] });

function ofSum(forecaster: SeriesForecaster, horizon: Horizon, threshold: number): number | null {
  const [said, past] = [forecaster.forecast(horizon), forecaster.pastFor(horizon)];
  if (said.kind !== 'forecast' || past === null) return null;
  const rule = ruleWith('sum', 'bench', {
    conditions: [{ type: 'threshold', metric_path: 'total', operator: '>', threshold }],
  });
  const told = likelihoodOf(rule, { metric: 'total', labels: {} }, past, said.paths);
  return told.kind === 'likelihood' ? told.share : null;
}
