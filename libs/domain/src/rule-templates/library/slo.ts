import { quoteString } from '../../promql/go-text.js';
import { number, type NumberParameter, window } from '../parameter.js';
import { type RuleTemplate, type Runbook, template } from '../rule-template.js';
import { openTelemetryRequests } from './http-parameters.js';

const group = 'slo';
const only = ['job'];

const objective = number({
  default: 99.9,
  min: 50,
  max: 99.999,
  unit: 'percent',
  what: 'The share of requests that is promised to succeed.',
});
const burn = (given: number): NumberParameter =>
  number({
    default: given,
    min: 0.1,
    max: 1_000,
    unit: 'times the even pace',
    what: 'How fast the budget of errors may be used up; at 1 it lasts exactly as long as the promise.',
  });

interface Promised {
  readonly objective: number;
  readonly burn: number;
  readonly long: string;
  readonly short: string;
}

/**
 * Burns by two windows: the long one says that it matters, the short one that it is still going on.
 *
 * @param failing - the share of requests that fail, over a window
 */
function burns({ objective, burn, long, short }: Promised, failing: (window: string) => string): string {
  const most = `${burn} * (1 - ${objective} / 100)`;
  return `${failing(long)} > ${most} and ${failing(short)} > ${most}`;
}

const failingRequests = (window: string): string =>
  `sum by (job) (rate(http_requests_total{code=~"5.."}[${window}])) / sum by (job) (rate(http_requests_total[${window}]))`;
const failingOf = (requests: string, window: string): string =>
  `sum by (job) (rate({${requests},http_response_status_code=~"5.."}[${window}])) / sum by (job) (rate({${requests}}[${window}]))`;
const slowRequests = (window: string, within: string): string =>
  `1 - sum by (job) (rate(http_request_duration_seconds_bucket{le=${quoteString(within)}}[${window}])) / sum by (job) (rate(http_request_duration_seconds_count[${window}]))`;

const windows = (long: string, short: string) => ({
  long: window(long, 'The window that says that it matters.'),
  short: window(short, 'The window that says that it still goes on.'),
});

const runbook: Runbook = {
  check: [
    'How much of the budget is left, and at this pace until when?',
    'Which path, version or instance do the failures come from?',
    'See whether alerts of single parts (database, queue, host) name the reason already.',
  ],
  act: [
    'Fast burn: treat it as an outage; roll back, or switch off what fails.',
    'Slow burn: a ticket for this week, before new features.',
    'When the budget is gone, stop releases that carry risk until it has recovered.',
  ],
  falseAlarm:
    'A service with few requests burns a lot of budget with one failure. Promise less, or look over longer windows. An objective that nobody agreed upon is no reason to wake anybody.',
};

