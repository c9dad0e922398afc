import fc from 'fast-check';
import { episodesOf } from '../backtest/episodes.js';
import { RuleBacktest } from '../backtest/rule-backtest.js';
import type { SampleSeries } from '../backtest/sample-feed.js';
import { type AlertRule, RuleDraftSchema } from '../rules/alert-rule.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { recommend } from './recommend.js';
import { withSetting } from './rule-setting.js';

const MINUTE = 60_000;
const START = 1_763_900_000_000;
const MINUTES = 240;
const TO = START + MINUTES * MINUTE;

/** Four hours of two hosts: they rest, and blips and long swells of any height come now and then. */
const swell = fc.record({
  host: fc.constantFrom('a', 'b'),
  at: fc.nat(MINUTES - 1),
  minutes: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 3, max: 25 })),
  height: fc.integer({ min: 45, max: 99 }),
});
const world = fc.record({
  swells: fc.array(swell, { minLength: 5, maxLength: 30 }),
  operator: fc.constantFrom('>' as const, '<=' as const),
  hold: fc.constantFrom('0', '2m'),
  incidents: fc.array(fc.record({ at: fc.nat(MINUTES - 1), minutes: fc.nat(40) }), { minLength: 2, maxLength: 6 }),
  delayMinutes: fc.constantFrom(0, 2, 10),
});

const seriesOf = (swells: readonly { host: string; at: number; minutes: number; height: number }[], sign: 1 | -1) =>
  ['a', 'b'].map((host): SampleSeries => {
    const own = swells.filter((one) => one.host === host);
    const valueAt = (minute: number): number =>
      Math.max(
        10,
        ...own.filter(({ at, minutes }) => minute >= at && minute < at + minutes).map(({ height }) => height),
      );
    return {
      labels: { __name__: 'cpu', instance: host },
      times: Array.from({ length: MINUTES + 1 }, (_, i) => START + i * MINUTE),
      values: Array.from({ length: MINUTES + 1 }, (_, i) => sign * valueAt(i)),
    };
  });

/** What a back-test of a rule says by itself. */
function backtest(
  rule: AlertRule,
  series: readonly SampleSeries[],
  from: number,
  spans: { from: number; to: number }[],
) {
  const running = new RuleBacktest({ rule, series, from, to: TO, incidents: spans });
  while (!running.isDone) running.step();
  const { rules, incidents, transitions } = running.report();
  return { pages: rules[0]?.firings, found: incidents?.found ?? 0, episodes: episodesOf(transitions) };
}

test('what is recommended never sends more pages than before, and finds what it says, as a back-test has it', () => {
  let recommended = 0;
  fc.assert(
    fc.property(world, ({ swells, operator, hold, incidents, delayMinutes }) => {
      const sign = operator === '>' ? 1 : -1;
      const rule = RuleFactory.create(
        RuleDraftSchema.parse({
          name: 'Busy',
          severity: 'LOW',
          category: 'infrastructure',
          conditions: [{ type: 'threshold', metric_path: 'cpu', operator, threshold: sign * 40 }],
          for: hold,
        }),
        { id: 'r', tenantId: 'acme' },
        0,
      );
      const series = seriesOf(swells, sign);
      const spans = incidents.map(({ at, minutes }) => ({
        from: START + at * MINUTE,
        to: START + Math.min(MINUTES, at + minutes) * MINUTE,
      }));
      const found = recommend({
        rule,
        series,
        from: START,
        to: TO,
        incidents: spans.map((span) => ({ ...span, matchers: ['alertname="Busy"'] })),
        delayMsMax: delayMinutes * MINUTE,
        confidenceMin: 0,
      });
      if (found.kind === 'abstained') return;
      recommended += 1;
      const { from, incidents: count, before, after, held_out } = found.backtest;
      const was = backtest(rule, series, from, spans);
      const is = backtest(withSetting(rule, found.after), series, from, spans);
      expect({ count, before: before.pages, after: after.pages }).toEqual({
        count: spans.length,
        before: was.pages,
        after: is.pages,
      });
      expect(after.pages).toBeLessThanOrEqual(before.pages);
      expect(after.missed).toBeLessThanOrEqual(before.missed);
      expect(is.found).toBeGreaterThanOrEqual(count - after.missed);
      const later = is.episodes.filter(({ firedAt }) => firedAt >= held_out.from);
      expect(held_out.after.pages).toBe(later.length);
    }),
    { numRuns: 40 },
  );
  // The property says something only where there are recommendations.
  expect(recommended).toBeGreaterThan(2);
});
