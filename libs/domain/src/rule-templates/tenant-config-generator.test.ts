import fc from 'fast-check';
import type { SampleSeries } from '../backtest/sample-feed.js';
import type { Labels } from '../rules/labels.js';
import { AlertRuleTemplates } from './alert-rule-templates.js';
import type { NumberParameter } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';
import { type HistoryStretch, type Proposal, TenantConfigGenerator } from './tenant-config-generator.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TO = 1_700_000_000_000;
const day = { from: TO - 24 * HOUR, to: TO };

/** Numbers from 0 to 1 that a seed alone decides. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A series with one sample a minute, `valueAt` its minutes since the beginning. */
function series(labels: Labels, valueAt: (minute: number) => number, { from, to } = day): SampleSeries {
  const count = Math.floor((to - from) / MINUTE) + 1;
  return {
    labels,
    times: Array.from({ length: count }, (_, i) => from + i * MINUTE),
    values: Array.from({ length: count }, (_, i) => valueAt(i)),
  };
}

/** A counter that grows by what `perMinute` says. */
function counter(labels: Labels, perMinute: (minute: number) => number, stretch = day): SampleSeries {
  let total = 0;
  return series(labels, (minute) => (total += perMinute(minute)), stretch);
}

function propose(
  world: readonly SampleSeries[],
  stretch: HistoryStretch,
  generator: TenantConfigGenerator,
): Proposal[] {
  return generator
    .fitting(world.map(({ labels }) => labels))
    .map((fitting) => generator.propose(fitting, stretch, world));
}

/** What is proposed of one template. */
function proposalOf(id: string, world: readonly SampleSeries[], stretch = day, externalUrl = ''): Proposal {
  const template = AlertRuleTemplates.get(id) as RuleTemplate;
  const [found] = propose(world, stretch, new TenantConfigGenerator(externalUrl, [template]));
  if (found === undefined) throw new Error(`${id} is not proposed`);
  return found;
}

/** A shop that answers requests; at noon, one in five fails for a quarter of an hour. */
function shop(seed: number): SampleSeries[] {
  const random = seeded(seed);
  const isOut = (minute: number): boolean => minute >= 720 && minute < 735;
  return [
    counter({ __name__: 'http_requests_total', job: 'shop', code: '200' }, () => 1_000 + 100 * random()),
    counter({ __name__: 'http_requests_total', job: 'shop', code: '500' }, (minute) =>
      isOut(minute) ? 250 : random(),
    ),
    series({ __name__: 'nodejs_eventloop_lag_p99_seconds', job: 'shop', instance: 'a' }, () => 0.1 + 0.05 * random()),
    series({ __name__: 'up', job: 'shop', instance: 'a' }, () => 1),
  ];
}

test('what fits is found, and nothing else', () => {
  const fitting = new TenantConfigGenerator().fitting(shop(1).map(({ labels }) => labels));
  expect(fitting.map(({ template }) => template.id)).toEqual([
    'target-down',
    'http-error-ratio',
    'http-traffic-dropped',
    'http-denied-ratio',
    'nodejs-event-loop-slow',
    'slo-burns-fast',
    'slo-burns',
    'slo-burns-slowly',
  ]);
});

test('a template that asks for a label which no series has does not fit, and one that asks for a value may', () => {
  const generator = new TenantConfigGenerator();
  const ids = (labels: Labels): string[] => generator.fitting([labels]).map(({ template }) => template.id);
  expect(ids({ __name__: 'http_requests_total', job: 'a', status: '500' })).not.toContain('http-error-ratio');
  expect(ids({ __name__: 'http_requests_total', job: 'a', code: '200' })).toContain('http-error-ratio');
  expect(ids({ __name__: 'node_md_disks', state: 'active' })).toEqual(['host-raid-degraded']);
});

test('a metric under another of its names is found, and the rule reads that', () => {
  const proposal = proposalOf('business-figure-stopped', [counter({ __name__: 'bookings_total' }, () => 3)]);
  expect(proposal.parameters).toEqual({ metric: 'bookings_total' });
  expect(proposal.draft.conditions).toEqual([{ type: 'promql', expr: 'sum(increase(bookings_total[30m])) == 0' }]);
});

test('the histogram of OpenTelemetry is found as its exporters name it, and as it comes in by OTLP', () => {
  const labels = { job: 'a', http_response_status_code: '200' };
  const exprOf = (metric: string): string => {
    const [condition] = proposalOf('otel-http-error-ratio', [counter({ __name__: metric, ...labels }, () => 1)]).draft
      .conditions;
    return condition?.type === 'promql' ? condition.expr : '';
  };
  for (const metric of ['http_server_request_duration_seconds_count', 'http_server_request_duration_count'])
    expect(exprOf(metric)).toContain(`rate(${metric}{http_response_status_code=~"5.."}[5m])`);
});

test('a threshold is what all but one in a thousand values keep to, with its margin, and the reason says so', () => {
  const { parameters, reason, draft, history } = proposalOf('nodejs-event-loop-slow', shop(2));
  expect(history?.high).toBeGreaterThan(0.149);
  expect(parameters).toEqual({ threshold: 0.23 });
  expect(draft.conditions).toEqual([
    { type: 'threshold', metric_path: 'nodejs_eventloop_lag_p99_seconds', operator: '>', threshold: 0.23 },
  ]);
  expect(reason).toBe(
    'It would read 1 series that you send (node). Of what it measures, 99.9 % lay below 0.15; with a margin of 50 %, the threshold is 0.23. It would not have fired in the last 1d.',
  );
});

