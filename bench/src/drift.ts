import { StreamDrift } from '@tocsin/domain/drift/stream-drift';
import { normal } from '@tocsin/domain/detection/noise.fake';
import { quantile, report } from './report.js';

const SEEDS = 200;
const USUAL = 1_500;
const VALUES = 5_000;
/** What was not noticed within so many values counts as missed. */
const NOTICED_MAX = 2_000;

type Values = (seed: number) => () => number;

/** Each value is the last one's echo and something new, with a standard deviation of 1. */
const echoing = (echo: number): Values => {
  return (seed) => {
    const random = normal(seed);
    let last = random();
    return () => (last = echo * last + Math.sqrt(1 - echo * echo) * random());
  };
};

const mapped = (change: (value: number) => number): Values => {
  return (seed) => {
    const random = normal(seed);
    return () => change(random());
  };
};

const unchanged: readonly (readonly [string, Values])[] = [
  ['normal', normal],
  ['lognormal', mapped(Math.exp)],
  ['counts', mapped((value) => Math.floor(Math.abs(3 * value)))],
  ['autocorrelated by 0.5', echoing(0.5)],
  ['autocorrelated by 0.9', echoing(0.9)],
];

const changes: readonly (readonly [string, (value: number) => number])[] = [
  ['mean by 0.25 deviations', (value) => value + 0.25],
  ['mean by 0.5 deviations', (value) => value + 0.5],
  ['mean by 1 deviation', (value) => value + 1],
  ['mean by 2 deviations', (value) => value + 2],
  ['spread by 1.5', (value) => 1.5 * value],
  ['spread by 2', (value) => 2 * value],
];

/** Drift of streams of known distributions, over 200 seeds: how often it is told of where there is none, and how late of where there is. */
export function drift(): Promise<void> {
  for (const [distribution, valuesOf] of unchanged) {
    const alarms = falseAlarms(valuesOf);
    const values = SEEDS * VALUES;
    report('drift', 'false_alarms', (1e5 * alarms) / values, 'per 100,000 values', { distribution, alarms, values });
  }
  for (const [change, changed] of changes) {
    const delays = Array.from({ length: SEEDS }, (_, seed) => delayOf(seed + 1, changed));
    const found = delays.filter((delay) => delay <= NOTICED_MAX).length;
    const circumstances = { change, found, of: SEEDS };
    for (const q of [0.5, 0.9]) report('drift', `delay_p${100 * q}`, quantile(delays, q), 'values', circumstances);
  }
  return Promise.resolve();
}

function falseAlarms(valuesOf: Values): number {
  let alarms = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const next = valuesOf(seed);
    const stream = new StreamDrift();
    for (let index = 0; index < VALUES; index++) if (stream.observe(next()).length > 0) alarms += 1;
  }
  return alarms;
}

function delayOf(seed: number, changed: (value: number) => number): number {
  const random = normal(seed);
  const stream = new StreamDrift();
  for (let index = 0; index < USUAL; index++) stream.observe(random());
  for (let delay = 1; delay <= NOTICED_MAX; delay++) if (stream.observe(changed(random())).length > 0) return delay;
  return NOTICED_MAX + 1;
}
