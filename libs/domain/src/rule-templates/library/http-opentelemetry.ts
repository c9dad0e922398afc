import { metric, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { failingShare, fasterShare, openTelemetryRequests, secondsTaken } from './http-parameters.js';

const group = 'http';

/** Services that speak HTTP, by the names that OpenTelemetry prescribes. */
export const openTelemetryHttpTemplates: readonly RuleTemplate[] = [
  template({
    id: 'otel-http-error-ratio',
    title: 'A service with OpenTelemetry answers with errors',
    group,
    severity: 'HIGH',
    category: 'application',
    meaning:
      'A good part of the requests to a service end with a status of 500 or more, by the histogram that OpenTelemetry prescribes for HTTP servers. Its users meet failures right now.',
    parameters: {
      requests: openTelemetryRequests,
      threshold: failingShare,
      window: window('5m'),
    },
    for: '5m',
    only: ['job'],
    rule: {
      measure: ({ requests, window }) =>
        `sum by (job) (rate({${requests},http_response_status_code=~"5.."}[${window}])) / sum by (job) (rate({${requests}}[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests',
    runbook: {
      check: [
        'Group the errors by http_route and error_type: one route points to code.',
        'Open a trace of a failed request; its first failed span names the culprit.',
        'Was anything released in the minutes before (service_version)?',
      ],
      act: [
        'A release: roll it back.',
        'A service behind it: follow the trace to its owner, and shed what can be done without.',
        'A time-out of the caller: see the latency first.',
      ],
      falseAlarm:
        'A proxy of OpenTelemetry counts what it could not connect to as 5xx, too. If one backend is switched off on purpose, narrow the rule.',
    },
    fires: {
      series: {
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="200"}': '0+90x20',
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="503"}': '0+10x20',
      },
      at: '15m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="200"}': '0+990x20',
        'http_server_request_duration_seconds_count{job="api",http_response_status_code="503"}': '0+2x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'otel-http-latency-high',
    title: 'A service with OpenTelemetry is slow',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'The slower requests of a service take longer than usual, by the histogram that OpenTelemetry prescribes for HTTP servers. Matters to its owner before its callers give up.',
    parameters: {
      buckets: metric('http_server_request_duration_seconds_bucket', 'The buckets of the histogram of requests.', [
        'http_server_request_duration_bucket',
      ]),
      threshold: secondsTaken,
      quantile: fasterShare,
      window: window('5m'),
    },
    for: '10m',
    only: ['job'],
    rule: {
      measure: ({ buckets, quantile, window }) =>
        `histogram_quantile(${quantile}, sum by (job, le) (rate({${buckets}}[${window}])))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The slower requests of {{ $labels.job }} take {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'Compare routes (http_route): all, or one?',
        'Open a slow trace and see which span takes the time, and whether spans wait for each other that need not.',
        'See whether the number of requests grew at the same time.',
      ],
      act: [
        'One span that calls a database: look at that query.',
        'Time between spans: the process itself waits, for processors or its garbage collector.',
        'A release: roll back.',
      ],
      falseAlarm: 'Streams that stay open count with their whole length. Leave their route out.',
    },
    fires: {
      series: {
        'http_server_request_duration_seconds_bucket{job="api",le="0.5"}': '0+10x30',
        'http_server_request_duration_seconds_bucket{job="api",le="2.5"}': '0+60x30',
        'http_server_request_duration_seconds_bucket{job="api",le="+Inf"}': '0+60x30',
      },
      at: '20m',
      alerts: ['{job="api"}'],
    },
    quiet: {
      series: {
        'http_server_request_duration_seconds_bucket{job="api",le="0.5"}': '0+60x30',
        'http_server_request_duration_seconds_bucket{job="api",le="2.5"}': '0+60x30',
        'http_server_request_duration_seconds_bucket{job="api",le="+Inf"}': '0+60x30',
      },
      at: '30m',
      alerts: [],
    },
  }),
];