test('an outage of the past is told: how often it would have fired, and for how long', () => {
  const { figures, reason, parameters } = proposalOf('http-error-ratio', shop(3));
  // The outage is more than one in a thousand, so the threshold meets the bound that it may not pass.
  expect(parameters).toEqual({ threshold: 0.1 });
  expect(reason).toContain('not laxer than 0.1');
  expect(figures?.firings).toBe(1);
  expect(figures?.inAlertMs).toBeGreaterThan(5 * MINUTE);
  expect(figures?.inAlertMs).toBeLessThan(25 * MINUTE);
  expect(reason).toContain('It would have fired once in the last 1d');
});

test('a quiet history never makes a rule stricter than its bound', () => {
  const quiet = [series({ __name__: 'nodejs_eventloop_lag_p99_seconds', job: 'a', instance: 'a' }, () => 0.001)];
  const { parameters, reason } = proposalOf('nodejs-event-loop-slow', quiet);
  expect(parameters).toEqual({ threshold: 0.05 });
  expect(reason).toContain('not stricter than 0.05');
});

test('with a short history, none, or too much of it, the defaults are kept, and the reason says which', () => {
  const short = { from: TO - HOUR, to: TO };
  const labels = { __name__: 'nodejs_eventloop_lag_p99_seconds', job: 'a', instance: 'a' };
  const brief = proposalOf('nodejs-event-loop-slow', [series(labels, () => 5, short)], short);
  expect(brief.parameters).toEqual({});
  expect(brief.reason).toContain('The history is short (61 values in 1h)');
  expect(brief.figures?.firings).toBe(1);
  const calm = proposalOf('nodejs-event-loop-slow', [series(labels, () => 0, short)], short);
  expect(calm.reason).toContain('the history is too short for that (1h)');
  expect(calm.reason).not.toContain('would not have fired');
  const generator = new TenantConfigGenerator();
  const [fitting] = generator.fitting([labels]);
  if (fitting === undefined) throw new Error('nothing fits');
  const none = generator.propose(fitting, day, []);
  expect(none).toMatchObject({ parameters: {}, history: null, figures: { firings: 0 } });
  expect(none.reason).toContain('Nothing was measured yet');
  expect(none.reason).toContain(
    'How often it would have fired is not known: the history is too short for that (nothing was sent).',
  );
  const tooMany = generator.propose(fitting, day, null);
  expect(tooMany).toMatchObject({ parameters: {}, history: null, figures: null });
  expect(tooMany.reason).toContain('too much to look at');
});

test('gaps and the pace of what is measured are told', () => {
  const random = seeded(5);
  const labels = { __name__: 'rabbitmq_queue_messages_ready', vhost: '/', queue: 'a' };
  const whole = series(labels, (minute) => minute + random());
  const isKept = (i: number): boolean => i < 300 || i >= 444;
  const holed: SampleSeries = {
    labels,
    times: Array.from(whole.times).filter((_, i) => isKept(i)),
    values: Array.from(whole.values).filter((_, i) => isKept(i)),
  };
  const { history } = proposalOf('rabbitmq-queue-long', [holed]);
  expect(history?.gaps).toBeCloseTo(0.1, 1);
  expect(history?.ratePerSecond).toBeCloseTo(1 / 60, 3);
});

test('a proposal links its runbook where the platform knows how it is reached', () => {
  const proposal = proposalOf('target-down', shop(4), day, 'https://tocsin.example');
  expect(proposal.draft.runbook).toBe('https://tocsin.example/api/rule-templates/target-down/runbook');
});

const learnedGauges = ['nodejs-event-loop-slow', 'probe-slow', 'rabbitmq-queue-long', 'jvm-threads-blocked'].map(
  (id) => AlertRuleTemplates.get(id) as RuleTemplate,
);

test('in any world, a learned threshold keeps to its bounds, and fires on next to nothing unless a bound made it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...learnedGauges),
      fc.nat(),
      fc.double({ min: -4, max: 6, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (template, seed, scale, spread) => {
        const random = seeded(seed);
        const { learned, default: usual } = template.parameters['threshold'] as NumberParameter;
        const measure = 'measure' in template.rule ? String(template.rule.measure) : '';
        const metric = /^\w+/.exec(measure)?.[0] ?? '';
        const generator = new TenantConfigGenerator('', [template]);
        const world = [
          series({ __name__: metric, instance: 'a', state: 'blocked' }, () => 10 ** (scale + spread * random() ** 8)),
        ];
        const [proposal] = propose(world, day, generator);
        const threshold = Number(proposal?.parameters['threshold'] ?? usual);
        if (learned === undefined) throw new Error(`${template.id} learns nothing`);
        expect(threshold).toBeGreaterThanOrEqual(learned.strictest);
        expect(threshold).toBeLessThanOrEqual(learned.laxest);
        const over = Array.from(world[0]?.values ?? []).filter((value) => value > threshold).length;
        if (threshold < learned.laxest) expect(over).toBeLessThanOrEqual(2);
        expect(proposal?.figures).not.toBeNull();
      },
    ),
    { numRuns: 40 },
  );
});
