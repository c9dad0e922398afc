import { episodesOf } from '@tocsin/domain/backtest/episodes';
import { RuleBacktest } from '@tocsin/domain/backtest/rule-backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { uniform } from '@tocsin/domain/detection/noise.fake';
import { incidentsOf, type KnownIncident } from '@tocsin/domain/recommendations/known-incidents';
import { recommend } from '@tocsin/domain/recommendations/recommend';
import { withSetting } from '@tocsin/domain/recommendations/rule-setting';
import { figuresOf } from '@tocsin/domain/recommendations/setting-figures';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { report } from './report.js';

const SEEDS = 60;
const MINUTE_MS = 60_000;
const DAY = 1_440;

/** How incidents differ from blips, which reach from 80 to 95 for one to four minutes. */
interface Kind {
  readonly name: string;
  /** The least and the most that an incident reaches. */
  readonly height: readonly [number, number];
  readonly minutes: readonly [number, number];
}
const kinds: readonly Kind[] = [
  { name: 'higher and longer', height: [92, 100], minutes: [15, 60] },
  { name: 'longer', height: [82, 95], minutes: [15, 60] },
  { name: 'as blips are', height: [80, 95], minutes: [1, 4] },
];

const rule: AlertRule = RuleFactory.create(
  RuleDraftSchema.parse({
    name: 'Busy',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [ConditionFactory.threshold('cpu', '>', 80)],
  }),
  { id: 'r', tenantId: 'bench' },
  0,
);

/** Two days at a sample a minute: about 60 blips and four incidents a day, at any time. */
function world({ height, minutes }: Kind, seed: number): { series: SampleSeries; incidents: KnownIncident[] } {
  const random = uniform(seed);
  const between = ([least, most]: readonly [number, number]): number => least + (most - least) * random();
  const values = Float64Array.from({ length: 2 * DAY }, () => between([30, 60]));
  const raise = (at: number, length: number, level: number): void => {
    for (let i = at; i < Math.min(at + length, 2 * DAY); i += 1)
      values[i] = Math.max(values[i] as number, level + between([-1, 1]));
  };
  for (let i = 0; i < 120; i += 1)
    raise(Math.floor(2 * DAY * random()), Math.round(between([1, 4])), between([80, 95]));
  const incidents = Array.from({ length: 8 }, (_, i): KnownIncident => {
    const [at, length] = [Math.floor((i + between([0.1, 0.7])) * (DAY / 4)), Math.round(between(minutes))];
    raise(at, length, between(height));
    return { from: at * MINUTE_MS, to: (at + length) * MINUTE_MS, matchers: ['alertname="Busy"'] };
  });
  const times = Float64Array.from(values, (_, i) => i * MINUTE_MS);
  return { series: { labels: { __name__: 'cpu', instance: 'a' }, times, values }, incidents };
}

/** What recommendations of one day come to on the next one, which nobody had seen. */
export function recommendations(): Promise<void> {
  for (const kind of kinds) {
    const sums = { recommended: 0, before: 0, after: 0, incidents: 0, missedBefore: 0, missedAfter: 0, louder: 0 };
    let confidence = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { series, incidents } = world(kind, seed);
      const asked = { rule, series: [series], from: 0, to: DAY * MINUTE_MS - 1, incidents };
      const found = recommend({ ...asked, delayMsMax: 5 * MINUTE_MS, confidenceMin: 0.8 });
      if (found.kind === 'abstained') continue;
      const next = incidentsOf(incidents, rule).filter(({ from }) => from >= DAY * MINUTE_MS);
      const [was, is] = [rule, withSetting(rule, found.after)].map((one) => figuresOf(nextDay(one, series), next));
      if (was === undefined || is === undefined) throw new TypeError('a setting has no figures');
      sums.recommended += 1;
      sums.before += was.pages;
      sums.after += is.pages;
      sums.incidents += next.length;
      sums.missedBefore += was.missed;
      sums.missedAfter += is.missed;
      sums.louder += is.pages >= was.pages ? 1 : 0;
      confidence += found.confidence;
    }
    const { recommended, before, after, incidents, missedBefore, missedAfter, louder } = sums;
    const of = { incidents_are: kind.name };
    report('recommendations', 'recommended', recommended, `of ${SEEDS}`, of);
    if (recommended === 0) continue;
    report('recommendations', 'pages', after, `instead of ${before}`, of);
    report('recommendations', 'missed', missedAfter, `of ${incidents} incidents`, { ...of, before: missedBefore });
    report('recommendations', 'not_fewer_pages', louder, `of ${recommended}`, {
      ...of,
      mean_confidence: confidence / recommended,
    });
  }
  return Promise.resolve();
}

function nextDay(one: AlertRule, series: SampleSeries) {
  const running = new RuleBacktest({ rule: one, series: [series], from: DAY * MINUTE_MS, to: 2 * DAY * MINUTE_MS });
  while (!running.isDone) running.step();
  return episodesOf(running.report().transitions);
}
