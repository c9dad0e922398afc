import { ProbabilityCalibration } from '@tocsin/domain/forecasting/probability-calibration';
import { likelihoodOf } from '@tocsin/domain/forecasting/rule-likelihood';
import { type Horizon, HORIZONS, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import { nabFiles, type Recording } from '@tocsin/testing/nab';
import { ruleWith } from '@tocsin/testing/rules';
import { brierScore, expectedCalibrationError, leadAtBudget, type Told } from './forecast/told.js';
import { networkAnswers } from './forecast/network-answers.js';
import { reportQuantiles } from './forecast/report-quantiles.js';
import { simulatedSeries } from './forecast/simulated-series.js';
import { report } from './report.js';

const ASKED: readonly Horizon[] = ['15m', '1h', '6h'];
/** Of each file, so many of its values lie below the threshold. */
const THRESHOLD_QUANTILES = [0.9, 0.95, 0.99];
/** Nothing is asked within the first day, and then every second hour. */
const BEGIN_MS = 86_400_000;
const PERIOD_MS = 7_200_000;
/** As `predict_linear(series[1h], h)` looks back. */
const LINEAR_MS = 3_600_000;
const SEEDS = [1, 2, 3];
/** Untrained: chances as they come. */
const NEUTRAL = { intercept: 0, slope: 1 };

/**
 * How well chances of crossing a threshold are told, and quantiles by the series' own past, by the network, and by both; on
 * recordings of AWS (`aws`) and on simulated series (`simulated`). `quantiles` leaves the chances out, which take longest.
 */
export async function forecast(args: readonly string[]): Promise<void> {
  const recorded = (await nabFiles()).filter(({ path }) => path.startsWith('realAWSCloudwatch/'));
  const sets = { aws: recorded, simulated: SEEDS.flatMap(simulatedSeries) };
  const isNamed = args.some((arg) => Object.hasOwn(sets, arg));
  for (const [set, recordings] of Object.entries(sets)) {
    if (isNamed && !args.includes(set)) continue;
    const answers = await networkAnswers(recordings, askedRows, ASKED);
    reportQuantiles(set, recordings, answers);
    if (args.includes('quantiles')) continue;
    const told = recordings.flatMap(askedOf);
    for (const horizon of ASKED) reportOn(set, horizon, told);
  }
}

/** The rows at which a recording is asked about. */
function askedRows({ times }: Recording): Set<number> {
  const rows = new Set<number>();
  let nextAt = (times[0] as number) + BEGIN_MS;
  times.forEach((time, row) => {
    if (time < nextAt) return;
    nextAt = time + PERIOD_MS;
    rows.add(row);
  });
  return rows;
}

function askedOf(recording: Recording): Told[] {
  const { path, name, times, values } = recording;
  const sorted = values.toSorted((a, b) => a - b);
  const thresholds = new Set(THRESHOLD_QUANTILES.map((q) => sorted[Math.floor(q * (sorted.length - 1))] as number));
  const series = { metric: name, labels: {} };
  const rules = [...thresholds].map((threshold) => ({
    threshold,
    rule: ruleWith(`above-${threshold}`, 'bench', {
      conditions: [{ type: 'threshold', metric_path: name, operator: '>', threshold }],
    }),
    crossed: new Map(ASKED.map((horizon) => [horizon, { times: 0, of: 0 }])),
  }));
  const forecaster = new SeriesForecaster();
  const told: Told[] = [];
  const rows = askedRows(recording);
  times.forEach((time, i) => {
    forecaster.take(time, values[i] as number);
    if (!rows.has(i)) return;
    for (const horizon of ASKED) {
      const end = time + HORIZONS[horizon];
      if (end > (times.at(-1) as number)) continue;
      const said = forecaster.forecast(horizon);
      const past = forecaster.pastFor(horizon);
      for (const { threshold, rule, crossed } of rules) {
        if ((values[i] as number) > threshold) continue;
        const leadMs = crossingAfter(recording, i, end, threshold);
        const cameTrue = leadMs !== null;
        const known = crossed.get(horizon) as { times: number; of: number };
        const likelihood =
          said.kind === 'forecast' && past !== null ? likelihoodOf(rule, series, past, said.paths) : null;
        const peers = {
          climatology: (known.times + 0.5) / (known.of + 1),
          persistence: wasAbove(recording, i, time - HORIZONS[horizon], threshold) ? 1 : 0,
          predict_linear: linear(recording, i, HORIZONS[horizon]) > threshold ? 1 : 0,
        };
        known.times += cameTrue ? 1 : 0;
        known.of += 1;
        const raw = likelihood?.kind === 'likelihood' ? likelihood.share : null;
        told.push({ file: path, horizon, subject: `${path} ${threshold}`, at: time, cameTrue, leadMs, raw, peers });
      }
    }
  });
  return told;
}

/** From row `i` to the first later value above the threshold, ms; null when there is none up to `end`. */
function crossingAfter({ times, values }: Recording, i: number, end: number, threshold: number): number | null {
  for (let j = i + 1; j < times.length && (times[j] as number) <= end; j += 1)
    if ((values[j] as number) > threshold) return (times[j] as number) - (times[i] as number);
  return null;
}

function wasAbove({ times, values }: Recording, i: number, from: number, threshold: number): boolean {
  for (let j = i; j >= 0 && (times[j] as number) > from; j -= 1) if ((values[j] as number) > threshold) return true;
  return false;
}

/** The straight line through the last hour, by least squares, so far ahead. */
function linear({ times, values }: Recording, i: number, aheadMs: number): number {
  const now = times[i] as number;
  let [n, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (let j = i; j >= 0 && (times[j] as number) >= now - LINEAR_MS; j -= 1) {
    const [x, y] = [(times[j] as number) - now, values[j] as number];
    n += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  const spread = n * sumXX - sumX * sumX;
  const slope = spread === 0 ? 0 : (n * sumXY - sumX * sumY) / spread;
  return (sumY - slope * sumX) / n + slope * aheadMs;
}

/** Each file is told of by a calibration that has learned from all others and from none of it. */
function reportOn(set: string, horizon: Horizon, all: readonly Told[]): void {
  const told = all.filter((one) => one.horizon === horizon);
  const answered = told.filter((one): one is Told & { raw: number } => one.raw !== null);
  const chances = [...new Set(answered.map(({ file }) => file))].flatMap((file) => {
    const calibration = new ProbabilityCalibration(NEUTRAL);
    for (const { raw, cameTrue } of answered.filter((one) => one.file !== file)) calibration.learn(raw, cameTrue);
    return answered
      .filter((one) => one.file === file)
      .map((one) => ({ ...one, chance: calibration.calibrated(one.raw) }));
  });
  const happened = chances.map(({ cameTrue }) => cameTrue);
  const own = chances.map(({ chance }) => chance);
  const score = brierScore(own, happened);
  const base = { set, horizon, asked: told.length, answered: answered.length };
  report('forecast', 'brier', score, 'score', {
    ...base,
    base_rate: happened.filter(Boolean).length / happened.length,
  });
  for (const peer of ['climatology', 'persistence', 'predict_linear'])
    report(
      'forecast',
      'brier_skill',
      1 -
        score /
          brierScore(
            chances.map(({ peers }) => peers[peer] as number),
            happened,
          ),
      'share',
      { ...base, peer },
    );
  report('forecast', 'expected_calibration_error', expectedCalibrationError(own, happened), 'share', base);
  const raw = chances.map((one) => one.raw);
  report('forecast', 'expected_calibration_error_raw', expectedCalibrationError(raw, happened), 'share', base);
  const lead = leadAtBudget(chances, 1);
  if (lead !== null)
    report('forecast', 'median_lead', lead.medianLeadMs / 60_000, 'min', {
      ...base,
      false_warnings_a_day: Number(lead.falseADay.toPrecision(3)),
      warned_share: Number(lead.warnedShare.toPrecision(3)),
      limit: Number(lead.limit.toPrecision(2)),
    });
  const calibration = new ProbabilityCalibration(NEUTRAL);
  for (const { raw: one, cameTrue } of answered) calibration.learn(one, cameTrue);
  const learned = calibration.learned;
  report('forecast', 'calibration_intercept', learned.intercept, 'log odds', base);
  report('forecast', 'calibration_slope', learned.slope, 'log odds', base);
}
