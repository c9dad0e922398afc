import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { RecommendationJob } from './recommendation-job.js';
import { recommendInThread } from './recommendation-thread.js';

const code = new URL('../../dist/recommendations/recommendation-thread-main.js', import.meta.url);
const MINUTE = 60_000;
const MINUTES = 360;

function jobOf(): RecommendationJob {
  const draft = RuleDraftSchema.parse({
    name: 'Busy',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
  });
  const times = Float64Array.from({ length: MINUTES }, (_, i) => i * MINUTE);
  const isReal = (minute: number): boolean => [60, 200].some((at) => minute >= at && minute < at + 10);
  const values = Float64Array.from({ length: MINUTES }, (_, i) => (isReal(i) ? 97 : i % 20 === 5 ? 83 : 40));
  const incident = (minute: number) => ({
    from: minute * MINUTE,
    to: (minute + 10) * MINUTE,
    matchers: ['alertname="Busy"'],
  });
  return {
    rule: RuleFactory.create(draft, { id: 'r', tenantId: 'acme' }, 0),
    from: 0,
    to: MINUTES * MINUTE,
    incidents: [incident(60), incident(200)],
    delayMsMax: 0,
    confidenceMin: 0.8,
    samples: [encodeHistory([{ labels: { __name__: 'cpu' }, times, values }])],
  };
}

test('a thread makes a recommendation', async () => {
  const found = await recommendInThread(jobOf(), new AbortController().signal, code);
  expect(found).toMatchObject({ kind: 'recommended', backtest: { after: { pages: 2, missed: 0 } } });
});

test('a thread is ended when nobody waits any more', async () => {
  const gone = new AbortController();
  const running = recommendInThread(jobOf(), gone.signal, code);
  gone.abort(new Error('gone'));
  await expect(running).rejects.toThrow('gone');
});