/** Promises of availability and speed, by the pace at which their budget of errors is used up. */
export const sloTemplates: readonly RuleTemplate[] = [
  template({
    id: 'slo-burns-fast',
    title: 'The error budget of a service burns fast',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'So many requests fail that, at this pace, the budget of a month is gone within about two days. Wakes whoever is on call for the service.',
    parameters: { objective, burn: burn(14.4), ...windows('1h', '5m') },
    for: '2m',
    only,
    rule: { expr: (values) => burns(values, failingRequests) },
    summary:
      '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests, which its budget bears for two days',
    runbook,
    fires: {
      series: {
        'http_requests_total{job="api",code="200"}': '0+97x75',
        'http_requests_total{job="api",code="500"}': '0+3x75',
      },
      at: '1h10m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_requests_total{job="api",code="200"}': '0+97x40 3880+100x40',
        'http_requests_total{job="api",code="500"}': '0+0.5x40 20x40',
      },
      at: '1h15m',
      alerts: [],
    },
  }),
  template({
    id: 'slo-burns',
    title: 'The error budget of a service burns',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'So many requests fail that, at this pace, the budget of a month is gone within five days. Matters to the owner of the service today.',
    parameters: { objective, burn: burn(6), ...windows('6h', '30m') },
    for: '5m',
    only,
    rule: { expr: (values) => burns(values, failingRequests) },
    summary:
      '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests, which its budget bears for five days',
    runbook,
    fires: {
      every: '5m',
      series: {
        'http_requests_total{job="api",code="200"}': '0+990x80',
        'http_requests_total{job="api",code="500"}': '0+10x80',
      },
      at: '6h30m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      every: '5m',
      series: {
        'http_requests_total{job="api",code="200"}': '0+990x80',
        'http_requests_total{job="api",code="500"}': '0+2x80',
      },
      at: '6h30m',
      alerts: [],
    },
  }),
  template({
    id: 'slo-burns-slowly',
    title: 'The error budget of a service burns slowly',
    group,
    severity: 'LOW',
    category: 'availability',
    meaning:
      'For days more requests have failed than the promise allows. Nobody has to get up; but if nothing is done, the promise of this month is broken.',
    parameters: { objective, burn: burn(1), ...windows('3d', '6h') },
    for: '1h',
    only,
    interval: '5m',
    rule: { expr: (values) => burns(values, failingRequests) },
    summary:
      '{{ $labels.job }} has failed {{ $value | humanizePercentage }} of its requests for days, more than it may',
    runbook,
    fires: {
      every: '15m',
      series: {
        'http_requests_total{job="api",code="200"}': '0+2980x300',
        'http_requests_total{job="api",code="500"}': '0+20x300',
      },
      at: '74h',
      alerts: ['{job="api"}'],
    },
    quiet: {
      every: '15m',
      series: {
        'http_requests_total{job="api",code="200"}': '0+2999x300',
        'http_requests_total{job="api",code="500"}': '0+1x300',
      },
      at: '74h',
      alerts: [],
    },
  }),
  template({
    id: 'otel-slo-burns-fast',
    title: 'The error budget of a service with OpenTelemetry burns fast',
    group,
    severity: 'CRITICAL',
    category: 'availability',
    meaning:
      'By the histogram that OpenTelemetry prescribes for HTTP servers, so many requests fail that the budget of a month is gone within about two days. Wakes whoever is on call.',
    parameters: { requests: openTelemetryRequests, objective, burn: burn(14.4), ...windows('1h', '5m') },
    for: '2m',
    only,
    rule: { expr: (values) => burns(values, (window) => failingOf(values.requests, window)) },
    summary:
      '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests, which its budget bears for two days',
    runbook,
    fires: {
      series: {
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="200"}': '0+97x75',
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="503"}': '0+3x75',
      },
      at: '1h10m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="200"}': '0+997x75',
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="503"}': '0+3x75',
      },
      at: '1h15m',
      alerts: [],
    },
  }),
  template({
    id: 'slo-latency-burns-fast',
    title: 'Too many requests are slower than promised',
    group,
    severity: 'HIGH',
    category: 'performance',
    meaning:
      'So many requests take longer than promised that the budget of slow ones is gone within about two days. Matters to the owner of the service; users feel it now.',
    parameters: {
      objective: number({ ...objective, default: 99, what: 'The share of requests that is promised to be fast.' }),
      burn: burn(14.4),
      within: {
        kind: 'label_value',
        label: 'le',
        default: '0.5',
        what: 'What is fast, in seconds: one of the bounds (`le`) that the histogram has, as it is written there.',
      },
      ...windows('1h', '5m'),
    },
    for: '2m',
    only,
    rule: { expr: (values) => burns(values, (window) => slowRequests(window, values.within)) },
    summary: 'Of the requests to {{ $labels.job }}, {{ $value | humanizePercentage }} are slower than promised',
    runbook,
    fires: {
      series: {
        'http_request_duration_seconds_bucket{job="api",le="0.5"}': '0+70x75',
        'http_request_duration_seconds_count{job="api"}': '0+100x75',
      },
      at: '1h10m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_request_duration_seconds_bucket{job="api",le="0.5"}': '0+97x75',
        'http_request_duration_seconds_count{job="api"}': '0+100x75',
      },
      at: '1h15m',
      alerts: [],
    },
  }),
];
